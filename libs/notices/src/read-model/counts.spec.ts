import { scratchModels } from '@art33/event-log';
import { OrganisationScope } from '@art33/identity';
import { noticeProjection } from './projection.js';
import { incidentCounts } from './queries.js';

describe('Counting the notices of an incident', () => {
  it('reads an index alone: the rows hold whole notices, and an incident may have ten thousand', () => {
    const models = scratchModels([noticeProjection]);
    const asked: string[] = [];
    const db = {
      sql: (text: string) => {
        asked.push(text);
        return models.sql(text);
      },
    };
    const scope = OrganisationScope.of({ organisation: 'processor', role: 'processor' });
    expect(incidentCounts(db, scope, 'incident', '2026-10-20T09:00:00.000Z')).toMatchObject({ total: 0, overdue: 0 });
    const values = { incident: 'incident', organisation: 'processor', now: '2026-10-20T09:00:00.000Z' };
    const plan = models.sql(`EXPLAIN QUERY PLAN ${asked[0]}`).all(values) as unknown as readonly { detail: string }[];
    expect(plan.map(({ detail }) => detail)).toEqual([expect.stringContaining('USING COVERING INDEX')]);
    models.close();
  });
});
