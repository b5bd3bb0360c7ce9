import { spec } from '@art33/event-log';
import type { ReportCommandData } from './commands.js';
import { refuseTurning, reportDecider } from './decider.js';
import type { ReportEvent } from './events.js';
import { incidentOfReport, referenceOf } from './ids.js';
import { initialIntake, intakeDecider, validGenerations, NO_EMERGENCY, type IntakeEvent } from './intake.js';

const NOW = '2026-10-24T18:02:11.000Z';
const ours = '00000000-0000-4000-8000-00000000000a';
const theirs = '00000000-0000-4000-8000-00000000000b';
const reportId = '7a1f6d3e-6c2d-5a52-9d0e-0f5a2b9f3c99';
const incidentId = incidentOfReport(reportId);
const by = { kind: 'token', id: 'someone' } as const;
const told = { text: 'Our booking page shows names.', reporter: null, noticedAt: null, noticed: null, source: null };
const receive = { type: 'receive-report', reportId, channel: 'form', reference: 'R-1', ...told } as const;
const received: ReportEvent = {
  type: 'ReportReceived',
  data: { reportId, processorId: ours, channel: 'form', reference: 'R-1', ...told, at: NOW },
};
const rejected: ReportEvent = { type: 'ReportRejected', data: { reason: 'a test page', by, at: NOW } };
const turned: ReportEvent = { type: 'ReportTurnedIntoIncident', data: { incidentId, by, at: NOW } };
const linked: ReportEvent = { type: 'ReportLinkedToIncident', data: { incidentId: 'other', by, at: NOW } };

const given = (...events: readonly ReportEvent[]) => ({
  when: (command: ReportCommandData, onBehalfOf = ours) =>
    spec(reportDecider)
      .given(events)
      .when({ ...command, onBehalfOf }, NOW),
});

describe('A report', () => {
  it('is received once', () => {
    given().when(receive).then([received]);
    given(received).when(receive).then([]);
  });
  it('says something', () =>
    given()
      .when({ ...receive, text: ' \n' })
      .thenRefused('reason-missing', 'text'));
  it('is turned into one incident', () => {
    given(received).when({ type: 'turn-report', incidentId, by }).then([turned]);
    given(received, turned).when({ type: 'turn-report', incidentId, by }).then([]);
    given(received, turned).when({ type: 'turn-report', incidentId: 'another', by }).thenRefused('report-decided');
  });
  it('belongs to its incident even where somebody rejected it in the same moment: the incident stands in the log', () =>
    given(received, rejected).when({ type: 'turn-report', incidentId, by }).then([turned]));
  it('is not turned once it was rejected: the rejection is taken back first', () => {
    const state = [received, rejected].reduce(reportDecider.evolve, reportDecider.initialState);
    expect(refuseTurning(state, ours, incidentId)).toMatchObject({ code: 'report-decided', kind: 'conflict' });
    const open = [received, rejected, takenBack].reduce(reportDecider.evolve, reportDecider.initialState);
    expect(refuseTurning(open, ours, incidentId)).toBeUndefined();
  });
  it('is found to be about an incident that there is', () => {
    const link = { type: 'link-report', incidentId: 'other', by } as const;
    given(received).when(link).then([linked]);
    given(received, linked).when(link).then([]);
    given(received, turned).when(link).thenRefused('report-decided');
  });
  it('is rejected with a reason', () => {
    given(received).when({ type: 'reject-report', reason: 'a test page', by }).then([rejected]);
    given(received).when({ type: 'reject-report', reason: ' ', by }).thenRefused('reason-missing', 'reason');
    given(received, turned).when({ type: 'reject-report', reason: 'x', by }).thenRefused('report-decided');
  });

  const takenBack: ReportEvent = { type: 'ReportRejectionTakenBack', data: { reason: 'a screenshot', by, at: NOW } };
  it('waits again once its rejection is taken back, with a reason; what was decided stays shown', () => {
    const takeBack = { type: 'take-rejection-back', reason: 'a screenshot', by } as const;
    given(received, rejected).when(takeBack).then([takenBack]);
    given(received, rejected)
      .when({ ...takeBack, reason: '' })
      .thenRefused('reason-missing', 'reason');
    given(received, turned).when(takeBack).thenRefused('report-decided');
    const state = [received, rejected, takenBack].reduce(reportDecider.evolve, reportDecider.initialState);
    expect(state.decisions.map(({ decided }) => decided)).toEqual(['rejected', 'taken-back']);
  });
  it('is its own processor’s: for others there is none', () => {
    given(received).when({ type: 'reject-report', reason: 'x', by }, theirs).thenRefused('not-found');
    given().when({ type: 'reject-report', reason: 'x', by }).thenRefused('not-found');
  });
  it('has a reference without signs that are taken for each other', () => {
    expect(referenceOf(reportId)).toMatch(/^R-[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}$/);
    expect(referenceOf(reportId)).toBe(referenceOf(reportId));
  });
});

describe('An intake', () => {
  const open = { type: 'open-form', emergency: NO_EMERGENCY, freshAddress: 'new', anotherAddress: false } as const;
  const opened: IntakeEvent = {
    type: 'IntakeFormOpened',
    data: { processorId: ours, at: NOW, address: 'old', emergency: NO_EMERGENCY },
  };
  const closed: IntakeEvent = { type: 'IntakeFormClosed', data: { processorId: ours, at: NOW } };
  const made = (generation: number, previousUntil: string | null): IntakeEvent => ({
    type: 'IntakeSecretMade',
    data: { processorId: ours, at: NOW, generation, previousUntil },
  });
  const after = (...events: readonly IntakeEvent[]) => events.reduce(intakeDecider.evolve, initialIntake);
  const when = (events: readonly IntakeEvent[], command: Parameters<typeof intakeDecider.decide>[0]) =>
    spec(intakeDecider).given(events).when(command, NOW);
  const of = { onBehalfOf: ours, now: NOW };

  it('is closed until it is opened', () => expect(after()).toMatchObject({ formOpen: false, webhookOpen: false }));
  it('keeps the form’s address unless another is wanted', () => {
    const data = { processorId: ours, at: NOW, emergency: NO_EMERGENCY };
    when([opened, closed], { ...open, ...of }).then([{ type: 'IntakeFormOpened', data: { ...data, address: 'old' } }]);
    when([opened], { ...open, ...of }).then([]);
    when([opened], { ...open, anotherAddress: true, ...of }).then([
      { type: 'IntakeFormOpened', data: { ...data, address: 'new' } },
    ]);
  });
  it('never uses a secret twice, and takes the one before for a while', () => {
    const make = { type: 'make-secret', overlapMilliseconds: 3_600_000, ...of } as const;
    when([], make).then([made(1, null)]);
    when([made(1, null)], make).then([made(2, '2026-10-24T19:02:11.000Z')]);
    const rotated = after(made(1, null), made(2, '2026-10-24T19:02:11.000Z'));
    expect(validGenerations(rotated, NOW)).toEqual([2, 1]);
    expect(validGenerations(rotated, '2026-10-24T19:02:11.000Z')).toEqual([2]);
    const shut: IntakeEvent = { type: 'IntakeWebhookClosed', data: { processorId: ours, at: NOW } };
    expect(validGenerations(after(made(1, null), shut), NOW)).toEqual([]);
    when([made(1, null), shut], make).then([made(2, null)]);
  });
});
