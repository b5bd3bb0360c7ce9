import { Refusal, type Decider, type Instant } from '@art33/event-log';
import type { NodeEvent, Versions } from './events.js';

/** A node as it last said of itself. */
export interface RegisteredNode {
  readonly node: string;
  readonly release: string;
  /** Versions from 2, and 1 of types that are new. */
  readonly reads: Versions;
  /** When it said so. */
  readonly since: Instant;
  readonly isRetired: boolean;
}

export interface NodesState {
  /** In the order in which they came. */
  readonly nodes: readonly RegisteredNode[];
  /** Versions that had to be switched on before they were written. */
  readonly switchedOn: Versions;
}

export type NodeCommandData =
  | {
      readonly type: 'start-node';
      readonly node: string;
      readonly release: string;
      /** Every event type that the release knows, with the newest version that it reads. */
      readonly reads: Versions;
      /** The version of each that it writes without waiting for anything; 0 of one that is new. */
      readonly writes: Versions;
    }
  | {
      readonly type: 'retire-node';
      readonly node: string;
      /** The node that was asked to do this, which therefore runs; null where none did. */
      readonly askedOf: string | null;
    };

const conflict = (code: string, rule: string): Refusal => new Refusal(code, 'conflict', rule);

/** The nodes that count: all that were not given up. */
export const activeNodes = ({ nodes }: Pick<NodesState, 'nodes'>): readonly RegisteredNode[] =>
  nodes.filter(({ isRetired }) => !isRetired);
/** Of a type that nothing is said of, nothing new is read or written. */
export const versionIn = (versions: Versions, eventType: string): number => versions[eventType] ?? 0;

/** Why a release must not run beside this log, if so. `reads`: every event type that it knows. */
export function refuseUnreadable(reads: Versions, { switchedOn }: NodesState): Refusal | undefined {
  const faults = Object.entries(switchedOn).flatMap(([type, version]) => {
    const read = reads[type];
    if (read === undefined) return [`${type} is switched on in version ${version}, and this release does not know it`];
    return read < version
      ? [`${type} is switched on in version ${version}, and this release reads it up to ${read}`]
      : [];
  });
  if (faults.length === 0) return undefined;
  const rule = `this release of art33 cannot read what the others write: ${faults.join('; ')}. Update art33 to the release of the other nodes, or a newer one`;
  return conflict('release-too-old', rule);
}

/** Why a release must not write beside these nodes, if so: it writes at once what one of them cannot read. */
function refuseUnread(
  { node, writes }: Extract<NodeCommandData, { type: 'start-node' }>,
  state: NodesState,
): Refusal | undefined {
  const others = activeNodes(state).filter((each) => each.node !== node);
  const isNew = ([, version]: readonly [string, number]): boolean => version > 1;
  const faults = Object.entries(writes)
    .filter(isNew)
    .flatMap(([type, version]) =>
      others
        .filter(({ reads }) => versionIn(reads, type) < version)
        .map(
          (each) => `${type} in version ${version}, which node ${each.node} (release ${each.release}) does not read`,
        ),
    );
  if (faults.length === 0) return undefined;
  const rule = `this release of art33 writes ${faults.join('; ')}. Update that node first, to the release before this one; or retire it if it is gone for good (art33 nodes retire)`;
  return conflict('release-too-new', rule);
}

/** What all nodes read and nobody has switched on yet. */
function switches(state: NodesState, at: Instant): readonly NodeEvent[] {
  const active = activeNodes(state);
  const types = new Set(active.flatMap(({ reads }) => Object.keys(reads)));
  return [...types].sort().flatMap((eventType) => {
    const version = Math.min(...active.map(({ reads }) => versionIn(reads, eventType)));
    const isNews = version > versionIn(state.switchedOn, eventType);
    return isNews ? [{ type: 'EventVersionSwitchedOn', data: { eventType, version, at } }] : [];
  });
}

/** Who runs, and which versions of events may be written: decided in one place, so that no node is passed over. */
export const nodesDecider: Decider<NodesState, NodeCommandData, NodeEvent> = {
  initialState: { nodes: [], switchedOn: {} },

  decide(command, state) {
    const { node, now: at } = command;
    const known = state.nodes.find((each) => each.node === node);
    const withSwitches = (events: readonly NodeEvent[]): readonly NodeEvent[] => [
      ...events,
      ...switches(events.reduce(nodesDecider.evolve, state), at),
    ];
    if (command.type === 'retire-node') {
      if (known === undefined) return new Refusal('not-found', 'not-found', 'there is no such node');
      if (node === command.askedOf)
        return conflict('node-is-running', 'this node runs: it is the one that answers. Stop it, then retire it');
      return known.isRetired ? [] : withSwitches([{ type: 'NodeRetired', data: { node, at } }]);
    }
    const refusal = refuseUnreadable(command.reads, state) ?? refuseUnread(command, state);
    if (refusal) return refusal;
    const { release, writes } = command;
    const isTelling = ([type, version]: [string, number]): boolean => version > 1 || versionIn(writes, type) < version;
    const reads = Object.fromEntries(Object.entries(command.reads).filter(isTelling));
    const isSame = known !== undefined && !known.isRetired && known.release === release && same(known.reads, reads);
    return withSwitches(isSame ? [] : [{ type: 'NodeStarted', data: { node, release, reads, at } }]);
  },

  evolve(state, event): NodesState {
    switch (event.type) {
      case 'NodeStarted': {
        const { at: since, ...report } = event.data;
        const started = { ...report, since, isRetired: false };
        const isKnown = state.nodes.some(({ node }) => node === report.node);
        return {
          ...state,
          nodes: isKnown
            ? state.nodes.map((each) => (each.node === report.node ? started : each))
            : [...state.nodes, started],
        };
      }
      case 'NodeRetired':
        return {
          ...state,
          nodes: state.nodes.map((each) => (each.node === event.data.node ? { ...each, isRetired: true } : each)),
        };
      case 'EventVersionSwitchedOn': {
        const { eventType, version } = event.data;
        return { ...state, switchedOn: { ...state.switchedOn, [eventType]: version } };
      }
    }
  },
};

const same = (one: Versions, other: Versions): boolean =>
  Object.keys({ ...one, ...other }).every((type) => one[type] === other[type]);
