import type { Case, Notice } from '../queries.js';
import { deedsOf, initialFiling, stepsOf } from './state.js';

const file = (part: Partial<Case> = {}): Case => ({
  agreementId: '',
  awareness: [],
  clocks: [],
  communications: [],
  controllerId: '',
  deadline: null,
  decided: false,
  decisionNotToFile: null,
  edits: 0,
  filings: [],
  id: '',
  missed: null,
  noticeId: 'n',
  notFilingProposal: null,
  openedAt: '2026-10-25T08:12:00.000Z',
  processorId: '',
  received: [],
  status: 'open',
  unprovenFilings: [],
  zone: 'Europe/Berlin',
  ...part,
});
const at = { at: '2026-10-25T08:12:00.000Z', offset: '+01:00', precision: 'exact' } as const;
const filing = (phase: 'initial' | 'follow-up' | 'withdrawal', filingId: string): Case['filings'][number] => ({
  filingId,
  phase,
  statedPhase: phase,
  authority: 'BayLDA',
  reference: null,
  filedAt: at,
  reasonsForDelay: null,
  lateness: null,
});
const told = (outcome: 'required' | 'sent'): Case['communications'][number] => ({
  at,
  decidedBy: 'Dr. A',
  letter: null,
  outcome,
  reason: null,
});
const names = (part: Partial<Case>, notice?: Notice): readonly string[] =>
  stepsOf(file(part), notice)
    .filter(({ state }) => state === 'now')
    .map(({ name }) => name);

describe('What a case asks for', () => {
  test('at first: decide about the authority, and about the persons concerned', () =>
    expect(names({})).toEqual(['decide', 'communicate']));
  test('what was proposed is confirmed, not decided anew', () => {
    const notFilingProposal = {
      at: at.at,
      decidedBy: 'A',
      reason: 'r',
      proposedBy: { kind: 'person', id: 'p' },
    } as const;
    expect(names({ notFilingProposal })).toEqual(['confirm', 'communicate']);
  });
  test('a filing without a reference waits for it, and the file can be closed', () =>
    expect(names({ decided: true, filings: [filing('initial', 'f')], unprovenFilings: ['f'] })).toEqual([
      'reference',
      'communicate',
      'close',
    ]));
  test('who is to be told is told; then nothing is left but closing', () => {
    expect(names({ decided: true, communications: [told('required')] })).toEqual(['tell', 'close']);
    expect(names({ decided: true, communications: [told('required'), told('sent')] })).toEqual(['close']);
    expect(names({ decided: true, status: 'closed', communications: [told('sent')] })).toEqual([]);
  });
});

test('A closed file asks for nothing that it does not take', () =>
  expect(names({ decided: true, status: 'closed' })).toEqual([]));

describe('What the steps of a case lead to', () => {
  const offered = (part: Partial<Case>): readonly string[] => stepsOf(file(part), undefined).flatMap(deedsOf);
  test('is each deed that is open, once', () =>
    expect(offered({})).toEqual(['aware', 'file', 'not-file', 'communicate']));
  test('is no deed that is done, nor any of a closed file', () => {
    expect(offered({ decided: true, communications: [told('sent')] })).toEqual(['aware']);
    expect(offered({ decided: true, status: 'closed' })).toEqual([]);
  });
});

describe('The initial filing', () => {
  test('stands until it is withdrawn', () => {
    const filings = [filing('initial', 'f'), filing('follow-up', 'g')];
    expect(initialFiling(file({ filings }))?.filingId).toBe('f');
    expect(initialFiling(file({ filings: [...filings, filing('withdrawal', 'w')] }))).toBeUndefined();
  });
});
