import { spec, type Actor } from '@art33/event-log';
import { filing, next, opened, practice, utc } from '../testing/story.js';
import type { CaseCommandBy } from './commands.js';
import { caseDecider } from './decider.js';
import { isDecided } from './state.js';

const MONDAY = '2026-10-26T09:00:00+01:00';
const now = utc(MONDAY);
const person = (id: string): Actor => ({ kind: 'person', id });
const [anna, ben] = [person('anna'), person('ben')];
const token: Actor = { kind: 'token', id: 'pipeline' };
const by = (actor?: Actor, decisions = true) => ({
  fourEyes: { approvals: false, decisions },
  ...(actor && { actor }),
});
const decide = (actor?: Actor, decisions = true): CaseCommandBy => ({
  type: 'decide-not-to-file',
  reason: 'keys safe',
  decidedBy: 'Dr. A',
  ...by(actor, decisions),
});
const confirm = (actor?: Actor): CaseCommandBy => ({ type: 'confirm-not-filing', ...by(actor) });
const withdraw: CaseCommandBy = { type: 'withdraw-not-filing' };
const proposal = next(opened, MONDAY, decide(anna));
const proposed = spec(caseDecider).given([...opened, ...proposal]);

describe('Four eyes on not filing', () => {
  test('one person proposes, in the record, and nothing is decided: the clock runs', () => {
    const said = { controllerId: practice, reason: 'keys safe', decidedBy: 'Dr. A', proposedBy: anna, at: now };
    expect(proposal).toEqual([{ type: 'NotFilingProposed', data: said }]);
    proposed.when(decide(anna), now).then([]);
    proposed.when(decide(anna), now).thenState((state) => !isDecided(state) && state.notFilingProposal !== null);
    proposed.when(decide(ben), now).thenRefused('proposed-already');
    proposed.when({ type: 'close' }, now).thenRefused('case-undecided');
  });
  test('another confirms, and it is decided with both', () => {
    proposed.when(confirm(anna), now).thenRefused('second-person-needed');
    const decision = { controllerId: practice, reason: 'keys safe', decidedBy: 'Dr. A', at: now };
    const events = proposed.when(confirm(ben), now).events();
    expect(events).toEqual([
      { type: 'DecidedNotToFile', data: { ...decision, proposedBy: 'anna', confirmedBy: 'ben' } },
    ]);
    const decided = proposed.given(events);
    decided.when(confirm(ben), now).then([]);
    decided.when(confirm(ben), now).thenState((state) => isDecided(state) && state.notFilingProposal === null);
  });
  test('a token proposes and confirms nothing', () => {
    spec(caseDecider).given(opened).when(decide(token), now).thenRefused('person-needed');
    spec(caseDecider).given(opened).when(decide(), now).thenRefused('person-needed');
    proposed.when(confirm(token), now).thenRefused('person-needed');
  });
  test('what is taken back decides nothing, and may be proposed anew', () => {
    const events = proposed.when(withdraw, now).events();
    expect(events).toEqual([{ type: 'NotFilingProposalWithdrawn', data: { controllerId: practice, at: now } }]);
    const withdrawn = proposed.given(events);
    withdrawn.when(confirm(ben), now).thenRefused('nothing-proposed');
    withdrawn.when(withdraw, now).thenRefused('nothing-proposed');
    withdrawn.when(decide(ben), now).thenState((state) => state.notFilingProposal?.proposedBy.id === 'ben');
  });
  test('a filing ends what was proposed', () => {
    const filed = [
      ...opened,
      ...proposal,
      ...next([...opened, ...proposal], MONDAY, filing('2026-10-26T08:00:00+01:00')),
    ];
    spec(caseDecider).given(filed).when(confirm(ben), now).thenRefused('nothing-proposed');
  });
  test('where nobody asks for two, one decides, a token too', () =>
    spec(caseDecider).given(opened).when(decide(token, false), now).thenState(isDecided));
});
