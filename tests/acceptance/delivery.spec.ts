import type { MessageDetails, MessageView } from '@art33/delivery';
import { MailServer, smtpError } from '../../libs/delivery/src/testing/mail-server.js';
import {
  Installation,
  utc,
  type Controller,
  type InstallationOptions,
  type Processor,
} from '../support/installation.js';
import { latestTo, mailsTo, readMail, report } from '../support/mail.js';
import { caseOf, dutyOf, incidentOf, known, listed, noticeTo, tell } from '../support/story.js';

const ADDRESS = 'praxis@example.org';
const ON_CALL = 'oncall@lumitra.example';
const SENT = '2026-10-20T10:00+02:00';
const DUE = utc('2026-10-21T09:00+02:00');

let art33: Installation;
let lumitra: Processor;
let practice: Controller;
let incident: string;

/** An incident of which one practice is to be told, at 10:00. */
async function begin(options: Omit<InstallationOptions, 'startAt'> = {}): Promise<void> {
  art33 = await Installation.start({ startAt: '2026-10-20T08:00+02:00', ...options });
  lumitra = await art33.processor('lumitra');
  practice = await art33.controller(lumitra, { emails: [ADDRESS] });
  await art33.at('2026-10-20T09:05+02:00');
  incident = await incidentOf(lumitra, [known('breach-established', '2026-10-20T09:00+02:00')], practice);
  await art33.at(SENT);
}
afterEach(() => art33.stop());

async function send(): Promise<void> {
  await tell(lumitra, incident);
  await art33.settled();
}

const notice = () => noticeTo(lumitra, incident, practice);

/** The only message of the notice. */
async function message(): Promise<MessageDetails> {
  const { items } = await listed<MessageView>(lumitra.api, `messages?aboutId=${(await notice()).id}`);
  const [item, ...others] = items;
  if (!item || others.length > 0) throw new Error(`${items.length} messages instead of one`);
  return (await lumitra.api.read(`messages/${item.id}`)) as unknown as MessageDetails;
}

/** Waits until the message is tried again; returns when that was. */
async function nextAttempt(): Promise<string> {
  const { nextAttemptAt } = await message();
  if (nextAttemptAt === null) throw new Error('it is not tried again');
  await art33.at(nextAttemptAt);
  return nextAttemptAt;
}

const minutesAfterSending = (instant: string): number => (Date.parse(instant) - Date.parse(SENT)) / 60_000;
const codes = ({ steps }: MessageDetails) => steps.map(({ type, code }) => `${type} ${code ?? ''}`.trim());

describe('A server that says "not now"', () => {
  it('451 after the text: tried again after a minute, and fulfilled when it is taken', async () => {
    await begin();
    let refusals = 1;
    art33.mail.atText = () => (refusals-- > 0 ? smtpError(451, '4.3.0 try again later') : undefined);
    await send();
    expect(await message()).toMatchObject({ state: 'retrying', attempts: 1, acceptedAt: null });
    expect(await notice()).toMatchObject({ status: 'open', due: DUE, grade: null });
    const accepted = await nextAttempt();
    expect(minutesAfterSending(accepted)).toBeGreaterThanOrEqual(0.8);
    expect(minutesAfterSending(accepted)).toBeLessThanOrEqual(1);
    const done = await message();
    expect(done).toMatchObject({ state: 'accepted', attempts: 2, acceptedAt: accepted, mayHaveArrivedTwice: false });
    expect(codes(done)).toEqual([
      'MessagePrepared',
      'MessageStarted',
      'MessageFailed 451',
      'MessageStarted',
      'MessageAccepted 250',
    ]);
    expect(dutyOf(await notice(), 'breach')).toMatchObject({ judgement: { deliveredAt: accepted } });
    expect(art33.mail.received).toHaveLength(1);
  });

  it('greylisting: the recipient is refused for five minutes, then accepted; one copy arrives', async () => {
    await begin();
    const open = Date.parse(SENT) + 5 * 60_000;
    art33.mail.atRecipient = () =>
      art33.clock.now() < open ? smtpError(450, '4.7.1 greylisted, come back in 5 minutes') : undefined;
    await send();
    while ((await message()).state === 'retrying') await nextAttempt();
    const done = await message();
    expect(done.state).toBe('accepted');
    expect(minutesAfterSending(done.acceptedAt ?? '')).toBeGreaterThanOrEqual(5);
    expect(minutesAfterSending(done.acceptedAt ?? '')).toBeLessThanOrEqual(8);
    expect(codes(done).filter((step) => step === 'MessageFailed 450').length).toBe(done.attempts - 1);
    expect(art33.mail.received).toHaveLength(1);
    expect(await notice()).toMatchObject({ status: 'fulfilled', toldAt: utc(SENT) });
  });
});

describe('A server that says "never"', () => {
  it('550: no further attempt, the duty stays open with its due time, the team on call is told', async () => {
    await begin();
    await lumitra.api.done('put', 'organisation/settings', { onCallAddress: ON_CALL });
    art33.mail.atRecipient = (address) => (address === ADDRESS ? smtpError(550, '5.1.1 no such user') : undefined);
    await send();
    expect(await message()).toMatchObject({ state: 'failed', attempts: 1, nextAttemptAt: null });
    const shown = await notice();
    expect(shown).toMatchObject({ status: 'open', due: DUE, grade: null });
    expect(shown.failures).toMatchObject([{ reason: expect.stringContaining('550') }]);
    expect(dutyOf(shown, 'breach')).toMatchObject({ status: 'open', judgement: null });
    const [alert, ...others] = await mailsTo(art33, ON_CALL);
    expect(others).toEqual([]);
    expect(alert?.subject).toContain('Meldung unzustellbar');
    await art33.at('2026-10-20T18:00+02:00');
    expect(await message()).toMatchObject({ state: 'failed', attempts: 1 });
    expect((await listed(practice.api, 'cases')).items).toEqual([]);
  });

  it('another address of the practice is told instead, and the duty is fulfilled', async () => {
    await begin();
    art33.mail.atRecipient = (address) => (address === ADDRESS ? smtpError(550, '5.1.1 no such user') : undefined);
    await send();
    const contact = await lumitra.api.done('post', `controllers/${practice.id}/contacts`, {
      name: 'Leitung',
      email: 'leitung@example.org',
    });
    await lumitra.api.done('post', `notices/${(await notice()).id}/sending`, { recipients: [contact['id']] });
    await art33.settled();
    expect(await notice()).toMatchObject({ status: 'fulfilled', grade: 'accepted-by-server' });
    expect(await mailsTo(art33, 'leitung@example.org')).toHaveLength(1);
  });
});

describe('A line that is cut after DATA', () => {
  it('nobody knows whether it arrived: sent again by itself, same Message-ID, marked', async () => {
    await begin({ cuts: ['before-reply'] });
    await send();
    expect(await message()).toMatchObject({ state: 'unknown', attempts: 1, acceptedAt: null });
    expect(await notice()).toMatchObject({ status: 'open', grade: null });
    const again = await nextAttempt();
    expect(await message()).toMatchObject({
      state: 'accepted',
      attempts: 2,
      acceptedAt: again,
      mayHaveArrivedTwice: true,
    });
    const copies = await Promise.all(art33.mail.received.map(readMail));
    expect(copies).toHaveLength(2);
    expect(copies[0]?.messageId).toMatch(/^<.+@processor\.example>$/);
    expect(copies[1]?.messageId).toBe(copies[0]?.messageId);
    expect(copies[1]?.received.raw.equals(copies[0]?.received.raw ?? Buffer.alloc(0))).toBe(true);
    expect(dutyOf(await notice(), 'breach')).toMatchObject({ judgement: { deliveredAt: again } });
  });
});

describe('A server that is down for an hour', () => {
  it('is tried again and again, costs no notice, and the delivery counts from when it is back', async () => {
    await begin();
    await art33.mail.stop();
    await send();
    expect(await message()).toMatchObject({ state: 'retrying', attempts: 1 });
    while (minutesAfterSending((await message()).nextAttemptAt ?? '') < 60) await nextAttempt();
    const { attempts } = await message();
    expect(attempts).toBeGreaterThan(3);
    expect(attempts).toBeLessThan(12);
    const back = await MailServer.start({}, art33.mail.port);
    try {
      const accepted = await nextAttempt();
      expect(minutesAfterSending(accepted)).toBeLessThan(120);
      expect(await message()).toMatchObject({ state: 'accepted', acceptedAt: accepted });
      expect(codes(await message()).filter((step) => step === 'MessageFailed connection-failed')).toHaveLength(
        attempts,
      );
      expect(back.received.map(({ to }) => to)).toEqual([[ADDRESS]]);
      expect(await notice()).toMatchObject({ status: 'fulfilled', grade: 'accepted-by-server' });
    } finally {
      await back.stop();
    }
  });
});

describe('A bounce after acceptance', () => {
  it('voids what was judged from it, opens the duty again, withdraws the clock, and tells the team on call', async () => {
    await begin();
    await lumitra.api.done('put', 'organisation/settings', { onCallAddress: ON_CALL });
    await send();
    expect(await notice()).toMatchObject({ status: 'fulfilled', grade: 'accepted-by-server' });
    await art33.at('2026-10-20T10:40+02:00');
    await report(art33, await latestTo(art33, ADDRESS), { action: 'failed', at: '2026-10-20T10:39+02:00' });
    await art33.settled();
    expect(await message()).toMatchObject({
      state: 'bounced',
      acceptedAt: utc(SENT),
      bouncedAt: utc('2026-10-20T10:39+02:00'),
      nextAttemptAt: null,
    });
    const shown = await notice();
    expect(shown).toMatchObject({ status: 'open', due: DUE, grade: null });
    expect(dutyOf(shown, 'breach')).toMatchObject({ judgement: null, voided: [{ deliveredAt: utc(SENT) }] });
    expect((await caseOf(practice)).deadline).toBeNull();
    expect((await mailsTo(art33, ON_CALL)).map(({ subject }) => subject)).toEqual([
      expect.stringContaining('Meldung unzustellbar'),
    ]);
  });

  it('opens a closed incident again, because a duty of it is open again', async () => {
    await begin();
    await send();
    await lumitra.api.done('post', `incidents/${incident}/closure`, { conclusion: 'erledigt' });
    const mail = await latestTo(art33, ADDRESS);
    await art33.at('2026-10-20T10:40+02:00');
    await report(art33, mail, { action: 'failed', at: '2026-10-20T10:39+02:00' });
    await art33.settled();
    expect(await lumitra.api.read(`incidents/${incident}`)).toMatchObject({ status: 'open' });
    expect((await lumitra.api.post(`incidents/${incident}/closure`)).status).toBe(409);
  });

  it('the same report twice changes nothing, and a report on nothing of ours is passed over', async () => {
    await begin();
    await send();
    const mail = await latestTo(art33, ADDRESS);
    await art33.at('2026-10-20T10:40+02:00');
    await report(art33, mail, { action: 'failed', at: '2026-10-20T10:39+02:00' });
    await report(art33, mail, { action: 'failed', at: '2026-10-20T10:39+02:00' });
    const foreign = { ...mail, received: { ...mail.received, from: `bounce+${'0'.repeat(32)}@processor.example` } };
    await report(art33, foreign, { action: 'failed', at: '2026-10-20T10:39+02:00' });
    await art33.settled();
    expect(codes(await message()).filter((step) => step.startsWith('MessageBounced'))).toHaveLength(1);
    expect((await notice()).failures).toHaveLength(1);
  });
});

describe('TLS that is required but not offered', () => {
  it('nothing is handed over in clear; it is tried again, and the deadline runs on', async () => {
    await begin({ tls: 'required', mail: { disabledCommands: ['STARTTLS'] } });
    await send();
    const first = await message();
    expect(first).toMatchObject({ state: 'retrying', attempts: 1, acceptedAt: null });
    expect(codes(first)).toContain('MessageFailed tls-refused');
    await nextAttempt();
    expect(await message()).toMatchObject({ state: 'retrying', attempts: 2 });
    expect(art33.mail.received).toEqual([]);
    expect(await notice()).toMatchObject({ status: 'open', due: DUE, grade: null });
    await art33.at('2026-10-21T09:00:01+02:00');
    expect(await notice()).toMatchObject({ overdue: true });
  });
});
