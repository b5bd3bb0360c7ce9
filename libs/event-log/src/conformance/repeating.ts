import { InvalidAppend, WrongExpectedRevision } from '../port/errors.js';
import type { EventLog } from '../port/event-log.js';
import { anEvent, someEvents } from './events.js';
import type { CurrentLog } from './harness.js';

/** A writer that got no answer sends the identical append again: same ids, same stream, same expected revision. */
export const repeating = (current: CurrentLog): void => {
  const log = (): EventLog => current().log;

  test('of a new stream returns what was stored and writes nothing', async () => {
    const events = someEvents(3);
    const first = await log().append('stream-a', 'none', events);
    expect(await log().append('stream-a', 'none', events)).toStrictEqual(first);
    expect((await log().head()).size).toBe(3);
  });

  test('at an exact revision returns what was stored and writes nothing', async () => {
    await log().append('stream-a', 'none', someEvents(2));
    const events = someEvents(2);
    const first = await log().append('stream-a', 1, events);
    expect(await log().append('stream-a', 1, events)).toStrictEqual(first);
    expect((await log().head()).size).toBe(4);
  });

  test('is recognised after others have written on', async () => {
    const events = someEvents(2);
    const first = await log().append('stream-a', 'none', events);
    await log().append('stream-a', 1, someEvents(2));
    await log().append('stream-b', 'none', someEvents(2));
    expect(await log().append('stream-a', 'none', events)).toStrictEqual(first);
  });

  test('is recognised after the log is opened again', async () => {
    const events = someEvents(2);
    const first = await log().append('stream-a', 'none', events);
    const again = await current().reopen();
    expect(await again.append('stream-a', 'none', events)).toStrictEqual(first);
  });

  test('sent twice at once is written once, and both are told the same', async () => {
    const events = someEvents(2);
    const [one, other] = await Promise.all([
      log().append('stream-a', 'none', events),
      log().append('stream-a', 'none', events),
    ]);
    expect(other).toStrictEqual(one);
    expect((await log().head()).size).toBe(2);
  });

  test('inside appendMany is recognised beside new ones', async () => {
    const events = someEvents(1);
    const first = await log().append('stream-a', 'none', events);
    const outcomes = await log().appendMany([
      { stream: 'stream-a', expectedRevision: 'none', events },
      { stream: 'stream-b', expectedRevision: 'none', events: someEvents(1) },
    ]);
    expect(outcomes.map((outcome) => outcome.ok)).toEqual([true, true]);
    expect(outcomes[0]).toStrictEqual({ ok: true, events: first });
    expect((await log().head()).size).toBe(2);
  });

  test('with the members of its data in another order is the same', async () => {
    const event = anEvent({ data: { a: 1, b: 2 } });
    const first = await log().append('stream-a', 'none', [event]);
    expect(await log().append('stream-a', 'none', [{ ...event, data: { b: 2, a: 1 } }])).toStrictEqual(first);
  });

  test('at another place than where it stands is another one: somebody was first', async () => {
    const [event] = await log().append('stream-a', 'none', someEvents(1));
    await log().append('stream-a', 0, someEvents(1));
    await expect(log().append('stream-a', 0, [event!])).rejects.toThrow(WrongExpectedRevision);
    expect((await log().head()).size).toBe(2);
  });

  test('is another one where an event more is in it: somebody was first', async () => {
    const events = someEvents(2);
    await log().append('stream-a', 'none', events);
    await expect(log().append('stream-a', 'none', [...events, anEvent()])).rejects.toThrow(WrongExpectedRevision);
    expect((await log().head()).size).toBe(2);
  });

  test('is another one where the data differ: somebody was first', async () => {
    const event = anEvent();
    await log().append('stream-a', 'none', [event]);
    await expect(log().append('stream-a', 'none', [{ ...event, data: { other: true } }])).rejects.toThrow(
      WrongExpectedRevision,
    );
    expect((await log().head()).size).toBe(1);
  });

  test('one id twice in one append is refused', async () => {
    const event = anEvent();
    await expect(log().append('stream-a', 'none', [event, anEvent(), event])).rejects.toThrow(InvalidAppend);
    expect((await log().head()).size).toBe(0);
  });
};
