import { declareEvents, Refusal, type Decider, type DomainEvent, type Instant } from '@art33/event-log';

/**
 * Messages that belong together and that a person may hold back as long as they have not been started. The batch's id is
 * whoever's who sends them; one of which nobody has said anything is free.
 */
export type BatchEvent =
  | DomainEvent<'BatchHeld', { readonly at: Instant }>
  | DomainEvent<'BatchReleased', { readonly at: Instant }>
  | DomainEvent<'BatchCancelled', { readonly at: Instant }>;

export type BatchCommand = { readonly type: 'hold' | 'release' | 'cancel' };

/** `held`: what has not been started waits. `cancelled`: it is given up. */
export type BatchState = 'free' | 'held' | 'cancelled';

export const batchStream = (batch: string): string => `batch-${batch}`;

const NEXT = { BatchHeld: 'held', BatchReleased: 'free', BatchCancelled: 'cancelled' } as const;
const EVENT = { hold: 'BatchHeld', release: 'BatchReleased', cancel: 'BatchCancelled' } as const;

export const batchDecider: Decider<BatchState, BatchCommand, BatchEvent> = {
  initialState: 'free',
  evolve: (_, { type }) => NEXT[type],
  decide({ type, now: at }, state) {
    const event = EVENT[type];
    if (NEXT[event] === state) return [];
    if (state === 'cancelled') return new Refusal('batch-cancelled', 'conflict', 'what was cancelled stays cancelled');
    return [{ type: event, data: { at } }];
  },
};

export const batchEvents = declareEvents<BatchEvent>()({
  BatchHeld: { version: 1, meaning: 'Messages of this batch that have not been started wait.' },
  BatchReleased: { version: 1, meaning: 'Messages of this batch are sent again.' },
  BatchCancelled: { version: 1, meaning: 'Messages of this batch that have not been started are given up.' },
});
