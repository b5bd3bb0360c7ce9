import { setTimeout as sleep } from 'node:timers/promises';
import type { DispatchView } from '@art33/delivery';
import type { JobPreview, JobView } from '@art33/notices';
import { pick } from '../../apps/cli/src/api-client.js';
import { Installation, type Processor } from '../support/installation.js';
import { registerMany } from '../support/many.js';
import { known, listed, logIncident } from '../support/story.js';

/** A hundred mails to each of three domains, twenty of them a minute: five minutes. */
const CONTROLLERS = 300;
const SETTINGS = { ART33_SMTP_PER_MINUTE: '100', ART33_SMTP_DOMAIN_PER_MINUTE: '20' };
const MINUTES = 5;

let art33: Installation;
let processor: Processor;
let incident: string;
let jobId: string;
let open = (): void => undefined;

beforeAll(async () => {
  art33 = await Installation.start({ startAt: '2026-10-19T08:00+02:00', settings: SETTINGS });
  processor = await art33.processor('ratiomedicus');
  const emailOf = (number: number) => `praxis-${number}@${['a', 'b', 'c'][number % 3]}.example`;
  await registerMany(art33, processor, CONTROLLERS, () => true, emailOf);
  await art33.settled();
  await art33.at('2026-10-19T09:00+02:00');
  incident = await logIncident(processor, { awareness: [known('breach-established', '2026-10-19T09:00+02:00')] });
  await processor.api.done('post', `incidents/${incident}/affected`, { terms: processor.termsId });
  await art33.settled();
  for (const what of ['draft', 'approve']) {
    await processor.api.done('post', `incidents/${incident}/jobs`, { what });
    await art33.settled();
  }
});
afterAll(async () => {
  open();
  await art33.stop();
});

const job = async (): Promise<JobView> => (await processor.api.read(`jobs/${jobId}`)) as unknown as JobView;
const dispatch = async (): Promise<DispatchView> => (await processor.api.read('dispatch')) as unknown as DispatchView;
const until = async (reached: () => Promise<boolean>): Promise<void> => {
  while (!(await reached())) await sleep(20);
};

describe('The sending of many notices under narrow limits', () => {
  it('is foreseen alike before it begins, by its job, and among all that waits', async () => {
    const task = { what: 'send', withGaps: true };
    const preview = await processor.api.done('post', `incidents/${incident}/jobs/preview`, task);
    expect(preview as unknown as JobPreview).toMatchObject({ messages: CONTROLLERS, dispatchMinutes: MINUTES });

    const isOpen = new Promise<undefined>((resolve) => (open = () => resolve(undefined)));
    art33.mail.atText = () => isOpen;
    jobId = pick(await processor.api.done('post', `incidents/${incident}/jobs`, task), 'id');
    const all = ({ waiting, toCome, inFlight }: DispatchView) => waiting + toCome + inFlight;
    await until(async () => {
      const view = await dispatch();
      return view.waiting >= 190 && view.inFlight === 10 && all(view) === CONTROLLERS;
    });
    const [ofJob, ofAll] = [(await job()).dispatch, await dispatch()];
    expect(ofAll.toCome).toBeGreaterThan(0);
    expect(ofAll.toCome).toBeLessThan(CONTROLLERS - 190);
    expect(ofJob).toEqual(ofAll);
    expect(ofAll).toMatchObject({ earliestDue: '2026-10-20T07:00:00.000Z', inTime: true });
    expect(ofAll.statement.en).toMatch(
      new RegExp(`^${ofAll.waiting} messages are waiting, ${ofAll.toCome} more are .* in about ${MINUTES} min\\.`),
    );
  });

  it('names no minute while it is paused', async () => {
    await processor.api.done('post', `jobs/${jobId}/pause`);
    await until(async () => (await dispatch()).estimatedFinishedAt === null);
    const [ofJob, ofAll] = [await job(), await dispatch()];
    expect(ofJob.state).toBe('paused');
    expect(ofAll.toComeHeld).toBeGreaterThan(0);
    expect(ofAll).toMatchObject({ held: ofAll.waiting, toComeHeld: ofAll.toCome, inTime: false });
    expect(ofJob.dispatch).toEqual(ofAll);
    expect(ofAll.statement.en).toMatch(/^On hold: .* Nothing of it goes out until somebody resumes the sending\. /);
    expect(ofAll.statement.en).not.toMatch(/in time/);
  });

  it('gives up what is cancelled at once, at whatever pace mails may go', async () => {
    await processor.api.done('post', `jobs/${jobId}/cancel`);
    await until(async () => (await dispatch()).waiting === 0);
    const { items } = await listed<{ readonly id: string }>(processor.api, 'messages?state=given-up&limit=200');
    expect(items.length).toBeGreaterThan(100);
    expect(await dispatch()).toMatchObject({ waiting: 0, toCome: 0, statement: { en: 'No message is waiting.' } });
    open();
    await art33.settled();
    expect(art33.mail.received).toHaveLength(10);
  });
});
