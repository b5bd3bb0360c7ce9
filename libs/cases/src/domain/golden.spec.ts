import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkGoldenEvents, ERASED, fold, type EventDeclaration, type GoldenEvent } from '@art33/event-log';
import { caseDecider } from './decider.js';
import { caseEvents, type CaseEvent } from './events.js';
import { effectiveDeadline, isDecided } from './state.js';

const folder = fileURLToPath(new URL('./golden/', import.meta.url));
const declarations = Object.entries(caseEvents) as [CaseEvent['type'], EventDeclaration<unknown>][];
const golden = (type: CaseEvent['type']): CaseEvent => {
  const { opened } = JSON.parse(readFileSync(`${folder}${type}.v1.json`, 'utf8')) as GoldenEvent;
  return { type, data: opened } as unknown as CaseEvent;
};

/** The event as it comes back once the controller's key is destroyed. All personal fields lie at the top. */
function erased(type: CaseEvent['type']): CaseEvent {
  const { data } = golden(type);
  const fields = Object.keys(caseEvents[type]?.personal ?? {}).map((pointer) => [pointer.slice(1), ERASED]);
  return { type, data: { ...data, ...Object.fromEntries(fields) } } as CaseEvent;
}

/** One case to which everything happened. */
const LIFE = [
  'CaseOpenedFromReceivedNotice',
  'ReceivedNoticeFiled',
  'ReceivedNoticeAcknowledged',
  'AcknowledgementReturnStarted',
  'AcknowledgementReturnFailed',
  'AcknowledgementReturnUnknown',
  'AcknowledgementReturned',
  'CaseOpened',
  'ClockStarted',
  'ClockWithdrawn',
  'AwarenessSetByController',
  'FilingDeadlineSet',
  'FilingDeadlineApproaching',
  'FilingDeadlineMissed',
  'FilingDeadlineOverdue',
  'NotFilingProposed',
  'NotFilingProposalWithdrawn',
  'DecidedNotToFile',
  'FilingRecorded',
  'FilingReferenceAdded',
  'CommunicationRecorded',
  'CaseClosed',
  'CaseReopened',
] as const satisfies readonly CaseEvent['type'][];

describe('the golden events of a case', () => {
  test('exist for every type and open to what today’s release expects', () => {
    const expected = declarations.map(([type, { version }]) => `${type}.v${version}.json`).sort();
    expect(readdirSync(folder).sort()).toEqual(expected);
    expect(checkGoldenEvents(caseEvents, folder)).toBe(expected.length);
    expect([...LIFE].sort()).toEqual(declarations.map(([type]) => type).sort());
  });

  test('replay into the state that they tell', () => {
    const state = fold(caseDecider, LIFE.map(golden));
    expect(state).toMatchObject({
      status: 'open',
      zone: 'Europe/Berlin',
      clocks: [{ kind: 'proper', outsideBusinessHours: true, withdrawn: { why: 'delivery-invalidated' } }],
      awareness: [{ after: { due: '2026-10-27T21:00:00.000Z' } }],
      filings: [
        { phase: 'initial', reference: 'LDA-1085.3-1/26-Muster', lateness: { onTime: false, lateBy: 35_100_000 } },
      ],
      decisionNotToFile: { decidedBy: 'Dr. Erika Muster', replacedBy: '77777777-7777-4777-8777-777777777777' },
      communications: [{ outcome: 'exempt', letter: 'a' }],
      missed: { due: '2026-10-27T21:00:00.000Z', noticed: '2026-10-27T21:00:00.400Z' },
      received: [
        {
          kind: 'breach',
          mail: { from: 'Erika Muster <m@sender.example>' },
          notice: { incident: { reference: 'V-1' } },
          acknowledgement: {
            phase: 'accepted',
            attempt: 1,
            by: { name: 'Dr. Erika Muster' },
            receipt: { logNumber: 9 },
          },
        },
      ],
    });
    expect(state.steps).toHaveLength(3);
    expect([isDecided(state), effectiveDeadline(state)?.clock]).toEqual([true, 'decided']);
  });

  test('replay after erasure: what counts is not personal', () => {
    const state = fold(caseDecider, LIFE.map(erased));
    expect(state).toMatchObject({
      awareness: [{ reason: ERASED, after: { due: '2026-10-27T21:00:00.000Z' } }],
      filings: [{ authority: 'BayLDA', reference: ERASED, reasonsForDelay: ERASED, lateness: { lateBy: 35_100_000 } }],
      decisionNotToFile: { reason: ERASED, decidedBy: ERASED },
      communications: [{ outcome: 'exempt', letter: 'a', reason: ERASED, decidedBy: ERASED }],
      received: [
        {
          received: { at: '2026-10-25T08:12:00.000Z' },
          processor: ERASED,
          mail: ERASED,
          notice: ERASED,
          acknowledgement: { phase: 'accepted', by: ERASED, receipt: ERASED },
        },
      ],
    });
    expect(isDecided(state)).toBe(true);
  });

  test('seal every name and every free text under the controller’s own key, and under no other', () => {
    expect(LIFE.map((type) => JSON.stringify(erased(type))).join('\n')).not.toMatch(/Muster|Beispiel|LDA-1085|patient/);
    for (const [type, { personal }] of declarations)
      for (const [pointer, scopes] of Object.entries(personal ?? {}))
        expect([type, pointer, scopes(golden(type).data, 'case-1')]).toEqual([
          type,
          pointer,
          ['controller:11111111-1111-4111-8111-111111111111'],
        ]);
  });
});
