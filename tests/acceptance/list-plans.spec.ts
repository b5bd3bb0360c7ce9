import { casePlan } from '@art33/cases';
import { messagePlan } from '@art33/delivery';
import { scratchModels, type ReadModelDb } from '@art33/event-log';
import { encodeCursor, pageQuery, type ListPlan } from '@art33/http';
import { OrganisationScope } from '@art33/identity';
import { incidentPlan, reportPlan } from '@art33/incidents';
import { incidentNoticePlan, noticePlan, receivedPlan } from '@art33/notices';
import { agreementPlan, controllerPlan } from '@art33/parties';
import { deadlinePlan, WATCH_STATES } from '@art33/watch';
import { projections } from '../../apps/server/src/stores.js';

const db: ReadModelDb = scratchModels(projections);
const scope = OrganisationScope.of({ organisation: 'o', role: 'processor' });
const reading = { db, names: db, now: '2026-10-24T00:00:00.000Z' };
const [from, until] = ['2026-01-01T00:00:00.000Z', '2026-12-31T00:00:00.000Z'];

/** Every list, unfiltered and by each filter that an index answers. */
const LISTS: Readonly<Record<string, readonly ListPlan<never, unknown>[]>> = {
  incidents: [
    {},
    { state: 'open' as const },
    { assessment: 'breach' as const },
    { recordedFrom: from, recordedUntil: until },
  ].map((filter) => incidentPlan(db, scope, filter)),
  reports: [
    {},
    { status: 'open' as const },
    { channel: 'form' as const },
    { reference: 'R-7KQ2-M4ZD' },
    { incident: 'i' },
    { receivedFrom: from, receivedUntil: until },
  ].map((filter) => reportPlan(db, scope, filter)),
  notices: [
    {},
    { incidentId: 'i' },
    { agreementId: 'a' },
    { controllerId: 'c' },
    { status: 'open' as const },
    { kind: 'breach' as const },
    { grade: 'none' as const },
    { overdue: true },
    { dueFrom: from, dueUntil: until },
  ].map((filter) => noticePlan(reading, scope, filter)),
  'notices of an incident': [{}, { status: 'open' as const }].map((filter) =>
    incidentNoticePlan(reading, scope, 'i', filter),
  ),
  received: [{}, { toldFrom: from }].map((filter) => receivedPlan(reading, scope, filter)),
  cases: [{}, { status: 'open' as const }, { outcome: 'none' as const }, { dueUntil: until }].map((filter) =>
    casePlan(db, scope, filter),
  ),
  messages: [{}, { state: 'failed' as const }, { aboutId: 'n' }, { preparedFrom: from }].map((filter) =>
    messagePlan(db, scope, filter),
  ),
  deadlines: [{}, { states: WATCH_STATES }, { states: ['missed' as const] }, { subject: 's' }, { dueUntil: until }].map(
    (filter) => deadlinePlan(db, scope, filter),
  ),
  controllers: [{}, { withoutNoticeContact: true }].map((filter) => controllerPlan(db, scope, filter)),
  agreements: [{}, { controllerId: 'c' }, { termsId: 't' }, { inForceAt: until }].map((filter) =>
    agreementPlan(db, scope, filter),
  ),
};

/** How SQLite goes about reading a page. */
function stepsOf(plan: ListPlan<never, unknown>, sort: string, cursor?: string): readonly string[] {
  const { text, values } = pageQuery(plan, { sort, cursor, limit: 20 });
  return db
    .sql(`EXPLAIN QUERY PLAN ${text}`)
    .all(values)
    .map(({ detail }) => String(detail));
}
const isWhole = (step: string): boolean => /^SCAN (?!json_each|imports_unfinished|d\b)/.test(step);
const isSorted = (step: string): boolean => step.includes('TEMP B-TREE');

describe.each(Object.entries(LISTS))('the list of %s', (_, [plain, ...filtered]) => {
  const plan = plain as ListPlan<never, unknown>;
  const orders = Object.entries(plan.sorts).flatMap(([sort, columns]) => [
    { sort, columns },
    { sort: `-${sort}`, columns },
  ]);

  it.each(orders)('sorted by $sort is read by an index, from any page on', ({ sort, columns }) => {
    const cursor = encodeCursor([`${plan.name} ${sort}`, ...columns.map(() => 'x')]);
    for (const steps of [stepsOf(plan, sort), stepsOf(plan, sort, cursor)]) {
      expect(steps.filter((step) => isWhole(step) || isSorted(step))).toEqual([]);
      expect(steps[0]).toMatch(/^SEARCH .* USING (COVERING )?INDEX/);
    }
  });
  it('narrowed by its filters is never read as a whole, and in its own order without sorting', () => {
    for (const each of filtered) {
      const steps = stepsOf(each, plan.sort);
      expect([each.conditions, steps.filter((step) => isWhole(step) || isSorted(step))]).toEqual([each.conditions, []]);
    }
  });
});
