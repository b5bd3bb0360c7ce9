import { Installation, utc, type Controller, type Processor } from '../support/installation.js';
import { latestTo, report } from '../support/mail.js';
import { caseOf, dutyOf, incidentOf, known, listed, noticeTo, tell } from '../support/story.js';

const DUE = utc('2026-10-20T11:00+02:00');
const at = (time: string): string => `2026-10-20T${time}+02:00`;

describe('Example D: bounce', () => {
  let art33: Installation;
  let lumitra: Processor;
  let practice: Controller;
  let incident: string;
  const notice = () => noticeTo(lumitra, incident, practice);
  const duty = async () => dutyOf(await notice(), 'breach');

  beforeAll(async () => {
    art33 = await Installation.start({ startAt: '2026-10-19T10:00+02:00', transport: 'relay' });
    lumitra = await art33.processor('lumitra');
    practice = await art33.controller(lumitra, { emails: ['first@praxis.example'] });
    await art33.at('2026-10-19T11:05+02:00');
    incident = await incidentOf(lumitra, [known('breach-established', '2026-10-19T11:00+02:00')], practice);
  });
  afterAll(() => art33.stop());

  it('10:00 handed to our relay: sent, receipt not proven', async () => {
    await art33.at(at('10:00'));
    await tell(lumitra, incident);
    await art33.settled();
    expect(await notice()).toMatchObject({ status: 'handed-over', grade: 'handed-over' });
    expect(await duty()).toMatchObject({ status: 'handed-over', judgement: null });
  });

  it("10:02 success DSN of the recipient's server: fulfilled, case clock from 10:02", async () => {
    await art33.at(at('10:02'));
    await report(art33, await latestTo(art33, 'first@praxis.example'), { action: 'delivered', at: at('10:02') });
    await art33.settled();
    expect(await duty()).toMatchObject({
      status: 'fulfilled',
      judgement: { deliveredAt: utc(at('10:02')), lateness: { onTime: true, due: DUE } },
    });
    expect(await caseOf(practice)).toMatchObject({
      deadline: { clock: 'proper', deadline: { due: utc('2026-10-23T10:02+02:00') } },
    });
  });

  it('10:07 a failure DSN for the same message: delivery invalidated, notice open again with its old due time', async () => {
    await art33.at(at('10:07'));
    await report(art33, await latestTo(art33, 'first@praxis.example'), { action: 'failed', at: at('10:07') });
    await art33.settled();
    const shown = await notice();
    expect(shown).toMatchObject({ status: 'open', due: DUE, grade: null });
    expect(shown.deliveries).toMatchObject([
      { grade: 'handed-over', invalidated: { cause: 'bounced', at: utc(at('10:07')) } },
      { grade: 'accepted-by-server', at: utc(at('10:02')), invalidated: { cause: 'bounced', at: utc(at('10:07')) } },
    ]);
    expect(shown.deliveries[1]?.invalidated?.reason).toContain('5.1.1');
    expect(dutyOf(shown, 'breach')).toMatchObject({
      status: 'open',
      deadline: { due: DUE },
      judgement: null,
      voided: [{ deliveredAt: utc(at('10:02')), lateness: { onTime: true } }],
    });
  });

  it('10:07 the case clock is withdrawn: visible, not erased', async () => {
    const shown = await caseOf(practice);
    expect(shown.deadline).toBeNull();
    expect(shown.clocks).toMatchObject([
      { kind: 'precautionary', withdrawn: { why: 'delivery-invalidated', at: utc(at('10:07')) } },
      {
        kind: 'proper',
        deadline: { due: utc('2026-10-23T10:02+02:00') },
        withdrawn: { why: 'delivery-invalidated', at: utc(at('10:07')) },
      },
    ]);
  });

  it('runs the alarms again: the due time that passes meanwhile is missed', async () => {
    await art33.at(at('11:00:01'));
    expect((await duty()).steps).toEqual(
      expect.arrayContaining([{ step: 'missed', about: 'deadline', end: DUE, noticed: utc(at('11:00:01')) }]),
    );
  });

  it('11:30 a call is recorded: stated by the sender, not text form, duty under Lumitra 12.1 still open', async () => {
    await art33.at(at('11:35'));
    const { id } = await notice();
    await lumitra.api.done('post', `notices/${id}/deliveries`, {
      channel: 'phone',
      textForm: false,
      at: at('11:30'),
      by: 'Lena Berg',
      to: 'Frau Muster',
      evidence: 'Gesprächsnotiz',
    });
    await art33.settled();
    const shown = await notice();
    expect(shown).toMatchObject({
      status: 'open',
      due: DUE,
      overdue: true,
      grade: 'stated',
      basis: { textForm: true },
    });
    expect(shown.deliveries.at(-1)).toMatchObject({
      grade: 'stated',
      at: utc(at('11:30')),
      statement: { channel: 'phone', textForm: false, account: { by: 'Lena Berg', to: 'Frau Muster' } },
      invalidated: null,
    });
    expect(dutyOf(shown, 'breach')).toMatchObject({ status: 'open', judgement: null });
  });

  it('11:30 the case shows a precautionary clock, because awareness needs no form', async () => {
    const shown = await caseOf(practice);
    expect(shown.deadline).toMatchObject({
      clock: 'precautionary',
      deadline: { due: utc('2026-10-23T11:30+02:00'), anchor: { at: { at: utc(at('11:30')) } } },
    });
    expect(shown.clocks.at(-1)).toMatchObject({ kind: 'precautionary', grade: 'stated', withdrawn: null });
  });

  it('11:42 a second address accepts: fulfilled 11:42, lateness computed from 11:42', async () => {
    await art33.at(at('11:41'));
    const contact = await lumitra.api.done('post', `controllers/${practice.id}/contacts`, {
      name: 'Dr. Muster',
      email: 'second@praxis.example',
      purposes: ['breach-notices'],
    });
    await art33.settled();
    const { id } = await notice();
    await lumitra.api.done('post', `notices/${id}/sending`, { recipients: [contact['id']] });
    await art33.at(at('11:42'));
    await report(art33, await latestTo(art33, 'second@praxis.example'), { action: 'delivered', at: at('11:42') });
    await art33.settled();
    expect(await duty()).toMatchObject({
      status: 'fulfilled',
      judgement: {
        deliveredAt: utc(at('11:42')),
        judgedBy: { what: 'delivery', at: utc(at('11:42')) },
        lateness: { onTime: false, lateBy: 42 * 60_000, due: DUE },
      },
      voided: [{ lateness: { onTime: true } }],
    });
  });

  it('11:42 clock proper from 11:42, and 11:30 stays shown', async () => {
    const shown = await caseOf(practice);
    expect(shown.deadline).toMatchObject({
      clock: 'proper',
      deadline: { due: utc('2026-10-23T11:42+02:00'), anchor: { what: 'breach-notice-received' } },
    });
    expect(shown.clocks.filter(({ withdrawn }) => withdrawn === null)).toMatchObject([
      { kind: 'precautionary', deadline: { anchor: { at: { at: utc(at('11:30')) } } } },
      { kind: 'proper', deadline: { anchor: { at: { at: utc(at('11:42')) } } } },
    ]);
    expect(shown.clocks).toHaveLength(4);
  });

  it('shows every step of both messages to the sender, and no copy more', async () => {
    const { id } = await notice();
    const { items } = await listed(lumitra.api, `messages?aboutId=${id}&sort=preparedAt`);
    expect(items).toMatchObject([
      { state: 'bounced', recipient: { address: 'first@praxis.example' }, bouncedAt: utc(at('10:07')) },
      { state: 'delivered', recipient: { address: 'second@praxis.example' }, deliveredAt: utc(at('11:42')) },
    ]);
    expect(art33.mail.received).toHaveLength(2);
  });
});
