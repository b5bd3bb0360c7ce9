import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CommandRefused,
  type CommandContext,
  type Commands,
  type CommandOutcome,
  type EventCodec,
  type EventLog,
  type EventRegistry,
} from '@art33/event-log';
import { OPERATOR } from '@art33/identity';
import { activeNodes, nodesDecider, refuseUnreadable, type NodesState } from '../domain/decider.js';
import { NODES_STREAM, type NodeEvent, type Versions } from '../domain/events.js';

const readsOf = (registry: EventRegistry): Versions =>
  Object.fromEntries(registry.all().map(({ type, version }) => [type, version]));
const writesOf = (registry: EventRegistry): Versions =>
  Object.fromEntries(registry.all().map(({ type, version, older }) => [type, older?.version ?? version]));

/** Who is registered, and what is switched on. */
export const nodesState = (commands: Commands): Promise<NodesState> => commands.state(nodesDecider, NODES_STREAM);

const tell = (codec: EventCodec, { switchedOn }: NodesState): void => {
  for (const [eventType, version] of Object.entries(switchedOn)) codec.switchOn(eventType, version);
};

/**
 * Has whatever is written from now on follow what the log says is switched on: for whoever opens the log, before anything
 * else. Throws `CommandRefused` where this release cannot read that.
 */
export async function honourSwitches(commands: Commands, codec: EventCodec): Promise<void> {
  const state = await nodesState(commands);
  const refusal = refuseUnreadable(readsOf(codec.registry), state);
  if (refusal) throw new CommandRefused(refusal);
  tell(codec, state);
}

/**
 * Gives a node up that never comes back. `askedOf`: the node that was asked to, where one runs. Throws `CommandRefused`
 * for one that nobody knows, and for that one itself.
 */
export const retireNode = (
  commands: Commands,
  node: string,
  askedOf: string | null,
  context: CommandContext = contextOf('operator'),
): Promise<CommandOutcome<NodeEvent>> =>
  commands.run(nodesDecider, NODES_STREAM, { type: 'retire-node', node, askedOf }, context);

const contextOf = (id: string): CommandContext => {
  const commandId = randomUUID();
  const { organisation } = OPERATOR;
  return { actor: { kind: 'system', id }, organisation, commandId, correlationId: commandId };
};

/** How often (milliseconds) a node looks whether something was switched on, or it was retired. */
const LOOK = 1_000;

/** This node in the register: it says what it reads, and honours what is switched on while it runs. */
export class NodeRegister {
  private refused: string | undefined;
  /** How much of the stream has been honoured. */
  private seen = 0;
  private running: { readonly abort: AbortController; readonly ended: Promise<void> } | undefined;

  constructor(
    private readonly parts: {
      readonly log: Pick<EventLog, 'readStream'>;
      readonly commands: Commands;
      readonly codec: EventCodec;
      /** This node's id (UUID). */
      readonly node: string;
      /** This node's release of art33. */
      readonly release: string;
    },
  ) {}

  get node(): string {
    return this.parts.node;
  }

  /** Before the node takes any work. Throws `CommandRefused` where it must not run beside the others. */
  async join(): Promise<void> {
    const { commands, codec, node, release } = this.parts;
    const { registry } = codec;
    const report = { node, release, reads: readsOf(registry), writes: writesOf(registry) };
    await commands.run(nodesDecider, NODES_STREAM, { type: 'start-node', ...report }, contextOf('nodes'));
    tell(codec, await nodesState(commands));
  }

  /** Looks every second from now on. What goes wrong is told and tried again. */
  start(onError: (error: unknown) => void): void {
    if (this.running !== undefined) return;
    const abort = new AbortController();
    const { signal } = abort;
    const follow = async (): Promise<void> => {
      while (!signal.aborted) {
        await this.look().catch(onError);
        await sleep(LOOK, undefined, { signal }).catch(() => undefined);
      }
    };
    this.running = { abort, ended: follow() };
  }

  /** Resolves when it looks no more. */
  async stop(): Promise<void> {
    this.running?.abort.abort();
    await this.running?.ended;
    this.running = undefined;
  }

  /** True, or why this node must not run any more. */
  check(): true | string {
    return this.refused ?? true;
  }

  /** A node that was retired while it runs comes back, or is not ready from then on. */
  private async look(): Promise<void> {
    const { log, commands, codec } = this.parts;
    const news = await log.readStream(NODES_STREAM, { from: this.seen });
    if (news.length === 0) return;
    const state = await nodesState(commands);
    tell(codec, state);
    if (!activeNodes(state).some(({ node }) => node === this.node)) await this.comeBack();
    this.seen += news.length;
  }

  private async comeBack(): Promise<void> {
    try {
      await this.join();
      this.refused = undefined;
    } catch (error) {
      if (!(error instanceof CommandRefused)) throw error;
      this.refused = error.message;
    }
  }
}
