import { Api, pick, type Answer } from '../../apps/cli/src/api-client.js';
import { Installation, type Processor } from '../support/installation.js';
import { problemOf } from '../support/story.js';

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

let art33: Installation;
let processor: Processor;
let other: Processor;
let form: string;
beforeAll(async () => {
  art33 = await Installation.start({
    startAt: '2026-10-20T08:00+02:00',
    settings: { ART33_TRUSTED_PROXIES: '127.0.0.1, ::1', ART33_LIMITS: 'on', ART33_LIMIT_ADDRESS: '10000' },
  });
  processor = await art33.processor('ratiomedicus');
  other = await art33.processor('lumitra');
  form = await openForm(processor);
});
afterAll(() => art33.stop());

const pathOf = (url: string): string => new URL(url).pathname;
const openForm = async ({ api }: Processor): Promise<string> => {
  await api.done('put', 'intake/form', {});
  return pathOf(pick(await api.read('intake'), 'form.url'));
};
const post = (address: string, entry: string, path: string): Promise<Answer> =>
  new Api(art33.url).post(path, entry, { ...FORM, 'X-Forwarded-For': address });
/** A report, as a visitor behind the proxy sends it. */
const visit = (address: string, path = form): Promise<Answer> => post(address, 'text=Etwas+ist+geschehen', path);
/** An entry without words, which the form gives back. */
const stumble = (address: string): Promise<Answer> => post(address, 'text=', form);
const statusOf = async (answer: Promise<Answer>): Promise<number> => (await answer).status;
/** Asks so many times, a few at once; says how often it was answered how. */
async function counted(times: number, ask: (n: number) => Promise<Answer>): Promise<Readonly<Record<number, number>>> {
  const counts: Record<number, number> = {};
  for (let start = 0; start < times; start += 20) {
    const some = Array.from({ length: Math.min(20, times - start) }, (_, n) => statusOf(ask(start + n)));
    for (const status of await Promise.all(some)) counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

describe('Behind a proxy that is trusted', () => {
  it('each visitor has a limit of its own', async () => {
    expect(await counted(21, () => visit('203.0.113.1'))).toEqual({ 200: 20, 429: 1 });
    expect(await statusOf(visit('203.0.113.2'))).toBe(200);
    // A network of IPv6 is one visitor.
    await counted(20, (n) => visit(`2001:db8::${n}`));
    expect(await statusOf(visit('2001:db8::ffff'))).toBe(429);
  });
});

describe('An entry that the form gives back', () => {
  it('uses up nobody’s reports, and is bounded by a limit of its own', async () => {
    expect(await counted(201, () => stumble('203.0.113.9'))).toEqual({ 422: 200, 429: 1 });
    expect(await counted(21, () => visit('203.0.113.9'))).toEqual({ 200: 20, 429: 1 });
    expect(await statusOf(stumble('203.0.113.10'))).toBe(422);
  });
});

describe('For one processor', () => {
  it('200 reports are taken in an hour by its form, from however many addresses; others have their own', async () => {
    await art33.at('2026-10-20T09:01+02:00');
    const others = await openForm(other);
    expect(await counted(200, (n) => visit(`198.51.100.${n}`))).toEqual({ 200: 200 });
    const refused = await visit('198.51.100.201');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('3600');
    expect(await statusOf(visit('198.51.100.202', others))).toBe(200);
    await art33.at('2026-10-20T10:00:59+02:00');
    expect(await statusOf(visit('198.51.100.203'))).toBe(429);
    await art33.at('2026-10-20T10:01+02:00');
    expect(await statusOf(visit('198.51.100.201'))).toBe(200);
  });

  it('one address that sends far too many does not use up what is left for the others', async () => {
    await art33.at('2026-10-20T12:00+02:00');
    expect(await counted(220, () => visit('198.51.100.1'))).toEqual({ 200: 20, 429: 200 });
    expect(await counted(180, (n) => visit(`198.51.100.${n + 2}`))).toEqual({ 200: 180 });
    expect(await statusOf(visit('198.51.100.250'))).toBe(429);
  });
});

describe('The webhook', () => {
  it('takes 600 requests in an hour from one address, signed or not, and says when to try again', async () => {
    await art33.at('2026-10-20T14:00+02:00');
    const path = pathOf(pick(await processor.api.done('post', 'intake/webhook/secrets'), 'url'));
    const send = (address: string): Promise<Answer> =>
      new Api(art33.url).post(path, '{"text":"x"}', { 'X-Forwarded-For': address });
    expect(await counted(600, () => send('192.0.2.1'))).toEqual({ 401: 600 });
    await art33.at('2026-10-20T14:30+02:00');
    const refused = await send('192.0.2.1');
    expect(problemOf(refused)).toEqual({ status: 429, code: 'too-many-requests' });
    expect([refused.headers.get('retry-after'), refused.body['retryAt']]).toEqual(['1800', '2026-10-20T13:00:00.000Z']);
    expect(await statusOf(send('192.0.2.2'))).toBe(401);
    await art33.at('2026-10-20T15:00+02:00');
    expect(await statusOf(send('192.0.2.1'))).toBe(401);
  });
});
