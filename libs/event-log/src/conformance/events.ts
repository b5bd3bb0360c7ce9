import { deriveId } from '../domain/ids.js';
import type { EventMetadata } from '../domain/event.js';
import type { EventToAppend } from '../port/event-log.js';

/** When the events of the suite happen, unless they say otherwise. */
export const NOON = '2026-03-02T12:00:00.000Z';

export const metadata: EventMetadata = {
  actor: { kind: 'system', id: 'suite' },
  organisation: deriveId('suite', 'organisation'),
  correlationId: deriveId('suite', 'correlation'),
  commandId: deriveId('suite', 'command'),
};

let count = 0;

/** An event like no other in this process. */
export const anEvent = (change: Partial<EventToAppend> = {}): EventToAppend => {
  count += 1;
  return {
    id: deriveId('suite', process.pid, count),
    type: 'SomethingHappened',
    schemaVersion: 1,
    data: { number: count },
    metadata,
    recordedAt: NOON,
    ...change,
  };
};

export const someEvents = (howMany: number): readonly EventToAppend[] =>
  Array.from({ length: howMany }, () => anEvent());
