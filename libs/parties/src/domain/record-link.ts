import { declareEvents, deriveId, type Actor, type Decider, type DomainEvent, type Instant } from '@art33/event-log';

/** Ids of two controllers' records, sorted: a link has no direction. */
export type LinkedPair = readonly [string, string];

interface OfLink {
  readonly organisations: LinkedPair;
  readonly by: Actor;
  /** UTC. */
  readonly at: Instant;
}

/** What becomes of the link between two records that different processors keep of one controller. */
export type RecordLinkEvent = DomainEvent<'RecordsLinked', OfLink> | DomainEvent<'RecordLinkEnded', OfLink>;

export const recordLinkEvents = declareEvents<RecordLinkEvent>()({
  RecordsLinked: {
    version: 1,
    meaning:
      'A person who keeps the members of two controllers’ records said that both are of one controller: shown to members of both alone.',
  },
  RecordLinkEnded: { version: 1, meaning: 'The link between two records was taken back.' },
});

export const linkedPair = (one: string, other: string): LinkedPair => (one < other ? [one, other] : [other, one]);

/** Named by both ids, whichever comes first. */
export const recordLinkStream = (one: string, other: string): string =>
  `link-${deriveId('record-link', ...linkedPair(one, other))}`;

export interface RecordLinkCommand {
  readonly type: 'link' | 'unlink';
  readonly organisations: LinkedPair;
  readonly by: Actor;
}

export interface RecordLinkState {
  readonly linked: boolean;
}

/** The rules of one link: to say again what is so does nothing. Who may say it is looked at before. */
export const recordLinkDecider: Decider<RecordLinkState, RecordLinkCommand, RecordLinkEvent> = {
  initialState: { linked: false },
  decide({ type, organisations, by, now: at }, { linked }) {
    if ((type === 'link') === linked) return [];
    return [{ type: type === 'link' ? 'RecordsLinked' : 'RecordLinkEnded', data: { organisations, by, at } }];
  },
  evolve: (_, { type }) => ({ linked: type === 'RecordsLinked' }),
};
