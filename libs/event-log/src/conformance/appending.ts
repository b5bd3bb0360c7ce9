import { InvalidAppend, WrongExpectedRevision } from '../port/errors.js';
import type { EventLog, ExpectedRevision } from '../port/event-log.js';
import { anEvent, NOON, someEvents } from './events.js';
import type { CurrentLog } from './harness.js';

const revisions = (events: readonly { readonly revision: number }[]): readonly number[] =>
  events.map((event) => event.revision);
const numbers = (events: readonly { readonly logNumber: number }[]): readonly number[] =>
  events.map((event) => event.logNumber);
const ids = (events: readonly { readonly id: string }[]): readonly string[] => events.map((event) => event.id);

export const appending = (current: CurrentLog): void => {
  const log = (): EventLog => current().log;

  describe('the expected revision', () => {
    test('none: the first events of a stream are numbered from 0', async () => {
      expect(revisions(await log().append('stream-a', 'none', someEvents(3)))).toEqual([0, 1, 2]);
    });

    test('exact: the next events follow on', async () => {
      await log().append('stream-a', 'none', someEvents(2));
      expect(revisions(await log().append('stream-a', 1, someEvents(2)))).toEqual([2, 3]);
    });

    test('any: on a new stream and on one that has events', async () => {
      expect(revisions(await log().append('stream-a', 'any', someEvents(1)))).toEqual([0]);
      expect(revisions(await log().append('stream-a', 'any', someEvents(2)))).toEqual([1, 2]);
    });

    test.each<[refused: string, there: number, expected: ExpectedRevision, actual: number | 'none']>([
      ['none where the stream has events', 2, 'none', 1],
      ['a revision that has passed', 3, 1, 2],
      ['a revision that has not come', 2, 2, 1],
      ['a revision of a stream that does not exist', 0, 0, 'none'],
    ])('refused: %s', async (_refused, there, expected, actual) => {
      await log().append('stream-b', 'none', someEvents(1));
      await log().append('stream-a', 'any', someEvents(there));
      const before = await log().head();
      const refusal = await log()
        .append('stream-a', expected, someEvents(2))
        .catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(WrongExpectedRevision);
      expect(refusal).toMatchObject({ stream: 'stream-a', expected, actual });
      expect(await log().head()).toEqual(before);
      expect(await log().readStream('stream-a')).toHaveLength(there);
    });

    test('is one stream’s own: other streams do not move it', async () => {
      await log().append('stream-a', 'none', someEvents(1));
      await log().append('stream-b', 'none', someEvents(5));
      expect(revisions(await log().append('stream-a', 0, someEvents(1)))).toEqual([1]);
    });
  });

  describe('one append', () => {
    test('without events writes nothing and returns none', async () => {
      expect(await log().append('stream-a', 'none', [])).toEqual([]);
      expect(await log().head()).toEqual({ position: undefined, size: 0, recordedAt: undefined });
      expect(revisions(await log().append('stream-a', 'none', someEvents(1)))).toEqual([0]);
    });

    test('is written whole or not at all: one event that cannot be stored keeps the others out', async () => {
      const events = [anEvent(), anEvent({ data: Number.NaN }), anEvent()];
      await expect(log().append('stream-a', 'none', events)).rejects.toThrow(InvalidAppend);
      expect(await log().readStream('stream-a')).toEqual([]);
      expect((await log().head()).size).toBe(0);
    });

    test('takes 500 events', async () => {
      const events = someEvents(500);
      await log().append('stream-a', 'none', events);
      expect(ids(await log().readStream('stream-a'))).toEqual(ids(events));
    });
  });

  describe('at the same time', () => {
    test('one of many writers at the same revision wins, the others are told', async () => {
      await log().append('stream-a', 'none', someEvents(1));
      const outcomes = await Promise.allSettled(
        Array.from({ length: 10 }, () => log().append('stream-a', 0, someEvents(2))),
      );
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(refused).toHaveLength(9);
      for (const { reason } of refused) expect(reason).toBeInstanceOf(WrongExpectedRevision);
      expect(revisions(await log().readStream('stream-a'))).toEqual([0, 1, 2]);
    });

    test('one of many writers that found no stream creates it', async () => {
      const outcomes = await Promise.allSettled(
        Array.from({ length: 10 }, () => log().append('stream-a', 'none', someEvents(1))),
      );
      expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
      expect(await log().readStream('stream-a')).toHaveLength(1);
    });

    test('appends that expect any revision all get in, each in one piece', async () => {
      const batches = Array.from({ length: 20 }, () => someEvents(3));
      const written = await Promise.all(batches.map((batch) => log().append('stream-a', 'any', batch)));
      const stored = ids(await log().readStream('stream-a'));
      expect(stored).toHaveLength(60);
      for (const events of written) {
        const first = events[0]!.revision;
        expect(stored.slice(first, first + 3)).toEqual(ids(events));
      }
    });
  });

  describe('appendMany', () => {
    test('gives one result per item, in order', async () => {
      const items = ['a', 'b', 'c'].map((name) => ({
        stream: `stream-${name}`,
        expectedRevision: 'none' as const,
        events: someEvents(2),
      }));
      const outcomes = await log().appendMany(items);
      expect(outcomes.map((outcome) => (outcome.ok ? ids(outcome.events) : outcome.error))).toEqual(
        items.map((item) => ids(item.events)),
      );
    });

    test('of nothing gives nothing', async () => {
      expect(await log().appendMany([])).toEqual([]);
    });

    test('one wrong revision fails alone', async () => {
      await log().append('stream-b', 'none', someEvents(1));
      const [a, b, c] = await log().appendMany([
        { stream: 'stream-a', expectedRevision: 'none', events: someEvents(2) },
        { stream: 'stream-b', expectedRevision: 'none', events: someEvents(2) },
        { stream: 'stream-c', expectedRevision: 'none', events: someEvents(2) },
      ]);
      expect(a?.ok).toBe(true);
      expect(b).toMatchObject({ ok: false, error: { stream: 'stream-b', expected: 'none', actual: 0 } });
      expect(b?.ok === false && b.error).toBeInstanceOf(WrongExpectedRevision);
      expect(c?.ok).toBe(true);
      expect(await log().readStream('stream-b')).toHaveLength(1);
      expect((await log().head()).size).toBe(5);
    });

    test('one append that cannot be stored fails alone', async () => {
      const [a, b] = await log().appendMany([
        { stream: 'stream-a', expectedRevision: 'none', events: [anEvent({ type: 'not a type' })] },
        { stream: 'stream-b', expectedRevision: 'none', events: someEvents(1) },
      ]);
      expect(a?.ok === false && a.error).toBeInstanceOf(InvalidAppend);
      expect(b?.ok).toBe(true);
      expect((await log().head()).size).toBe(1);
    });

    test('takes its items in order: a later one may build on an earlier one', async () => {
      const [first, second] = await log().appendMany([
        { stream: 'stream-a', expectedRevision: 'none', events: someEvents(2) },
        { stream: 'stream-a', expectedRevision: 1, events: someEvents(1) },
      ]);
      expect([first?.ok, second?.ok]).toEqual([true, true]);
      expect(revisions(await log().readStream('stream-a'))).toEqual([0, 1, 2]);
    });

    test('an item without events succeeds and writes nothing', async () => {
      expect(await log().appendMany([{ stream: 'stream-a', expectedRevision: 'none', events: [] }])).toEqual([
        { ok: true, events: [] },
      ]);
      expect((await log().head()).size).toBe(0);
    });
  });

  describe('the log number', () => {
    test('counts the events before it, over all streams', async () => {
      const a = await log().append('stream-a', 'none', someEvents(2));
      const b = await log().append('stream-b', 'none', someEvents(1));
      const more = await log().append('stream-a', 1, someEvents(1));
      expect(numbers([...a, ...b, ...more])).toEqual([0, 1, 2, 3]);
      expect(numbers(await log().readAll(undefined, 10))).toEqual([0, 1, 2, 3]);
    });

    test('has no gap where an append was refused', async () => {
      await log().append('stream-a', 'none', someEvents(1));
      await log()
        .append('stream-a', 'none', someEvents(3))
        .catch(() => undefined);
      await log().appendMany([{ stream: 'stream-a', expectedRevision: 7, events: someEvents(3) }]);
      expect(numbers(await log().append('stream-a', 0, someEvents(1)))).toEqual([1]);
    });

    test('goes on where it was after the log is opened again', async () => {
      const before = await log().append('stream-a', 'none', someEvents(2));
      const again = await current().reopen();
      expect(await again.readStream('stream-a')).toStrictEqual(before);
      expect(await again.append('stream-a', 1, someEvents(1))).toMatchObject([{ logNumber: 2, revision: 2 }]);
    });
  });

  describe('the head', () => {
    test('of an empty log has no position', async () => {
      expect(await log().head()).toEqual({ position: undefined, size: 0, recordedAt: undefined });
    });

    test('is the last event', async () => {
      await log().append('stream-a', 'none', someEvents(2));
      const [last] = await log().append('stream-b', 'none', [anEvent({ recordedAt: '2026-03-02T12:00:01.500Z' })]);
      expect(await log().head()).toEqual({ position: last?.position, size: 3, recordedAt: '2026-03-02T12:00:01.500Z' });
    });
  });

  describe('recordedAt', () => {
    const at = async (stream: string): Promise<readonly string[]> =>
      (await log().readStream(stream)).map((event) => event.recordedAt);
    const EARLIER = '2026-03-02T11:59:58.000Z';
    const LATER = '2026-03-02T12:00:02.001Z';

    test('is kept as given where time goes on', async () => {
      await log().append('stream-a', 'none', [anEvent({ recordedAt: EARLIER }), anEvent({ recordedAt: NOON })]);
      await log().append('stream-a', 1, [anEvent({ recordedAt: LATER })]);
      expect(await at('stream-a')).toEqual([EARLIER, NOON, LATER]);
    });

    test('never goes back within a stream, whatever the writer’s clock does', async () => {
      await log().append('stream-a', 'none', [anEvent({ recordedAt: LATER })]);
      const [written] = await log().append('stream-a', 0, [anEvent({ recordedAt: EARLIER })]);
      expect(written?.recordedAt).toBe(LATER);
      expect(await at('stream-a')).toEqual([LATER, LATER]);
    });

    test('never goes back within one append', async () => {
      const given = [NOON, EARLIER, LATER, NOON].map((recordedAt) => anEvent({ recordedAt }));
      await log().append('stream-a', 'none', given);
      expect(await at('stream-a')).toEqual([NOON, NOON, LATER, LATER]);
    });

    test('is each stream’s own: another stream does not raise it', async () => {
      await log().append('stream-a', 'none', [anEvent({ recordedAt: LATER })]);
      await log().append('stream-b', 'none', [anEvent({ recordedAt: EARLIER })]);
      expect(await at('stream-b')).toEqual([EARLIER]);
    });

    test('does not go back after the log is opened again', async () => {
      await log().append('stream-a', 'none', [anEvent({ recordedAt: LATER })]);
      const again = await current().reopen();
      expect(await again.append('stream-a', 0, [anEvent({ recordedAt: EARLIER })])).toMatchObject([
        { recordedAt: LATER },
      ]);
    });
  });
};
