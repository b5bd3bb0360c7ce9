import { InvalidPosition } from '../port/errors.js';
import type { EventLog, ReadStreamOptions, StoredEvent } from '../port/event-log.js';
import { someEvents } from './events.js';
import type { CurrentLog } from './harness.js';

export const reading = (current: CurrentLog): void => {
  const log = (): EventLog => current().log;

  describe('a stream', () => {
    beforeEach(async () => {
      await log().append('stream-b', 'none', someEvents(2));
      await log().append('stream-a', 'none', someEvents(3));
      await log().append('stream-b', 1, someEvents(2));
      await log().append('stream-a', 2, someEvents(2));
    });

    test('that does not exist reads as empty', async () => {
      expect(await log().readStream('stream-x')).toEqual([]);
      expect(await log().readStream('stream-x', { direction: 'backwards' })).toEqual([]);
    });

    test.each<[options: ReadStreamOptions, revisions: readonly number[]]>([
      [{}, [0, 1, 2, 3, 4]],
      [{ from: 2 }, [2, 3, 4]],
      [{ limit: 2 }, [0, 1]],
      [{ from: 1, limit: 2 }, [1, 2]],
      [{ from: 4, limit: 9 }, [4]],
      [{ from: 5 }, []],
      [{ limit: 0 }, []],
      [{ direction: 'forwards', from: 3 }, [3, 4]],
      [{ direction: 'backwards' }, [4, 3, 2, 1, 0]],
      [{ direction: 'backwards', limit: 2 }, [4, 3]],
      [{ direction: 'backwards', from: 2 }, [2, 1, 0]],
      [{ direction: 'backwards', from: 3, limit: 2 }, [3, 2]],
      [{ direction: 'backwards', from: 0 }, [0]],
      [{ direction: 'backwards', from: 99, limit: 1 }, [4]],
    ])('with %j gives revisions %j of that stream only', async (options, revisions) => {
      const events = await log().readStream('stream-a', options);
      expect(events.map((event) => [event.stream, event.revision])).toEqual(
        revisions.map((revision) => ['stream-a', revision]),
      );
    });

    test('read in pages, either way, is the stream', async () => {
      const whole = await log().readStream('stream-a');
      const forwards: StoredEvent[] = [];
      for (let from = 0; ; from += 2) {
        const page = await log().readStream('stream-a', { from, limit: 2 });
        if (page.length === 0) break;
        forwards.push(...page);
      }
      const backwards: StoredEvent[] = [];
      for (let from: number | undefined; from === undefined || from >= 0; from = backwards.at(-1)!.revision - 1) {
        backwards.push(
          ...(await log().readStream('stream-a', {
            direction: 'backwards',
            limit: 2,
            ...(from === undefined ? {} : { from }),
          })),
        );
      }
      expect(forwards).toStrictEqual(whole);
      expect(backwards.reverse()).toStrictEqual(whole);
    });
  });

  describe('the whole log', () => {
    test('when empty reads as empty', async () => {
      expect(await log().readAll(undefined, 10)).toEqual([]);
    });

    test('is in the order of writing, over all streams', async () => {
      const a = await log().append('stream-a', 'none', someEvents(2));
      const b = await log().append('stream-b', 'none', someEvents(1));
      const c = await log().append('stream-a', 1, someEvents(1));
      expect(await log().readAll(undefined, 10)).toStrictEqual([...a, ...b, ...c]);
    });

    test('after a position begins with the event behind it', async () => {
      const events = await log().append('stream-a', 'none', someEvents(4));
      expect(await log().readAll(events[1]!.position, 10)).toStrictEqual(events.slice(2));
      expect(await log().readAll(events[3]!.position, 10)).toEqual([]);
    });

    test('gives no more than the limit', async () => {
      await log().append('stream-a', 'none', someEvents(4));
      expect(await log().readAll(undefined, 3)).toHaveLength(3);
      expect(await log().readAll(undefined, 0)).toHaveLength(0);
    });

    test.each([1, 3, 64, 1_000])('in pages of %d skips nothing and repeats nothing', async (limit) => {
      const items = Array.from({ length: 90 }, (_, index) => ({
        stream: `stream-${index % 7}`,
        expectedRevision: 'any' as const,
        events: someEvents(5),
      }));
      await log().appendMany(items);
      const numbers: number[] = [];
      let after: string | undefined;
      for (;;) {
        const page = await log().readAll(after, limit);
        if (page.length === 0) break;
        numbers.push(...page.map((event) => event.logNumber));
        after = page.at(-1)!.position;
      }
      expect(numbers).toEqual(Array.from({ length: 450 }, (_, index) => index));
    });

    test('goes on from a position that was kept while the log was closed', async () => {
      const events = await log().append('stream-a', 'none', someEvents(4));
      const again = await current().reopen();
      expect(await again.readAll(events[1]!.position, 10)).toStrictEqual(events.slice(2));
    });
  });

  describe('a position', () => {
    test('can be compared: later events have later ones', async () => {
      const [first, , third] = await log().append('stream-a', 'none', someEvents(3));
      const [other] = await log().append('stream-b', 'none', someEvents(1));
      expect(log().comparePositions(first!.position, third!.position)).toBeLessThan(0);
      expect(log().comparePositions(other!.position, third!.position)).toBeGreaterThan(0);
      expect(log().comparePositions(third!.position, third!.position)).toBe(0);
    });

    test('is compared as a number, not as text', async () => {
      const events = await log().append('stream-a', 'none', someEvents(120));
      const sorted = [...events].reverse().sort((a, b) => log().comparePositions(a.position, b.position));
      expect(sorted).toStrictEqual(events);
    });

    test.each(['', 'x', 'nonsense:1', '-1', 'q:99'])('that no event had (%j) is refused', async (token) => {
      const [event] = await log().append('stream-a', 'none', someEvents(1));
      await expect(log().readAll(token, 10)).rejects.toThrow(InvalidPosition);
      expect(() => log().comparePositions(token, event!.position)).toThrow(InvalidPosition);
      expect(() => log().comparePositions(event!.position, token)).toThrow(InvalidPosition);
    });
  });
};
