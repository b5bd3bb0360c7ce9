import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredEvent } from '@art33/event-log';
import { Installation, utc, type Controller, type Processor } from '../support/installation.js';
import { mailsTo } from '../support/mail.js';
import { incidentOf, known, logIncident, tell } from '../support/story.js';

const ON_CALL = 'oncall@lumitra.example';
/** Longer than the service takes to look at deadlines and mails by itself, in milliseconds. */
const A_LOOK = 2_500;

describe('A clock that jumps', () => {
  let art33: Installation;
  let lumitra: Processor;
  let first: Controller;
  let second: Controller;
  /** The first incident affects both practices, the second only the first: three deadlines. */
  let incidents: readonly string[];

  const set = (instant: string): void => art33.clock.set(utc(instant));
  const log = (): Promise<readonly StoredEvent[]> => art33.service.stores.log.readAll(undefined, 100_000);
  const of = async (type: string) => (await log()).filter((event) => event.type === type);
  const readiness = async () => (await fetch(`${art33.url}/health/ready`)).status;
  const alerts = () => mailsTo(art33, ON_CALL);
  /** The service works by itself, on its own timers, until this is so. */
  async function until(isSo: () => boolean | Promise<boolean>, within = 60_000): Promise<void> {
    for (const end = Date.now() + within; !(await isSo());) {
      if (Date.now() > end) throw new Error('it did not become so');
      await sleep(100);
    }
  }

  beforeAll(async () => {
    art33 = await Installation.start({ startAt: '2026-10-20T08:00+02:00' });
    lumitra = await art33.processor('lumitra');
    await lumitra.api.done('put', 'organisation/settings', { onCallAddress: ON_CALL });
    first = await art33.controller(lumitra, { name: 'Praxis A', emails: ['a@praxis.example'] });
    second = await art33.controller(lumitra, { name: 'Praxis B', emails: ['b@praxis.example'] });
    await art33.at('2026-10-20T10:00+02:00');
    incidents = [
      await incidentOf(lumitra, [known('breach-established', '2026-10-20T09:00+02:00')], first, second),
      await incidentOf(lumitra, [known('breach-established', '2026-10-20T09:30+02:00')], first),
    ];
    await art33.settled();
  });
  afterAll(() => art33.stop());

  afterEach(async () => {
    const latest = new Map<string, string>();
    for (const { stream, recordedAt } of await log()) {
      expect([stream, recordedAt >= (latest.get(stream) ?? '')]).toEqual([stream, true]);
      latest.set(stream, recordedAt);
    }
  });

  it('leaves the service ready up to 2 s behind the log, and not ready beyond', async () => {
    expect(await readiness()).toBe(200);
    set('2026-10-20T09:59:58+02:00');
    expect(await readiness()).toBe(200);
    art33.clock.set('2026-10-20T07:59:57.999Z');
    expect(await readiness()).toBe(503);
    set('2026-10-20T10:00+02:00');
    expect(await readiness()).toBe(200);
  });

  it('back: what is recorded meanwhile stands no earlier in its stream than what it follows', async () => {
    const [incident = ''] = incidents;
    set('2026-10-20T09:40+02:00');
    expect(await readiness()).toBe(503);
    for (const note of ['x', 'y']) await lumitra.api.done('post', `incidents/${incident}/details`, { note });
    const stream = (await log()).filter((event) => event.stream === `incident-${incident}`);
    expect(stream.slice(-2).map(({ recordedAt }) => recordedAt)).toEqual([
      utc('2026-10-20T10:00+02:00'),
      utc('2026-10-20T10:00+02:00'),
    ]);
    set('2026-10-20T10:00+02:00');
    expect(await readiness()).toBe(200);
  });

  it('back by more than 30 s: sends no mail, and sends it by itself once the clock is right again', async () => {
    const third = await logIncident(lumitra, { awareness: [known('breach-established', '2026-10-20T09:45+02:00')] });
    await lumitra.api.done('post', `incidents/${third}/affected`, { agreements: [second.agreementId] });
    await art33.settled();
    set('2026-10-20T09:59:29+02:00');
    await tell(lumitra, third);
    await until(async () => (await of('MessagePrepared')).length === 1);
    await sleep(A_LOOK);
    expect(await of('MessageStarted')).toEqual([]);
    expect(art33.mail.received).toEqual([]);

    set('2026-10-20T09:59:30+02:00');
    await until(async () => (await of('MessageAccepted')).length === 1);
    expect((await mailsTo(art33, 'b@praxis.example')).length).toBe(1);
    set('2026-10-20T10:00+02:00');
  });

  it('back by more than 30 s: decides no deadline, and decides it by itself once the clock is right again', async () => {
    set('2026-10-20T09:59:29+02:00');
    const late = await incidentOf(lumitra, [known('breach-established', '2026-10-19T09:00+02:00')], first);
    await until(async () => (await of('DutyOpened')).length === 5);
    await sleep(A_LOOK);
    expect(await of('DeadlineMissed')).toEqual([]);
    expect(await alerts()).toEqual([]);

    set('2026-10-20T09:59:30+02:00');
    await until(async () => (await alerts()).length === 1);
    expect(await of('DeadlineMissed')).toHaveLength(1);
    expect((await alerts())[0]?.text).toContain(late);
    set('2026-10-20T10:00+02:00');
    await tell(lumitra, late);
    await art33.settled();
  });

  it('forward over several deadlines: each is missed once, with one alert for each incident, and no reminder that was overtaken', async () => {
    const [missedBefore, alertsBefore] = [(await of('DeadlineMissed')).length, (await alerts()).length];
    set('2026-10-21T12:00+02:00');
    await until(async () => (await of('DeadlineMissed')).length >= missedBefore + 3);
    await sleep(A_LOOK);
    await art33.settled();
    const missed = (await of('DeadlineMissed')).slice(missedBefore);
    expect(missed).toHaveLength(3);
    expect(new Set(missed.map(({ stream }) => stream)).size).toBe(3);
    expect(await of('DeadlineApproaching')).toEqual([]);
    const sent = (await alerts()).slice(alertsBefore);
    expect(sent.map(({ text }) => incidents.findIndex((id) => text.includes(id))).toSorted()).toEqual([0, 1]);
    for (const { subject } of sent) expect(subject).toContain('Frist versäumt');
  });

  it('back and forward over the same deadlines: nothing is missed or told twice', async () => {
    const before = [(await of('DeadlineMissed')).length, (await alerts()).length];
    for (const instant of [
      '2026-10-20T10:00+02:00',
      '2026-10-21T11:59:59+02:00',
      '2026-10-21T09:00+02:00',
      '2026-10-21T12:00+02:00',
    ]) {
      set(instant);
      await art33.service.tick();
    }
    await sleep(A_LOOK);
    await art33.settled();
    expect([(await of('DeadlineMissed')).length, (await alerts()).length]).toEqual(before);
    expect(await readiness()).toBe(200);
  });
});
