import { stepsOf } from '@art33/event-log';
import { OrganisationScope } from '@art33/identity';
import { noticeProjection } from './projection.js';
import { incidentCounts, openNotices } from './queries.js';

describe('Among very many notices', () => {
  const steps = (look: Parameters<typeof stepsOf>[1]) => stepsOf([noticeProjection], look);

  it('those of an incident are counted by an index alone: the rows hold whole notices', () => {
    const scope = OrganisationScope.of({ organisation: 'processor', role: 'processor' });
    const counting = steps((db) =>
      expect(incidentCounts(db, scope, 'incident', '2026-10-20T09:00:00.000Z')).toMatchObject({ total: 0, overdue: 0 }),
    );
    expect(counting).toEqual([expect.stringContaining('USING COVERING INDEX')]);
  });
  it('those that rest on one record are found by indexes: it is asked for every contact that comes in', () => {
    const finding = steps((db) => expect(openNotices(db, 'organisation')).toEqual([]));
    expect(finding.filter((step) => step.startsWith('SEARCH'))).toHaveLength(4);
    expect(finding.filter((step) => step.startsWith('SCAN'))).toEqual([]);
  });
});
