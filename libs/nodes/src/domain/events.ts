import { declareEvents, type DomainEvent, type Instant } from '@art33/event-log';

/** The one stream of all nodes: whoever joins and whatever is switched on stands in one order. */
export const NODES_STREAM = 'installation-nodes';

/** Schema versions by event type. */
export type Versions = Readonly<Record<string, number>>;

export type NodeEvent =
  | DomainEvent<
      'NodeStarted',
      {
        /** The node's own id: random, and no name of a machine. */
        readonly node: string;
        /** Of art33, e.g. `0.1.0`. */
        readonly release: string;
        /** The newest version that it reads of each event type, where that is not 1, or is in transition. */
        readonly reads: Versions;
        /** UTC. */
        readonly at: Instant;
      }
    >
  | DomainEvent<'NodeRetired', { readonly node: string; readonly at: Instant }>
  | DomainEvent<
      'EventVersionSwitchedOn',
      { readonly eventType: string; readonly version: number; readonly at: Instant }
    >;

export const nodeEvents = declareEvents<NodeEvent>()({
  NodeStarted: {
    version: 1,
    meaning: 'A node of the service started for the first time, or with another release than before.',
  },
  NodeRetired: {
    version: 1,
    meaning: 'A node was given up: what is switched on waits for it no more.',
  },
  EventVersionSwitchedOn: {
    version: 1,
    meaning:
      'All nodes read a version of an event type: from now on it is written, and a node that does not read it stays out.',
  },
});
