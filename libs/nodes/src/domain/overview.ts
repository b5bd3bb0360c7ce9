import type { Instant } from '@art33/event-log';
import { activeNodes, versionIn, type NodesState } from './decider.js';

export interface EventVersion {
  readonly eventType: string;
  readonly version: number;
}

/** A node that counts. */
export interface NodeView {
  readonly id: string;
  /** Of art33. */
  readonly release: string;
  /** When it came, or came with this release. */
  readonly since: Instant;
  /** What it reads that is not written yet. */
  readonly ahead: readonly EventVersion[];
}

/** A version that some nodes read, and others hold up. */
export interface WaitingVersion extends EventVersion {
  readonly heldUpBy: readonly Pick<NodeView, 'id' | 'release' | 'since'>[];
}

export interface NodesView {
  readonly nodes: readonly NodeView[];
  /** Written by every node since all of them read it; of every other event type, version 1 is. */
  readonly switchedOn: readonly EventVersion[];
  readonly waiting: readonly WaitingVersion[];
}

/** Who runs, what is written, and what waits for whom. */
export function nodesView(state: NodesState): NodesView {
  const active = activeNodes(state);
  const isAhead = ({ eventType, version }: EventVersion): boolean => version > versionIn(state.switchedOn, eventType);
  const versionsOf = (versions: Readonly<Record<string, number>>): readonly EventVersion[] =>
    Object.entries(versions)
      .map(([eventType, version]) => ({ eventType, version }))
      .sort((one, other) => (one.eventType < other.eventType ? -1 : 1));
  const nodes = active.map(({ node: id, release, since, reads }) => ({
    id,
    release,
    since,
    ahead: versionsOf(reads).filter(isAhead),
  }));
  const newest: Record<string, number> = {};
  for (const { eventType, version } of nodes.flatMap(({ ahead }) => ahead))
    newest[eventType] = Math.max(version, newest[eventType] ?? 0);
  const waiting = versionsOf(newest).map(({ eventType, version }) => ({
    eventType,
    version,
    heldUpBy: active
      .filter(({ reads }) => versionIn(reads, eventType) < version)
      .map(({ node: id, release, since }) => ({ id, release, since })),
  }));
  return { nodes, switchedOn: versionsOf(state.switchedOn), waiting };
}
