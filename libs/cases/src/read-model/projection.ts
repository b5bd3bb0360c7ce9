import { idOfStream, type Projection, type RecordedEvent } from '@art33/event-log';
import type { CaseEvent } from '../domain/events.js';
import { effectiveDeadline, evolve, initialState, isDecided, isMissed, type CaseState } from '../domain/state.js';

/** Every case as its decider sees it, with the columns that lists filter and sort by. */
export const caseProjection: Projection = {
  name: 'cases',
  version: 1,
  handles: [
    'CaseOpened',
    'ClockStarted',
    'ClockWithdrawn',
    'AwarenessSetByController',
    'FilingRecorded',
    'FilingReferenceAdded',
    'DecidedNotToFile',
    'CommunicationRecorded',
    'FilingDeadlineApproaching',
    'FilingDeadlineMissed',
    'FilingDeadlineOverdue',
    'FilingDeadlineSet',
    'CaseClosed',
    'CaseReopened',
  ] satisfies CaseEvent['type'][],
  tables: `
    CREATE TABLE cases_records (
      id TEXT PRIMARY KEY, controller TEXT NOT NULL, notice TEXT NOT NULL, status TEXT NOT NULL, decided INTEGER NOT NULL,
      due TEXT, clock TEXT, missed INTEGER NOT NULL, opened_at TEXT NOT NULL, state TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX cases_by_controller ON cases_records (controller, due, id);`,
  apply(recorded, db) {
    const event = recorded as RecordedEvent<CaseEvent>;
    const id = idOfStream(event.stream);
    const row = db.sql('SELECT state, opened_at FROM cases_records WHERE id = ?').get(id) as
      { state: string; opened_at: string } | undefined;
    const before = row ? (JSON.parse(row.state) as CaseState) : initialState;
    const state = evolve(before, { type: event.type, data: event.data } as CaseEvent);
    const effective = effectiveDeadline(state);
    db.sql('INSERT OR REPLACE INTO cases_records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
      id,
      state.controllerId,
      state.noticeId,
      state.status,
      isDecided(state) ? 1 : 0,
      effective?.deadline.due ?? null,
      effective?.clock ?? null,
      isMissed(state) ? 1 : 0,
      row?.opened_at ?? event.recordedAt,
      JSON.stringify(state),
    );
  },
};
