import type { Actor } from '@art33/event-log';
import { aligned, CGM, drafting, dutyOf, known, LUMITRA, Story, utc } from '../testing/story.js';
import { blockers } from './blockers.js';

const NOW = '2026-10-20T10:00:00+02:00';
const breach = known('breach-established', NOW);
const open = Story.begin().then(aligned(LUMITRA, [breach]), NOW);
const person = (id: string): Actor => ({ kind: 'person', id });
const [anna, ben] = [person('anna'), person('ben')];
const token: Actor = { kind: 'token', id: 'pipeline' };
const given = (actor?: Actor, four = { approvals: true, decisions: true }) => ({
  fourEyes: four,
  ...(actor && { actor }),
});
const approve = { type: 'approve', textNumber: 1 } as const;

describe('Four eyes on a text', () => {
  const drafted = (actor?: Actor) => open.then({ ...drafting(), ...given(actor) }, NOW);

  it('who wrote it does not approve it; another person does', () => {
    expect(drafted(anna).decide({ ...approve, ...given(anna) }, NOW)).toMatchObject({ code: 'second-person-needed' });
    expect(
      drafted(anna)
        .then({ ...approve, ...given(ben) }, NOW)
        .all('NoticeApproved'),
    ).toHaveLength(1);
  });

  it('a token is no person, neither as the one nor as the other', () => {
    expect(drafted(anna).decide({ ...approve, ...given(token) }, NOW)).toMatchObject({ code: 'person-needed' });
    expect(drafted(anna).decide({ ...approve, ...given() }, NOW)).toMatchObject({ code: 'person-needed' });
    expect(drafted(token).decide({ ...approve, ...given(ben) }, NOW)).toMatchObject({ code: 'second-person-needed' });
    expect(drafted().decide({ ...approve, ...given(ben) }, NOW)).toMatchObject({ code: 'second-person-needed' });
  });

  it('a person takes over what no person wrote, by writing it as it stands', () => {
    const taken = drafted(token).then({ ...drafting(), ...given(anna) }, NOW);
    expect(taken.all('NoticeDrafted').at(-1)).toMatchObject({ textNumber: 2, writtenBy: anna });
    expect(taken.decide({ ...drafting(), ...given(ben) }, NOW)).toEqual([]);
    expect(taken.then({ ...approve, textNumber: 2, ...given(ben) }, NOW).all('NoticeApproved')).toHaveLength(1);
  });

  it('who wrote the last text counts, whoever wrote before', () => {
    const edited = drafted(anna).then({ ...drafting({ text: 'Genauer.' }), ...given(ben) }, NOW);
    const second = { ...approve, textNumber: 2 };
    expect(edited.decide({ ...second, ...given(ben) }, NOW)).toMatchObject({ code: 'second-person-needed' });
    expect(edited.then({ ...second, ...given(anna) }, NOW).all('NoticeApproved')).toHaveLength(1);
  });

  it('without them whoever may approve does, and nobody takes anything over', () => {
    const off = given(token, { approvals: false, decisions: true });
    expect(
      drafted(token)
        .then({ ...approve, ...off }, NOW)
        .all('NoticeApproved'),
    ).toHaveLength(1);
    expect(
      drafted(token).decide({ ...drafting(), ...given(anna, { approvals: false, decisions: false }) }, NOW),
    ).toEqual([]);
  });
});

describe('Four eyes on "not required"', () => {
  const find = (dutyId: string | null, actor?: Actor) =>
    ({
      type: 'find-not-required',
      dutyId,
      reason: 'not its data',
      decidedBy: 'Anna Muster',
      ...given(actor),
    }) as const;
  const confirm = (dutyId: string | null, actor?: Actor) =>
    ({ type: 'confirm-not-required', dutyId, ...given(actor) }) as const;
  const duty = dutyOf('breach');
  const proposed = open.then(find(duty, anna), NOW);

  it('one person proposes: nothing is decided yet', () => {
    expect(proposed.all('NotRequiredProposed')).toMatchObject([{ dutyId: duty, proposedBy: anna, at: utc(NOW) }]);
    expect(blockers(proposed.state)).toEqual([{ reason: 'undecided-duty', dutyId: duty }]);
    expect(proposed.decide(find(duty, anna), NOW)).toEqual([]);
    expect(proposed.decide(find(duty, ben), NOW)).toMatchObject({ code: 'proposed-already' });
    expect(open.decide(find(duty, token), NOW)).toMatchObject({ code: 'person-needed' });
    expect(open.decide({ ...find(duty, anna), reason: ' ' }, NOW)).toMatchObject({ code: 'reason-required' });
  });

  it('another confirms: it is decided, with both', () => {
    expect(proposed.decide(confirm(duty, anna), NOW)).toMatchObject({ code: 'second-person-needed' });
    expect(proposed.decide(confirm(duty, token), NOW)).toMatchObject({ code: 'person-needed' });
    const decided = proposed.then(confirm(duty, ben), NOW);
    expect(decided.all('DutyFoundNotRequired')).toMatchObject([
      { reason: 'not its data', decidedBy: 'Anna Muster', proposedBy: 'anna', confirmedBy: 'ben' },
    ]);
    expect(decided.state.proposals).toEqual([]);
    expect(blockers(decided.state)).toEqual([]);
    expect(decided.decide(confirm(duty, ben), NOW)).toEqual([]);
  });

  it('what is taken back decides nothing, and may be proposed anew', () => {
    const withdraw = { type: 'withdraw-not-required', dutyId: duty } as const;
    const withdrawn = proposed.then(withdraw, NOW);
    expect(withdrawn.decide(confirm(duty, ben), NOW)).toMatchObject({ code: 'nothing-proposed' });
    expect(withdrawn.decide(withdraw, NOW)).toMatchObject({ code: 'nothing-proposed' });
    expect(withdrawn.then(find(duty, ben), NOW).state.proposals).toMatchObject([{ proposedBy: ben }]);
  });

  it('what was fulfilled meanwhile is no longer proposed', () => {
    const delivered = proposed
      .sent(NOW)
      .then({ type: 'record-delivery', messageId: 'm', sendNumber: 1, grade: 'opened', at: utc(NOW) }, NOW);
    expect(delivered.state.proposals).toEqual([]);
    expect(delivered.decide(confirm(duty, ben), NOW)).toMatchObject({ code: 'nothing-proposed' });
  });

  it('holds for a pending notice too, until a trigger fires', () => {
    const suspicion = known('suspicion-known', NOW);
    const pending = Story.begin()
      .then(aligned(CGM, [suspicion]), NOW)
      .then(find(null, anna), NOW);
    expect(blockers(pending.state)).toEqual([{ reason: 'pending', dutyId: null }]);
    expect(pending.then(confirm(null, ben), NOW).all('NoticeFoundNotRequired')).toMatchObject([
      { proposedBy: 'anna', confirmedBy: 'ben' },
    ]);
    const fired = pending.then(aligned(CGM, [suspicion, breach]), NOW);
    expect(fired.decide(confirm(null, ben), NOW)).toMatchObject({ code: 'nothing-proposed' });
  });

  it('is decided by one where nobody asks for two; what stands proposed still takes another', () => {
    const off = { fourEyes: { approvals: true, decisions: false }, actor: token };
    expect(open.then({ ...find(duty), ...off }, NOW).all('DutyFoundNotRequired')).toHaveLength(1);
    expect(proposed.decide({ ...confirm(duty), fourEyes: off.fourEyes, actor: anna }, NOW)).toMatchObject({
      code: 'second-person-needed',
    });
  });
});
