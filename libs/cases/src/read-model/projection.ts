import { idOfStream, keepRow, orErased, type Projection, type RecordedEvent } from '@art33/event-log';
import { SearchIndex } from '@art33/http';
import { caseEvents, type CaseEvent } from '../domain/events.js';
import { keepReturns, RETURNS_TABLE } from './returns.js';
import {
  effectiveDeadline,
  evolve,
  initialFiling,
  initialState,
  isDecided,
  isMissed,
  type CaseState,
} from '../domain/state.js';

/** What cases are found by: authorities and their references. */
export const caseSearch = new SearchIndex('cases_search');

/** What sorts after every end: there is none. */
export const NEVER = '9999';

/** What came of the duty of Art. 33(1) GDPR; null: nothing yet. */
export type CaseOutcome = 'filed' | 'not-to-file';
const outcomeOf = (state: CaseState): CaseOutcome | null => {
  if (!isDecided(state)) return null;
  return initialFiling(state) ? 'filed' : 'not-to-file';
};

/** Every case as its decider sees it, with the columns that lists filter and sort by. */
export const caseProjection: Projection = {
  name: 'cases',
  version: 4,
  handles: Object.keys(caseEvents),
  tables: `
    CREATE TABLE cases_records (
      id TEXT PRIMARY KEY, controller TEXT NOT NULL, notice TEXT NOT NULL, status TEXT NOT NULL, decided INTEGER NOT NULL,
      due TEXT, clock TEXT, missed INTEGER NOT NULL, opened_at TEXT NOT NULL,
      outcome TEXT, filed_at TEXT, authority TEXT, reference TEXT, state TEXT NOT NULL,
      sort_due TEXT AS (coalesce(due, '${NEVER}')), sort_filed TEXT AS (coalesce(filed_at, '')),
      sort_outcome TEXT AS (coalesce(outcome, ''))
    );
    CREATE INDEX cases_by_controller ON cases_records (controller, sort_due, id);
    CREATE INDEX cases_by_opening ON cases_records (controller, opened_at, id);
    CREATE INDEX cases_by_status ON cases_records (controller, status, sort_due, id);
    CREATE INDEX cases_by_outcome ON cases_records (controller, sort_outcome, sort_due, id);
    CREATE INDEX cases_by_filing ON cases_records (controller, sort_filed, id);
    CREATE INDEX cases_by_notice ON cases_records (notice);
    ${caseSearch.tables}
    ${RETURNS_TABLE}`,
  apply(recorded, db) {
    const event = recorded as RecordedEvent<CaseEvent>;
    const id = idOfStream(event.stream);
    const row = db.sql('SELECT * FROM cases_records WHERE id = ?').get(id);
    const before = row ? (JSON.parse(String(row['state'])) as CaseState) : initialState;
    const state = evolve(before, { type: event.type, data: event.data } as CaseEvent);
    const effective = effectiveDeadline(state);
    const filing = initialFiling(state);
    keepRow(db, 'cases_records', { id }, row, {
      controller: state.controllerId,
      notice: state.noticeId,
      status: state.status,
      decided: isDecided(state) ? 1 : 0,
      due: effective?.deadline.due ?? null,
      clock: effective?.clock ?? null,
      missed: isMissed(state) ? 1 : 0,
      opened_at: row ? String(row['opened_at']) : event.recordedAt,
      outcome: outcomeOf(state),
      filed_at: filing?.filedAt.at ?? null,
      authority: filing?.authority ?? null,
      reference: filing ? orErased(filing.reference, null) : null,
      state: JSON.stringify(state),
    });
    const parts = state.filings.flatMap(({ authority, reference }) => [authority, orErased(reference, null)]);
    caseSearch.keep(db, state.controllerId, id, parts);
    keepReturns(db, id, state);
  },
};
