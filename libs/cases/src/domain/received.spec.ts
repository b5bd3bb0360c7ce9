import { fold } from '@art33/event-log';
import {
  history,
  next,
  stateAfter,
  stated,
  types,
  utc,
  practice,
  filing,
  align,
  delivery,
  sunday,
} from '../testing/story.js';
import { importedNotice } from '../testing/notice.js';
import { caseDecider } from './decider.js';
import { importedCaseIdOf, receivedIdOf } from './ids.js';
import type { CaseCommandData } from './commands.js';
import type { CaseEvent } from './events.js';
import type { ReceivedCommand } from './received-commands.js';
import { effectiveDeadline, properClock } from './state.js';

const noticeId = importedNotice.notice.id;
const caseId = importedCaseIdOf(practice, noticeId);
const receivedId = receivedIdOf(caseId, 1);
type File = Extract<ReceivedCommand, { type: 'file-received-notice' }>;
/** Sun 2026-10-25, 10:12 in Berlin. */
const AT = '2026-10-25T10:12:00+01:00';

const file = (change: Partial<File> = {}): File => ({
  type: 'file-received-notice',
  caseId,
  controllerId: practice,
  zone: 'Europe/Berlin',
  receivedId,
  received: stated(AT),
  kind: 'breach',
  processor: 'Other Software GmbH',
  noticeId,
  sending: 1,
  file: { mediaType: 'message/rfc822', digest: 'ab'.repeat(32), size: 5_000 },
  mail: null,
  notice: importedNotice,
  ...change,
});
const second = (change: Partial<File> = {}): File =>
  file({ receivedId: receivedIdOf(caseId, 2), sending: 2, received: stated('2026-10-26T08:00:00+01:00'), ...change });
const acknowledge = { type: 'acknowledge-received', receivedId, by: { name: 'Dr. Muster', function: null } } as const;
const refusal = (before: readonly CaseEvent[], at: string, command: CaseCommandData) =>
  caseDecider.decide({ ...command, now: utc(at) }, fold(caseDecider, before));

describe('A notice that the controller puts on file itself', () => {
  it('opens its case with the clock proper of a breach, from the instant that the controller states', () => {
    const events = next([], '2026-10-25T11:00:00+01:00', file());
    expect(types(events)).toEqual([
      'CaseOpenedFromReceivedNotice',
      'ReceivedNoticeFiled',
      'ClockStarted',
      'FilingDeadlineSet',
    ]);
    const state = fold(caseDecider, events);
    expect(properClock(state)).toMatchObject({ grade: 'stated-by-controller', deliveryId: receivedId });
    expect(effectiveDeadline(state)).toMatchObject({
      clock: 'proper',
      deadline: { due: utc('2026-10-28T10:12:00+01:00'), anchor: { at: stated(AT) } },
    });
  });
  it.each(['suspected-breach', 'irregularity', 'security-defect', 'other'] as const)(
    'of another kind (%s) starts a precaution only',
    (kind) => expect(effectiveDeadline(stateAfter([AT, file({ kind })]))?.clock).toBe('precautionary'),
  );
  it('is put on file once', () => expect(next(history([AT, file()]), AT, file())).toEqual([]));
  it('was not received in the future', () =>
    expect(refusal([], '2026-10-25T10:11:59+01:00', file())).toMatchObject({
      code: 'receipt-in-the-future',
      field: 'received',
    }));
  it('joins its follow-up in one case: the first of kind breach starts the clock proper', () => {
    const before = history([AT, file({ kind: 'suspected-breach' })]);
    const events = next(before, '2026-10-26T09:00:00+01:00', second());
    expect(types(events)).toEqual(['ReceivedNoticeFiled', 'ClockStarted', 'FilingDeadlineSet']);
    const state = fold(caseDecider, [...before, ...events]);
    expect(effectiveDeadline(state)?.deadline.due).toBe(utc('2026-10-29T08:00:00+01:00'));
    expect(types(next([...before, ...events], '2026-10-27T09:00:00+01:00', second()))).toEqual([]);
  });
  it('moves no clock by a later copy, and opens no closed case by it', () => {
    const closed = history(
      [AT, file()],
      ['2026-10-25T12:00:00+01:00', filing('2026-10-25T12:00:00+01:00')],
      ['2026-10-25T12:01:00+01:00', { type: 'close' }],
    );
    expect(types(next(closed, '2026-10-26T09:00:00+01:00', second()))).toEqual(['ReceivedNoticeFiled']);
  });
  it('adds nothing to the case of a notice that was delivered here: that is known better than by a copy', () => {
    const here = history([sunday, align(delivery(sunday))]);
    const state = fold(caseDecider, here);
    expect(next(here, '2026-10-26T09:00:00+01:00', file({ caseId: state.caseId }))).toEqual([]);
  });
});

describe('Its acknowledgement', () => {
  const filed = history([AT, file()]);
  const acknowledged = [...filed, ...next(filed, AT, acknowledge)];
  const id = fold(caseDecider, acknowledged).received[0]?.acknowledgement?.acknowledgementId ?? '';
  const start = { type: 'start-return', acknowledgementId: id, node: 'node-1' } as const;
  const failed = (attempt: number, permanent = false) =>
    ({
      type: 'record-return',
      acknowledgementId: id,
      attempt,
      outcome: { kind: 'failed', why: permanent ? 'no-such-link' : 'connection-failed', status: null, permanent },
    }) as const;
  const of = (events: readonly CaseEvent[]) => fold(caseDecider, events).received[0]?.acknowledgement;

  it('is given by a person, by name, once', () => {
    expect(types(next(filed, AT, acknowledge))).toEqual(['ReceivedNoticeAcknowledged']);
    expect(next(acknowledged, AT, { ...acknowledge, by: { name: 'Another', function: null } })).toEqual([]);
    expect(refusal(filed, AT, { ...acknowledge, by: { name: ' ', function: null } })).toMatchObject({
      code: 'acknowledgement-needs-name',
      field: 'name',
    });
  });
  it('goes nowhere where the notice names no address', () =>
    expect(refusal(history([AT, file({ notice: null })]), AT, acknowledge)).toMatchObject({
      code: 'nowhere-to-acknowledge',
      kind: 'conflict',
    }));
  it('is told to the sender: prepared, started, accepted with a receipt', () => {
    const started = [...acknowledged, ...next(acknowledged, AT, start)];
    expect(of(started)).toMatchObject({ phase: 'started', attempt: 1, dueAt: null });
    const outcome = { kind: 'accepted', receipt: { acknowledgementId: 'x' } } as const;
    const told = { type: 'record-return', acknowledgementId: id, attempt: 1, outcome } as const;
    const done = [...started, ...next(started, AT, told)];
    expect(of(done)).toMatchObject({ phase: 'accepted', receipt: { acknowledgementId: 'x' }, dueAt: null });
    expect(next(done, AT, told)).toEqual([]);
    expect(refusal(done, AT, start)).toMatchObject({ code: 'not-due' });
  });
  it('is tried again at growing intervals, and given up after five days; then a person may acknowledge again', () => {
    let events: readonly CaseEvent[] = acknowledged;
    let now = utc(AT);
    const waits: number[] = [];
    for (let attempt = 1; of(events)?.dueAt; attempt += 1) {
      now = of(events)?.dueAt ?? now;
      events = [...events, ...next(events, now, start)];
      events = [...events, ...next(events, now, failed(attempt))];
      waits.push((Date.parse(of(events)?.dueAt ?? now) - Date.parse(now)) / 60_000);
    }
    expect(waits.slice(0, 7)).toEqual([1, 5, 15, 60, 180, 360, 720]);
    expect(waits.length).toBeLessThan(20);
    expect(of(events)).toMatchObject({ phase: 'given-up', fault: { why: 'connection-failed' } });
    expect(Date.parse(now) - Date.parse(utc(AT))).toBeGreaterThan(4 * 86_400_000);
    const again = next(events, now, acknowledge);
    expect(types(again)).toEqual(['ReceivedNoticeAcknowledged']);
    expect(of([...events, ...again])).toMatchObject({ phase: 'prepared', attempt: 0 });
  });
  it('is not tried again where the sender knows no such link', () => {
    const started = [...acknowledged, ...next(acknowledged, AT, start)];
    expect(of([...started, ...next(started, AT, failed(1, true))])).toMatchObject({ phase: 'given-up', dueAt: null });
  });
  it('is told again where nobody knows what came of an attempt', () => {
    const started = [...acknowledged, ...next(acknowledged, AT, start)];
    const lost = { type: 'declare-return-lost', acknowledgementId: id, attempt: 1 } as const;
    const after = [...started, ...next(started, AT, lost)];
    expect(of(after)).toMatchObject({ phase: 'unknown', dueAt: utc('2026-10-25T10:13:00+01:00') });
    expect(next(after, AT, lost)).toEqual([]);
  });
});
