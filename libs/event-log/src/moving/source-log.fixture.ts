import { v5 } from 'uuid';
import { metadata } from '../conformance/events.js';
import type { Json } from '../domain/event.js';
import type { EventLog, EventToAppend } from '../port/event-log.js';

const NAMESPACE = 'c1f3a0de-6c0e-4f4e-9a55-0d6a3fd2b6a1';
const BEGIN = Date.UTC(2026, 2, 2, 12);

/** The nth event of the log that tests move: the same one each time, with all that an event can differ in. */
const event = (number: number, data: Json = { number, sealed: `x${'ß€'.repeat(number % 40)}` }): EventToAppend => ({
  id: v5(`event ${number}`, NAMESPACE),
  type: number % 3 === 0 ? 'SomethingHappened' : 'SomethingElseHappened',
  schemaVersion: 1 + (number % 4),
  data,
  metadata: { ...metadata, commandId: v5(`command ${number}`, NAMESPACE), ...(number % 2 && { causationId: 'c' }) },
  // Of different streams they do not come in the order of their times.
  recordedAt: new Date(BEGIN + number * 7 - (number % 5) * 1_000).toISOString(),
});

/** Fills a log: runs of one to eight events, in twelve streams that alternate. */
export async function fill(log: EventLog, count: number, from = 0): Promise<void> {
  for (let number = from; number < count;) {
    const run = Math.min(1 + ((number * 7) % 8), count - number);
    const events = Array.from({ length: run }, (_, index) => event(number + index));
    await log.append(`stream-${(number * 5) % 12}`, 'any', events);
    number += run;
  }
}

/** One append that no server takes at once: four events of half a megabyte each. */
export async function fillLarge(log: EventLog): Promise<void> {
  const events = [1, 2, 3, 4].map((each) => event(1_000_000 + each, { each, text: 'x'.repeat(500_000) }));
  await log.append('stream-large', 'none', events);
}
