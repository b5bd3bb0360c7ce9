import { setTimeout as sleep } from 'node:timers/promises';
import type { TimelineEntry } from '@art33/incidents';
import { LOOK_AHEAD, type JobPreview, type JobView, type NoticeView } from '@art33/notices';
import { pick, type JsonBody } from '../../apps/cli/src/api-client.js';
import { Installation, type Processor } from '../support/installation.js';
import { registerMany, type ManyController } from '../support/many.js';
import { known, listed, logIncident, noticeTo, problemOf } from '../support/story.js';

/** More than fits between what was stopped and what could not be stopped any more. */
const CONTROLLERS = 230;
const WITHOUT_CONTACT = 7;

let art33: Installation;
let processor: Processor;
let controllers: readonly ManyController[];
let incident: string;

beforeAll(async () => {
  art33 = await Installation.start({ startAt: '2026-10-19T08:00+02:00' });
  processor = await art33.processor('ratiomedicus');
  controllers = await registerMany(art33, processor, CONTROLLERS, (number) => number !== WITHOUT_CONTACT);
  await art33.settled();
  await art33.at('2026-10-19T09:00+02:00');
  incident = await newIncident();
});
afterAll(() => art33.stop());

const begin = (body: object, key?: string): Promise<JsonBody> =>
  processor.api.done('post', `incidents/${incident}/jobs`, body, key ? { 'Idempotency-Key': key } : {});
/** Another incident that affects everybody, its notices open. */
const newIncident = async (): Promise<string> => {
  const awareness = [known('breach-established', '2026-10-19T09:00+02:00')];
  const id = await logIncident(processor, { awareness });
  await processor.api.done('post', `incidents/${id}/affected`, { terms: processor.termsId });
  await art33.settled();
  return id;
};
/** Drafts and approves all notices of the incident that `begin` works on. */
const makeReadyToSend = async (): Promise<void> => {
  for (const what of ['draft', 'approve']) {
    await begin({ what });
    await art33.settled();
  }
};
const job = async (id: string): Promise<JobView> => (await processor.api.read(`jobs/${id}`)) as unknown as JobView;
const preview = async (body: object): Promise<JobPreview> =>
  (await processor.api.done('post', `incidents/${incident}/jobs/preview`, body)) as unknown as JobPreview;
const head = async (): Promise<number> => (await art33.service.stores.log.head()).size;
const until = async (reached: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await reached())) await sleep(10);
};

describe('A job with many notices', () => {
  it('counts first, and writes nothing', async () => {
    const before = await head();
    expect(await preview({ what: 'draft' })).toMatchObject({
      counts: { total: CONTROLLERS, done: CONTROLLERS, refused: 0, skipped: 0 },
      withoutContact: 1,
      earliestDue: '2026-10-20T07:00:00.000Z',
      messages: null,
    });
    expect(await preview({ what: 'approve' })).toMatchObject({ counts: { skipped: CONTROLLERS, done: 0 } });
    expect(await preview({ what: 'send', withGaps: true })).toMatchObject({
      counts: { refused: CONTROLLERS, done: 0 },
      refusedBy: { 'notice-not-drafted': CONTROLLERS },
      messages: 0,
    });
    expect(await head()).toBe(before);
  });

  it('answers at once with its id, the same for the same Idempotency-Key, and does its work by itself', async () => {
    const begun = await begin({ what: 'draft' }, 'night-1');
    const again = await begin({ what: 'draft' }, 'night-1');
    expect(again).toEqual(begun);
    const other = await processor.api.post(
      `incidents/${incident}/jobs`,
      { what: 'approve' },
      { 'Idempotency-Key': 'night-1' },
    );
    expect(problemOf(other)).toMatchObject({ status: 422 });
    await art33.settled();
    expect(await job(pick(begun, 'id'))).toMatchObject({
      what: 'draft',
      state: 'completed',
      counts: { total: CONTROLLERS, done: CONTROLLERS, unchanged: 0, skipped: 0, refused: 0 },
      startedBy: { kind: 'token' },
      estimatedSecondsLeft: null,
      dispatch: null,
    });
    await begin({ what: 'approve' });
    await art33.settled();
    const { items } = await listed<JobView>(processor.api, `incidents/${incident}/jobs`);
    // Both began at the same instant of a clock that stands still: the log knows which came later.
    expect(items.map(({ what }) => what)).toEqual(['approve', 'draft']);
    expect(items.every(({ state }) => state === 'completed')).toBe(true);
    const { items: all } = await listed<JobView>(processor.api, 'jobs');
    expect(all).toEqual(items);
    expect(all[0]?.incidentTitle).toBe(pick(await processor.api.read(`incidents/${incident}`), 'title'));
    const first = await processor.api.read('jobs?limit=1');
    const second = await processor.api.read(`jobs?limit=1&cursor=${pick<string>(first, 'nextCursor')}`);
    expect([first, second].map((page) => pick(page, 'items.0.id'))).toEqual(all.map(({ id }) => id));
    expect(second).toMatchObject({ nextCursor: null });
  });

  it('refuses in one request what is too much to wait for, and fields that do not belong to the task', async () => {
    const many = await processor.api.post(`incidents/${incident}/notices/approvals`, {});
    expect(problemOf(many)).toEqual({ status: 409, code: 'too-many-at-once' });
    const stray = await processor.api.post(`incidents/${incident}/jobs`, { what: 'approve', withGaps: true });
    expect(stray).toMatchObject({ status: 422, body: { errors: [{ field: 'withGaps' }] } });
  });

  it('writes a text around the one that chosen notices have already', async () => {
    const [first, second] = controllers as [ManyController, ManyController];
    const chosen = await noticeTo(processor, incident, first);
    const text = 'Vorab: bitte heute noch lesen.\n\n{{text}}';
    const notices = `incidents/${incident}/notices`;
    const seen: number = pick(await processor.api.read(`${notices}?limit=1`), 'logNumber');
    await begin({ what: 'draft', notices: [chosen.id], templates: { de: { subject: '{{reference}}', text } } });
    await art33.settled();
    const after: NoticeView = await noticeTo(processor, incident, first);
    const before = chosen.texts.at(-1)?.text;
    expect(after.texts.at(-1)).toMatchObject({ author: 'person', text: `Vorab: bitte heute noch lesen.\n\n${before}` });
    expect((await noticeTo(processor, incident, second)).texts).toHaveLength(1);
    const { items: changed } = await listed<NoticeView>(processor.api, `${notices}?sort=changed&changedAfter=${seen}`);
    expect(changed.map(({ id }) => id)).toEqual([chosen.id]);
    await begin({ what: 'approve', notices: [chosen.id] });
    await art33.settled();
  });

  it('is paused, holds back what has not been started, and goes on: each notice once', async () => {
    const { mail } = art33;
    const before = mail.received.length;
    mail.atText = () => sleep(20, undefined);
    const expected = await preview({ what: 'send', withGaps: true });
    expect(expected).toMatchObject({
      counts: { done: CONTROLLERS - 1, refused: 1 },
      refusedBy: { 'no-recipient-known': 1 },
      messages: CONTROLLERS - 1,
      dispatchMinutes: 1,
    });
    const id: string = pick(await begin({ what: 'send', withGaps: true }), 'id');
    await until(() => mail.received.length > before + 5);
    await processor.api.done('post', `jobs/${id}/pause`);
    await until(async () => {
      const { state, dispatch } = await job(id);
      return state === 'paused' && dispatch?.inFlight === 0;
    });
    const atPause = mail.received.length;
    const paused = await job(id);
    expect(paused).toMatchObject({ state: 'paused', pausedWhy: 'asked' });
    expect(paused.counts.done).toBeLessThan(CONTROLLERS - 1);
    expect(paused.dispatch?.held).toBeGreaterThan(0);
    expect(paused.dispatch?.held).toBeLessThanOrEqual(LOOK_AHEAD + 16);
    expect(await processor.api.read('dispatch')).toMatchObject({ held: paused.dispatch?.held, inTime: false });
    await sleep(700);
    expect(mail.received.length).toBe(atPause);
    await processor.api.done('post', `jobs/${id}/resume`);
    await until(async () => (await job(id)).state === 'completed');
    await art33.settled();
    expect(await job(id)).toMatchObject({
      counts: { total: CONTROLLERS, done: CONTROLLERS - 1, refused: 1 },
      refusedBy: { 'no-recipient-known': 1 },
      dispatch: { waiting: 0, held: 0 },
    });
    const addresses = mail.received.slice(before).flatMap(({ to }) => to);
    expect(addresses).toHaveLength(CONTROLLERS - 1);
    expect(new Set(addresses).size).toBe(CONTROLLERS - 1);
  });

  it('ends when it is cancelled: nothing is unsent, what had not been started is given up and may be sent anew', async () => {
    const { mail } = art33;
    incident = await newIncident();
    await makeReadyToSend();
    const before = mail.received.length;
    const id: string = pick(await begin({ what: 'send', withGaps: true }), 'id');
    await until(() => mail.received.length > before + 5);
    await processor.api.done('post', `jobs/${id}/cancel`);
    await sleep(500);
    await art33.settled();
    const atCancel = mail.received.length;
    const cancelled = await job(id);
    expect(cancelled).toMatchObject({ state: 'cancelled', dispatch: { waiting: 0, inFlight: 0 } });
    expect(atCancel - before).toBeLessThan(CONTROLLERS - 1);
    const { items, total } = (await processor.api.read('messages?state=given-up&count=true')) as unknown as {
      readonly items: readonly { readonly about: { readonly id: string } }[];
      readonly total: { readonly count: number };
    };
    const unsent = `notices/${items[0]?.about.id}`;
    const { controllerId } = (await processor.api.read(unsent)) as unknown as NoticeView;
    const controller = await art33.token(controllerId, 'controller');
    expect(await processor.api.read(unsent)).toMatchObject({ toldAt: null, failures: [{ cancelled: true }] });
    expect((await controller.get(unsent)).status).toBe(404);
    const timeline = await listed<TimelineEntry>(processor.api, `incidents/${incident}/timeline?limit=100`);
    expect(timeline.items.slice(-2)).toMatchObject([
      { subject: 'notice-sent', body: { notices: cancelled.counts.done } },
      { subject: 'notice-sending-cancelled', body: { notices: total.count }, actor: { kind: 'token' } },
    ]);
    const resumed = await processor.api.post(`jobs/${id}/resume`);
    expect(problemOf(resumed)).toEqual({ status: 409, code: 'job-ended' });

    mail.atText = () => undefined;
    await begin({ what: 'send', withGaps: true });
    await until(async () => mail.received.length === before + CONTROLLERS - 1);
    await art33.settled();
    const addresses = mail.received.slice(before).flatMap(({ to }) => to);
    expect(new Set(addresses).size).toBe(CONTROLLERS - 1);
    expect(addresses).toHaveLength(CONTROLLERS - 1);
    expect(await controller.read(unsent)).toMatchObject({ messages: [{ sendNumber: 2 }] });
  });

  it('stands still by itself where its incident was ruled out meanwhile, until somebody means it all the same', async () => {
    await processor.api.done('post', `incidents/${incident}/ruling-out`, {
      ruling: 'not-a-personal-data-breach',
      at: '2026-10-19T09:00+02:00',
      reason: 'Nur Testdaten',
    });
    await art33.settled();
    const id: string = pick(await begin({ what: 'send', withGaps: true }), 'id');
    await art33.settled();
    expect(await job(id)).toMatchObject({ state: 'paused', pausedWhy: 'incident-changed' });
    await processor.api.done('post', `jobs/${id}/resume`);
    await art33.settled();
    expect(await job(id)).toMatchObject({ state: 'completed' });
  });

  it('writes to nobody more once its incident was ruled out while it waited for messages to go', async () => {
    const { mail } = art33;
    incident = await newIncident();
    await makeReadyToSend();
    let open = (): void => undefined;
    const isOpen = new Promise<undefined>((resolve) => (open = () => resolve(undefined)));
    mail.atText = () => isOpen;
    const id: string = pick(await begin({ what: 'send', withGaps: true }), 'id');
    const worked = async () => (({ done, refused }) => done + refused)((await job(id)).counts);
    await until(async () => (await worked()) >= LOOK_AHEAD);
    await sleep(500);
    const atRuling = await worked();
    expect(atRuling).toBeLessThan(CONTROLLERS);
    await processor.api.done('post', `incidents/${incident}/ruling-out`, {
      ruling: 'not-a-personal-data-breach',
      at: '2026-10-19T09:00+02:00',
      reason: 'Nur Testdaten',
    });
    await processor.api.read(`incidents/${incident}`);
    mail.atText = () => undefined;
    open();
    await art33.settled();
    expect(await job(id)).toMatchObject({ state: 'paused', pausedWhy: 'incident-changed' });
    expect(await worked()).toBe(atRuling);
  });
});
