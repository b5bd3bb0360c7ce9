import { spec } from '@art33/event-log';
import { incidentDecider } from './decider.js';
import type { RecordHistoricalIncident } from './commands.js';
import type { IncidentEvent } from './events.js';
import { UNKNOWN_DETAILS } from './state.js';

const NOW = '2026-10-23T19:40:00.000Z';
const processor = '3c1d9a53-21f6-5a8c-8f3b-6e0b5a7d4e22';
const instant = (at: string) => ({ at, offset: '+00:00', precision: 'exact' }) as const;
const aware = instant('2024-03-01T09:30:00.000Z');
const closed = instant('2024-04-01T09:30:00.000Z');
const facts = {
  incidentId: '6f0f6d3e-6c2d-5a52-9d0e-0f5a2b9f3c11',
  assessment: 'breach',
  affected: [{ agreementId: 'a', controllerId: 'c', ended: true }],
  measures: [{ measureId: 'm', description: 'Access keys exchanged', stage: 'taken', at: null }],
  importId: 'i',
  importRow: 7,
} as const;
const times = { aware, toldControllers: null, toldAuthority: null, closed };
const details = { ...UNKNOWN_DETAILS, title: 'Old matter' };
const record: RecordHistoricalIncident = { type: 'record-historical-incident', ...facts, details, times };
const recorded: IncidentEvent = {
  type: 'HistoricalIncidentRecorded',
  data: { ...facts, ...details, ...times, processorId: processor, at: NOW },
};
const given = (...events: readonly IncidentEvent[]) => spec(incidentDecider).given(events);
const by = { onBehalfOf: processor };

describe('an incident of the past', () => {
  it('is recorded with its old times and the row that it came from', () =>
    given()
      .when({ ...record, ...by }, NOW)
      .then([recorded]));
  it('is recorded once', () =>
    given(recorded)
      .when({ ...record, ...by }, NOW)
      .then([]));
  it('is closed, knows no fact that could start a clock, and says what it is', () =>
    given(recorded)
      .when({ ...record, ...by }, NOW)
      .thenState((state) =>
        expect(state).toMatchObject({
          status: 'closed',
          assessment: 'breach',
          facts: [],
          rules: [],
          affected: facts.affected,
          measures: facts.measures,
          history: { aware, closed, importId: 'i', importRow: 7 },
        }),
      ));
  it.each(['aware', 'toldControllers', 'toldAuthority', 'closed'])('was not %s in the future', (field) =>
    given()
      .when({ ...record, ...by, times: { ...times, [field]: instant('2027-01-01T00:00:00.000Z') } }, NOW)
      .thenRefused('instant-in-future', field),
  );
  it('has a title', () =>
    given()
      .when({ ...record, ...by, details: { ...details, title: ' ' } }, NOW)
      .thenRefused('reason-missing', 'title'));
  it('takes more details, because more may be found in old files', () =>
    given(recorded)
      .when({ type: 'add-details', note: 'Found in the archive', changes: {}, ...by }, NOW)
      .then([{ type: 'IncidentDetailsAdded', data: { note: 'Found in the archive', changes: {} } }]));
  it('is not worked on: nothing opens it again, affects anybody or confirms it', () => {
    const commands = [
      { type: 'reopen-incident', cause: { by: 'person', reason: 'x' } },
      { type: 'close-incident', blockers: [] },
      { type: 'confirm-as-breach', at: aware },
      { type: 'establish-awareness', known: { fact: 'suspicion-known', at: aware } },
      {
        type: 'affect-controllers',
        rule: { by: 'agreements' },
        evaluatedAtLogNumber: 1,
        chunk: 1,
        chunks: 1,
        agreements: [],
      },
    ] as const;
    for (const command of commands)
      given(recorded)
        .when({ ...command, ...by }, NOW)
        .thenRefused('historical-incident');
  });
  it('is its own processor’s alone', () =>
    given(recorded)
      .when({ type: 'add-details', note: 'x', changes: {}, onBehalfOf: 'stranger' }, NOW)
      .thenRefused('not-found'));
});
