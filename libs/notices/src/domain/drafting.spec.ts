import {
  aligned,
  CGM,
  CONTACT,
  drafting,
  dutyOf,
  known,
  LUMITRA,
  RATIOMEDICUS,
  sending,
  Story,
  utc,
} from '../testing/story.js';
import { blockers } from './blockers.js';
import { dutyStatus } from './state.js';

const AWARE = '2026-10-20T09:00:00+02:00';
const NOW = '2026-10-20T10:00:00+02:00';
const breach = known('breach-established', AWARE);
const suspicion = known('suspicion-known', AWARE);
const opened = Story.begin().then(aligned(LUMITRA, [breach]), AWARE);
const drafted = opened.then(drafting(), NOW);
const approved = drafted.then({ type: 'approve', textNumber: 1 }, NOW);
const accepted = (sendNumber: number, at = NOW) =>
  ({
    type: 'record-delivery',
    messageId: `message ${sendNumber}`,
    sendNumber,
    grade: 'accepted-by-server',
    at: utc(at),
  }) as const;

describe('Drafting', () => {
  it('numbers the texts from 1, with the kind that is owed', () => {
    expect(drafted.all('NoticeDrafted')).toMatchObject([{ textNumber: 1, kind: 'breach', author: 'template' }]);
  });

  it('keeps the text and its approval where a new draft says the same', () => {
    expect(approved.decide(drafting({ salt: 'another', hash: 'another' }), NOW)).toEqual([]);
  });

  it('refuses a subject of several lines, an empty subject and an empty text', () => {
    expect(opened.decide(drafting({ subject: 'Meldung\r\nBcc: x@example.org' }), NOW)).toMatchObject({
      code: 'subject-not-one-line',
      field: 'subject',
    });
    expect(opened.decide(drafting({ subject: ' ' }), NOW)).toMatchObject({ code: 'subject-empty' });
    expect(opened.decide(drafting({ text: '\n' }), NOW)).toMatchObject({ code: 'text-empty' });
  });

  it('calls nothing a breach that is only suspected', () => {
    const suspected = Story.begin().then(aligned(RATIOMEDICUS, [suspicion]), NOW);
    expect(suspected.decide(drafting({ kind: 'breach' }), NOW)).toMatchObject({
      code: 'kind-not-established',
      field: 'kind',
    });
  });

  it('drafts a pending notice for information', () => {
    const pending = Story.begin()
      .then(aligned(CGM, [suspicion]), NOW)
      .then(drafting(), NOW);
    expect(pending.all('NoticeDrafted')).toMatchObject([{ kind: 'for-information' }]);
  });
});

describe('Approving', () => {
  it('approves one text, and of two who approve at once the second finds it approved', () => {
    expect(approved.all('NoticeApproved')).toHaveLength(1);
    expect(approved.decide({ type: 'approve', textNumber: 1 }, NOW)).toEqual([]);
  });

  it('needs a new approval after a later edit', () => {
    const edited = approved.then(drafting({ text: 'Guten Tag, neu gefasst.', author: 'person' }), NOW);
    expect(edited.decide(sending(), NOW)).toMatchObject({ code: 'notice-not-approved', details: { textNumber: 2 } });
  });

  it('approves the last text only, and none that was never written', () => {
    const edited = drafted.then(drafting({ text: 'Guten Tag, neu gefasst.' }), NOW);
    expect(edited.decide({ type: 'approve', textNumber: 1 }, NOW)).toMatchObject({ code: 'text-superseded' });
    expect(edited.decide({ type: 'approve', textNumber: 3 }, NOW)).toMatchObject({
      code: 'unknown-text',
      kind: 'not-found',
    });
  });
});

describe('Sending', () => {
  it('sends the approved text to named contacts, for every duty of its own or a weaker kind', () => {
    const irregularity = known('irregularity-known', AWARE, 'other');
    const defect = known('defect-known', AWARE);
    const both = Story.begin()
      .then(aligned(LUMITRA, [breach, irregularity, defect]), AWARE)
      .sent(NOW);
    expect(both.all('NoticeSent')).toMatchObject([
      {
        sendNumber: 1,
        textNumber: 1,
        kind: 'breach',
        recipients: [CONTACT],
        duties: [dutyOf('breach'), dutyOf('irregularity')],
      },
    ]);
    const delivered = both.then(accepted(1), NOW);
    expect(delivered.all('DutyFulfilled').map(({ dutyId }) => dutyId)).toEqual([
      dutyOf('breach'),
      dutyOf('irregularity'),
    ]);
  });

  it('leaves a security defect to a message of its own', () => {
    const story = Story.begin()
      .then(aligned(RATIOMEDICUS, [suspicion, known('defect-known', AWARE)]), AWARE)
      .sent(NOW)
      .then(accepted(1), NOW);
    expect(story.all('DutyFulfilled').map(({ dutyId }) => dutyId)).toEqual([dutyOf('suspicion')]);
    const defect = story.sent(NOW).then(accepted(2), NOW);
    expect(defect.all('NoticeSent')[1]).toMatchObject({ kind: 'security-defect', duties: [dutyOf('security-defect')] });
    expect(defect.all('DutyFulfilled')[1]?.dutyId).toBe(dutyOf('security-defect'));
  });

  it('never fulfils a stronger duty: the sender chose the weaker word', () => {
    const story = opened.sent(NOW, { kind: 'for-information' }, { kind: 'for-information' }).then(accepted(1), NOW);
    expect(dutyStatus(story.state, story.state.duties[0]!)).toBe('open');
  });

  it('never fulfils a duty that opened after it was sent', () => {
    const irregularity = known('irregularity-known', AWARE, 'other');
    const story = opened
      .sent(NOW)
      .then(aligned(LUMITRA, [breach, irregularity]), NOW)
      .then(accepted(1), NOW);
    expect(story.all('DutyFulfilled').map(({ dutyId }) => dutyId)).toEqual([dutyOf('breach')]);
  });

  it('needs a text and its approval', () => {
    expect(opened.decide(sending(), NOW)).toMatchObject({ code: 'notice-not-drafted' });
    expect(drafted.decide(sending(), NOW)).toMatchObject({ code: 'notice-not-approved' });
  });

  it('is never held up by lateness', () => {
    const late = '2026-10-25T09:00:00+01:00';
    expect(approved.then(sending(), late).all('NoticeSent')).toHaveLength(1);
  });

  it('says no more than its text: a suspicion that was confirmed needs a new text', () => {
    const suspected = Story.begin()
      .then(aligned(RATIOMEDICUS, [suspicion]), AWARE)
      .sent(NOW)
      .then(accepted(1), NOW);
    const confirmed = suspected.then(aligned(RATIOMEDICUS, [suspicion, known('breach-established', NOW)]), NOW);
    const stale = { code: 'text-says-less', field: 'kind', details: { owed: 'breach' } };
    expect(confirmed.decide(sending(), NOW)).toMatchObject(stale);
    expect(confirmed.decide(sending({ kind: 'breach' }), NOW)).toMatchObject(stale);
    expect(confirmed.then(drafting(), NOW).all('NoticeDrafted')[1]).toMatchObject({ kind: 'breach' });
  });

  it('sends once when two people press at once, and again after a failure or to somebody else', () => {
    const sent = approved.then(sending(), NOW);
    expect(sent.decide(sending(), NOW)).toEqual([]);
    expect(sent.then(sending({ recipients: ['another'] }), NOW).all('NoticeSent')).toHaveLength(2);
    const failed = sent.then(
      { type: 'record-undeliverable', messageId: 'm', sendNumber: 1, reason: '550', at: utc(NOW) },
      NOW,
    );
    expect(failed.then(sending(), NOW).all('NoticeSent')).toHaveLength(2);
  });

  it('sends once more where a link was withdrawn, or where the sender asks for it: the new mails have new links', () => {
    const sent = approved.then(sending(), NOW);
    const withdrawn = sent.then({ type: 'revoke-links', messageId: null, reason: 'forwarded' }, NOW);
    expect(withdrawn.then(sending(), NOW).all('NoticeSent')).toHaveLength(2);
    expect(withdrawn.then(sending(), NOW).decide(sending(), NOW)).toEqual([]);
    expect(sent.then(sending({ again: true }), NOW).all('NoticeSent')).toHaveLength(2);
  });
});

describe('Sending with gaps', () => {
  const gaps = [
    { item: 'consequences', clause: '9' },
    { item: 'number-of-records', clause: null },
  ] as const;
  const incomplete = opened.then(drafting({ gaps }), NOW).then({ type: 'approve', textNumber: 1 }, NOW);
  const sentWithGaps = incomplete.then(sending({ withGaps: true }), NOW);

  it('names what the agreement owes and nobody knows yet, and waits until the sender has seen it', () => {
    expect(incomplete.decide(sending(), NOW)).toMatchObject({
      code: 'notice-incomplete',
      details: { gaps: [gaps[0]] },
    });
  });

  it('opens a follow-up duty without a date', () => {
    expect(sentWithGaps.all('DutyOpened').at(-1)).toMatchObject({
      dutyId: dutyOf('gaps/1'),
      trigger: 'gaps/1',
      kind: 'breach',
      clause: '9',
      deadline: { due: null, target: null },
    });
    const delivered = sentWithGaps.then(accepted(1), NOW);
    expect(blockers(delivered.state)).toEqual([{ reason: 'gaps-open', dutyId: dutyOf('gaps/1') }]);
  });

  it('leaves one such duty at a time, fulfilled by the first message without gaps', () => {
    const again = sentWithGaps.sent(NOW, { text: 'Mehr ist noch nicht bekannt.', gaps }, { withGaps: true });
    expect(again.all('DutyOpened').filter(({ trigger }) => trigger.startsWith('gaps/'))).toHaveLength(1);
    const complete = again
      .sent(NOW, { text: 'Jetzt ist alles bekannt.' })
      .then(accepted(2), NOW)
      .then(accepted(3), NOW);
    expect(complete.all('DutyFulfilled').map(({ dutyId, deliveryId }) => [dutyId, deliveryId])).toMatchObject([
      [dutyOf('breach'), complete.all('NoticeDelivered')[0]?.deliveryId],
      [dutyOf('gaps/1'), complete.all('NoticeDelivered')[1]?.deliveryId],
    ]);
    expect(blockers(complete.state)).toEqual([]);
  });

  it('holds nothing up for what is only asked for', () => {
    const asked = opened
      .then(drafting({ gaps: [gaps[1]] }), NOW)
      .then({ type: 'approve', textNumber: 1 }, NOW)
      .then(sending(), NOW);
    expect(asked.all('DutyOpened').map(({ trigger }) => trigger)).toEqual(['breach']);
  });
});
