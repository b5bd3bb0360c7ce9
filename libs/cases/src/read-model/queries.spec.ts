import { ERASED } from '@art33/event-log';
import type { Found, Wanted } from '@art33/http';
import { caseStream } from '../domain/ids.js';
import { delivery, filing, gone, practice, processor, stated, sunday, utc } from '../testing/story.js';
import { World } from '../testing/world.js';
import { listCases, type CaseFilter, type CaseRow } from './lists.js';
import { caseView } from './queries.js';

const other = '44444444-4444-4444-8444-444444444444';

describe('the read model of cases', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open();
  });
  afterEach(() => world.close());

  const found = (filter: CaseFilter & Partial<Wanted> = {}, scope = world.scope()) =>
    listCases(world.db, scope, filter, { limit: 100, ...filter });
  const list = (...args: Parameters<typeof found>): readonly CaseRow[] => found(...args).rows;
  const view = (id: string, scope = world.scope()) => caseView(world.db, scope, id);

  describe('one case', () => {
    it('shows what the 72 hours are counted from, and every clock that ever ran', async () => {
      const [first, second] = [delivery(sunday), delivery('2026-10-25T11:42:00+01:00')];
      const id = await world.deliver('a', sunday, [first]);
      await world.deliver('a', '2026-10-25T11:42:00+01:00', [gone(first), second]);
      expect(view(id)).toMatchObject({
        id,
        status: 'open',
        controllerId: practice,
        processorId: processor,
        openedAt: utc(sunday),
        deadline: { clock: 'proper', deadline: { due: utc('2026-10-28T11:42:00+01:00') } },
        clocks: [{ withdrawn: { why: 'delivery-invalidated' } }, { withdrawn: null }],
        decided: false,
        missed: null,
        edits: 0,
      });
      await world.deliver('a', '2026-10-25T12:00:00+01:00', [gone(first), gone(second)]);
      expect(view(id)?.deadline).toBeNull();
    });
    it('counts what its people did as edits, and names filings that prove nothing', async () => {
      const id = await world.deliver('a', sunday, [delivery(sunday)]);
      const at = '2026-10-26T08:00:00+01:00';
      await world.give(id, at, filing(at, { reference: null }));
      expect(view(id)).toMatchObject({ decided: true, edits: 1, unprovenFilings: ['filing-1'] });
      await world.give(id, at, { type: 'add-filing-reference', filingId: 'filing-1', reference: 'A' });
      expect(view(id)).toMatchObject({ edits: 2, unprovenFilings: [], filings: [{ reference: 'A' }] });
    });
    it('is nobody’s but its controller’s: neither the processor’s nor another controller’s', async () => {
      const id = await world.deliver('a', sunday, [delivery(sunday)]);
      expect(view(id, world.scope(practice, 'auditor'))).toBeDefined();
      for (const scope of [
        world.scope(processor, 'processor'),
        world.scope(processor, 'auditor'),
        world.scope(other),
        world.scope('', 'auditor'),
      ]) {
        expect(view(id, scope)).toBeUndefined();
        expect(list({}, scope)).toEqual([]);
      }
    });
    it('is shown as the log had it', async () => {
      const id = await world.deliver('a', sunday, [delivery(sunday)]);
      const { size } = await world.rooms.test.log.head();
      const aware = stated('2026-10-24T23:00:00+02:00');
      await world.give(id, '2026-10-26T08:00:00+01:00', { type: 'set-awareness', aware, reason: null });
      expect(view(id)?.deadline?.clock).toBe('decided');
      const then = await world.rooms.history.asOf([caseStream(id)], size - 1, (db) => caseView(db, world.scope(), id));
      expect(then?.deadline?.clock).toBe('proper');
    });
    it('shows erased texts as erased; what counts stays', async () => {
      const id = await world.deliver('a', sunday, [delivery(sunday)]);
      const at = '2026-10-26T08:00:00+01:00';
      await world.give(id, at, { type: 'decide-not-to-file', reason: 'keys safe', decidedBy: 'Dr. A' });
      const { size } = await world.rooms.test.log.head();
      await world.rooms.test.keys.erase(`controller:${practice}`);
      const then = await world.rooms.history.asOf([caseStream(id)], size - 1, (db) => caseView(db, world.scope(), id));
      expect(then).toMatchObject({ decided: true, decisionNotToFile: { reason: ERASED, decidedBy: ERASED } });
    });
  });

  describe('the list', () => {
    const hour = (at: number): string => `2026-10-26T${String(at).padStart(2, '0')}:00:00+01:00`;
    /** Cases by their names: opened in the order of the alphabet, due in another, two at the same instant, one never. */
    const ids = new Map<string, string>();
    beforeEach(async () => {
      for (const [name, at] of [
        ['a', 6],
        ['b', 4],
        ['c', 6],
        ['d', 2],
        ['e', 5],
      ] as const)
        ids.set(name, await world.deliver(name, hour(6 + ids.size), [delivery(hour(at))]));
      await world.deliver('d', hour(12), [gone(delivery(hour(2)))]);
      await world.give(ids.get('e')!, hour(13), { type: 'decide-not-to-file', reason: 'r', decidedBy: 'n' });
      await world.give(ids.get('e')!, hour(13), { type: 'close' });
      await world.deliver('theirs', hour(12), [delivery(hour(1))], other);
    });
    afterEach(() => ids.clear());
    const nameOf = ({ id }: CaseRow): string => [...ids].find(([, each]) => each === id)?.[0] ?? '?';
    const names = (...args: Parameters<typeof list>): string =>
      list(...args)
        .map(nameOf)
        .join('');

    it('holds the controller’s cases, the nearest end first, and last what has none', () => {
      expect(names()).toMatch(/^be(ac|ca)d$/);
      expect(names({ sort: '-due' })).toBe([...names()].reverse().join(''));
      expect(names({}, world.scope(other))).toBe('?');
    });
    it('can be sorted by when a case was opened', () => {
      expect(names({ sort: 'openedAt' })).toBe('abcde');
      expect(names({ sort: '-openedAt' })).toBe('edcba');
    });
    it('can be narrowed by status', () => {
      expect(names({ status: 'closed' })).toBe('e');
      expect(names({ status: 'open', sort: 'openedAt' })).toBe('abcd');
    });
    it('says what a row needs', () => {
      expect(list({ status: 'closed' })).toEqual([
        {
          id: ids.get('e'),
          noticeId: expect.any(String),
          status: 'closed',
          decided: true,
          outcome: 'not-to-file',
          due: utc('2026-10-29T05:00:00+01:00'),
          clock: 'proper',
          missed: false,
          openedAt: utc(hour(10)),
          filedAt: null,
          authority: null,
          reference: null,
        },
      ]);
    });
    it.each(['due', '-due', 'openedAt', '-openedAt', 'status', '-outcome', 'filedAt', undefined])(
      'sorted by %s, its pages hold every case once',
      (sort) => {
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const { rows, next }: Found<CaseRow> = found({ limit: 1, ...(sort && { sort }), ...(cursor && { cursor }) });
          seen.push(...rows.map(nameOf));
          cursor = next ?? undefined;
        } while (cursor);
        expect(seen.join('')).toBe(names(sort ? { sort } : {}));
      },
    );
    it('refuses a cursor of another order', () => {
      const cursor = found({ limit: 1 }).next ?? '';
      expect(() => list({ sort: '-due', cursor })).toThrow();
      expect(() => list({ sort: 'openedAt', cursor })).toThrow();
    });
    it('calls an end missed only while it counts', async () => {
      const id = ids.get('b')!;
      const due = utc('2026-10-29T04:00:00+01:00');
      const noticed = utc('2026-10-29T04:00:01+01:00');
      await world.give(id, noticed, { type: 'note-deadline-step', step: 'missed', due, noticed });
      expect(list().find((row) => row.id === id)?.missed).toBe(true);
      await world.deliver('b', noticed, [gone(delivery(hour(4))), delivery(hour(6))]);
      expect(list().find((row) => row.id === id)?.missed).toBe(false);
      expect(view(id)?.missed).toEqual({ due, noticed });
    });
  });
});
