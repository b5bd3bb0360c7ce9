import {
  aligned,
  CGM,
  dutyOf,
  known,
  LUMITRA,
  NOTICE,
  RATIOMEDICUS,
  Story,
  stated,
  utc,
  ZONE,
} from '../testing/story.js';
import { blockers } from './blockers.js';
import { isPending, noticeStatus } from './state.js';

const NOW = '2026-10-24T06:00:00+02:00';
const suspicion = known('suspicion-known', '2026-10-23T21:40:00+02:00');
const established = known('breach-established', '2026-10-26T10:00:00+01:00');

describe('Opening a notice', () => {
  it('opens a notice for an affected agreement also before any trigger of its terms has fired', () => {
    const story = Story.begin().then(aligned(CGM, [suspicion]), NOW);
    expect(story.events).toEqual([
      {
        type: 'NoticeOpened',
        data: {
          notice: NOTICE,
          zone: ZONE,
          at: utc(NOW),
          basis: {
            terms: { id: 'cgm-avv', version: '2025-09-03' },
            facts: ['suspicion-known'],
            ruledOut: false,
            textForm: false,
            requiredGrade: 'accepted-by-server',
            recipientsKnown: true,
          },
        },
      },
    ]);
    expect(noticeStatus(story.state)).toBe('pending');
    expect(blockers(story.state)).toEqual([{ reason: 'pending', dutyId: null }]);
  });

  it('opens one duty per fired trigger, with its clause, its kind and its deadline', () => {
    const defect = known('defect-known', '2026-10-23T22:00:00+02:00');
    const story = Story.begin().then(aligned(RATIOMEDICUS, [suspicion, defect]), NOW);
    expect(
      story.all('DutyOpened').map(({ trigger, kind, clause, deadline }) => [trigger, kind, clause, deadline.due]),
    ).toEqual([
      ['suspicion', 'suspected-breach', '§ 8.6', utc('2026-10-24T21:40:00+02:00')],
      ['security-defect', 'security-defect', '§ 9.3', null],
    ]);
    expect(story.all('DutyOpened')[0]?.dutyId).toBe(dutyOf('suspicion'));
  });

  it('says the same twice and decides it once', () => {
    const command = aligned(RATIOMEDICUS, [suspicion, established]);
    expect(Story.begin().then(command, NOW).decide(command, '2026-10-30T06:00:00+01:00')).toEqual([]);
  });

  it('hangs a trigger on the earliest knowledge of its fact', () => {
    const later = known('irregularity-known', '2026-10-23T23:00:00+02:00', 'other');
    const earlier = known('irregularity-known', '2026-10-23T22:00:00+02:00', 'loss-or-damage');
    const story = Story.begin().then(aligned(LUMITRA, [later, earlier]), NOW);
    expect(story.all('DutyOpened').map(({ deadline }) => deadline.anchor)).toEqual([
      { what: 'irregularity-known/loss-or-damage', at: stated('2026-10-23T22:00:00+02:00') },
    ]);
  });

  it('fires a trigger for the irregularities that it names only', () => {
    const other = known('irregularity-known', '2026-10-23T23:00:00+02:00', 'other');
    expect(isPending(Story.begin().then(aligned(RATIOMEDICUS, [other]), NOW).state)).toBe(true);
  });

  it('is refused on behalf of anybody but the processor, as if there were no such record', () => {
    const story = Story.begin();
    const refusal = story.decide({ ...aligned(CGM, []), processorId: NOTICE.controllerId }, NOW);
    expect(refusal).toMatchObject({ code: 'not-found', kind: 'not-found' });
  });
});

describe('A trigger that follows up an earlier duty', () => {
  it('demands a follow-up without a new period once the suspicion was known before', () => {
    const story = Story.begin()
      .then(aligned(RATIOMEDICUS, [suspicion]), NOW)
      .then(aligned(RATIOMEDICUS, [suspicion, established]), NOW);
    const breach = story.all('DutyOpened').find(({ trigger }) => trigger === 'breach');
    expect(breach).toMatchObject({ kind: 'breach', followUpOf: dutyOf('suspicion'), deadline: { due: null } });
    expect(breach?.deadline.assumptions.map(({ openTerm, confirmed }) => [openTerm, confirmed])).toEqual([
      ['whose-knowledge', false],
      ['suspicion-confirmed', false],
    ]);
  });

  it('has its own 24 hours where nothing was suspected before', () => {
    const story = Story.begin().then(aligned(RATIOMEDICUS, [established]), NOW);
    expect(story.all('DutyOpened')[0]).toMatchObject({
      followUpOf: null,
      deadline: { due: utc('2026-10-27T10:00:00+01:00') },
    });
  });

  it('has its own 24 hours where suspicion and breach were known at the same instant', () => {
    const same = known('breach-established', '2026-10-23T21:40:00+02:00');
    const story = Story.begin().then(aligned(RATIOMEDICUS, [suspicion, same]), NOW);
    expect(story.all('DutyOpened').map(({ deadline }) => deadline.due)).toEqual(
      Array(2).fill(utc('2026-10-24T21:40:00+02:00')),
    );
  });

  it('gets its own 24 hours, by an event, when a person settles the open term that way', () => {
    const settled = {
      ...RATIOMEDICUS,
      openTerms: RATIOMEDICUS.openTerms.map((term) =>
        term.id === 'suspicion-confirmed' ? { ...term, value: 'new-period', confirmed: true } : term,
      ),
    };
    const story = Story.begin()
      .then(aligned(RATIOMEDICUS, [suspicion, established]), NOW)
      .then(aligned(settled, [suspicion, established]), NOW);
    expect(story.all('DeadlineRecomputed')).toMatchObject([
      {
        dutyId: dutyOf('breach'),
        before: { due: null },
        after: { due: utc('2026-10-27T10:00:00+01:00') },
        followUpOf: null,
        cause: 'open-term-settled',
      },
    ]);
  });
});

describe('Recomputing open deadlines', () => {
  const corrected = known('suspicion-known', '2026-10-23T20:00:00+02:00');

  it('moves an open deadline when awareness is corrected, showing old and new', () => {
    const story = Story.begin()
      .then(aligned(RATIOMEDICUS, [suspicion]), NOW)
      .then(aligned(RATIOMEDICUS, [corrected]), NOW);
    expect(story.all('DeadlineRecomputed')).toMatchObject([
      {
        before: { due: utc('2026-10-24T21:40:00+02:00') },
        after: { due: utc('2026-10-24T20:00:00+02:00') },
        cause: 'awareness-corrected',
      },
    ]);
    expect(story.state.duties[0]?.deadline.due).toBe(utc('2026-10-24T20:00:00+02:00'));
  });

  it('records that an assumption was confirmed even where the due time stays', () => {
    const confirmed = {
      ...RATIOMEDICUS,
      openTerms: RATIOMEDICUS.openTerms.map((term) =>
        term.id === 'whose-knowledge' ? { ...term, confirmed: true } : term,
      ),
    };
    const story = Story.begin()
      .then(aligned(RATIOMEDICUS, [suspicion]), NOW)
      .then(aligned(confirmed, [suspicion]), NOW);
    expect(story.all('DeadlineRecomputed')).toMatchObject([
      { cause: 'open-term-settled', after: { assumptions: [{ confirmed: true }] } },
    ]);
  });

  it('moves the target of an undated duty when the organisation changes it, and never makes it a due time', () => {
    const facts = [known('breach-established', '2026-10-26T09:00:00+01:00')];
    const story = Story.begin()
      .then(aligned(CGM, facts, { settings: { internalTargetHours: 24 } }), NOW)
      .then(aligned(CGM, facts, { settings: { internalTargetHours: 12 } }), NOW);
    expect(story.all('DeadlineRecomputed')).toMatchObject([
      { cause: 'target-changed', after: { due: null, target: utc('2026-10-26T21:00:00+01:00') } },
    ]);
  });

  it('withdraws an undecided duty when the open term that brought it about is settled otherwise, and reopens it when it comes back', () => {
    const settled = { ...LUMITRA, openTerms: [{ ...LUMITRA.openTerms[0]!, value: 'no', confirmed: true }] };
    const withdrawn = Story.begin()
      .then(aligned(LUMITRA, [suspicion]), NOW)
      .then(aligned(settled, [suspicion]), NOW);
    expect(withdrawn.all('DutyWithdrawn')).toMatchObject([
      { dutyId: dutyOf('suspicion'), openTerm: 'suspicion-is-irregularity' },
    ]);
    expect(noticeStatus(withdrawn.state)).toBe('pending');
    const again = withdrawn.then(aligned(LUMITRA, [suspicion]), NOW);
    expect(again.events.at(-1)).toMatchObject({ type: 'DutyOpened', data: { dutyId: dutyOf('suspicion') } });
    expect(noticeStatus(again.state)).toBe('open');
  });
});

describe('The basis of a notice', () => {
  it('follows the incident and the registration data', () => {
    const story = Story.begin()
      .then(aligned(CGM, [], { recipientsKnown: false }), NOW)
      .then(aligned(CGM, [suspicion], { ruledOut: true }), NOW);
    expect(story.all('BasisChanged')).toMatchObject([
      { basis: { recipientsKnown: true, facts: ['suspicion-known'], ruledOut: true } },
    ]);
  });

  it('asks for text form where the terms do, or where a person confirmed that they do', () => {
    const confirmed = {
      ...RATIOMEDICUS,
      openTerms: RATIOMEDICUS.openTerms.map((term) =>
        term.id === 'notice-form' ? { ...term, value: 'text', confirmed: true } : term,
      ),
    };
    const textForm = (sample: typeof RATIOMEDICUS) =>
      Story.begin().then(aligned(sample, []), NOW).state.notice?.basis.textForm;
    expect([textForm(LUMITRA), textForm(RATIOMEDICUS), textForm(confirmed)]).toEqual([true, false, true]);
  });
});
