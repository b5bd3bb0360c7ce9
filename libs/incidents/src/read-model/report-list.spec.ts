import { ERASED } from '@art33/event-log';
import { reportDecider } from '../domain/reports/decider.js';
import type { Told } from '../domain/reports/events.js';
import { referenceOf, reportStream } from '../domain/reports/ids.js';
import { lumitra, ratiomedicus, World } from '../testing/world.js';
import { listReports, type ReportFilter } from './report-list.js';

const [first, second, third] = ['1', '2', '3'].map((digit) => `${digit.repeat(8)}-0000-4000-8000-000000000000`) as [
  string,
  string,
  string,
];
const incident = 'abcd0000-0000-4000-8000-000000000000';
const noticedAt = {
  at: '2026-03-01T20:00:00.000Z',
  offset: '+01:00',
  zone: 'Europe/Berlin',
  precision: 'exact',
} as const;
const by = { kind: 'person', id: 'p' } as const;

describe('the list of reports', () => {
  let world: World;
  const tell = (reportId: string, text: string, rest: Partial<Told> & { readonly channel?: 'form' | 'api' } = {}) =>
    world.test.commands.run(
      reportDecider,
      reportStream(reportId),
      {
        type: 'receive-report',
        reportId,
        channel: rest.channel ?? 'api',
        reference: referenceOf(reportId),
        text,
        reporter: null,
        noticedAt: rest.noticedAt ?? null,
        noticed: null,
        source: null,
        onBehalfOf: ratiomedicus,
      },
      world.context(),
    );
  const list = (filter: ReportFilter = {}, sort?: string, scope = world.scope()) =>
    listReports(world.db, scope, filter, { sort, limit: 10, count: true });
  const ids = (...args: Parameters<typeof list>) => list(...args).rows.map(({ id }) => id);

  beforeAll(async () => {
    world = await World.open();
    await tell(first, 'Frau Müller sah fremde Termine', { channel: 'form' });
    world.test.clock.advance({ minutes: 1 });
    await tell(second, `Der Server antwortet langsam.${' '.repeat(200)}Passwörter`, { noticedAt });
    world.test.clock.advance({ minutes: 1 });
    await tell(third, 'Ein Brief von Müller lag offen');
    await world.test.commands.run(
      reportDecider,
      reportStream(third),
      { type: 'link-report', incidentId: incident, by, onBehalfOf: ratiomedicus },
      world.context(),
    );
    await world.settled();
  });
  afterAll(() => world.close());

  it.each([
    ['-received', [third, second, first]],
    ['received', [first, second, third]],
    ['noticed', [first, third, second]],
    ['status', [third, first, second]],
    ['channel', [second, third, first]],
  ])('is sorted by %s', (sort, expected) => expect(ids({}, sort)).toEqual(expected));

  it('is narrowed by each filter, and counted', () => {
    expect(list({ status: 'open' }).total).toEqual({ count: 2, isExact: true });
    expect([
      ids({ channel: 'form' }),
      ids({ reference: referenceOf(second) }),
      ids({ incident }),
      ids({ receivedFrom: list().rows[0]?.receivedAt }),
      ids({ receivedUntil: list().rows[2]?.receivedAt }),
    ]).toEqual([[first], [second], [third], [third], [first]]);
  });

  it('pages hold every report once, in each order', () => {
    for (const sort of ['received', '-status', 'noticed']) {
      const page = (cursor?: string) => listReports(world.db, world.scope(), {}, { sort, limit: 2, cursor });
      const begun = page();
      expect([...begun.rows, ...page(begun.next ?? '').rows]).toEqual(list({}, sort).rows);
    }
  });

  it('finds what it shows, and nothing that it does not', () => {
    expect([
      ids({ q: 'muller' }),
      ids({ q: referenceOf(second).toLowerCase() }),
      ids({ q: first.slice(0, 6) }),
      ids({ q: incident.slice(0, 6) }),
      ids({ q: 'passwörter' }),
    ]).toEqual([[third, first], [second], [first], [third], []]);
  });

  it('is of its processor alone, in whatever way it is asked', () => {
    const others = world.scope(lumitra);
    expect([ids({}, undefined, others), ids({ q: 'müller' }, undefined, others)]).toEqual([[], []]);
  });

  it('neither shows nor finds what was erased, and keeps nothing of it to search in', async () => {
    await world.test.keys.erase(`report:${first}`);
    await world.models.rebuild();
    expect(list({ reference: referenceOf(first) }).rows).toMatchObject([{ id: first, beginning: ERASED }]);
    expect([ids({ q: 'müller' }), ids({ q: 'termine' })]).toEqual([[third], []]);
    const kept = world.db.sql('SELECT row_text FROM reports_search ORDER BY row_id').all();
    expect(kept[0]).toEqual({ row_text: referenceOf(first).toLowerCase() });
  });
});
