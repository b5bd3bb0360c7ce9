import { Api, type Answer } from '../../apps/cli/src/api-client.js';
import { Installation, type Controller, type Processor } from '../support/installation.js';
import { latestTo, linkIn } from '../support/mail.js';
import { incidentOf, known, problemOf, tell } from '../support/story.js';

const ADDRESS = 40;
const ACCOUNT = 25;
const LINK = 10;
const PRACTICE = 'praxis@example.org';

let art33: Installation;
let processor: Processor;
let practice: Controller;
let link: string;

/** Each test has a minute of its own. */
let minute = 0;
const nextMinute = async (): Promise<void> => {
  minute += 1;
  await art33.at(`2026-10-20T10:${String(minute).padStart(2, '0')}+02:00`);
};

/** A visitor behind the proxy. */
const from = (address: string, path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(`${art33.url}${path}`, { headers: { 'X-Forwarded-For': address, ...headers } });
const asTokenFrom = (address: string, { token }: Api): Promise<Response> =>
  from(address, '/api/v1/organisation', { Authorization: `Bearer ${token}` });

async function counted(times: number, ask: (n: number) => Promise<Pick<Answer, 'status'>>) {
  const counts: Record<number, number> = {};
  for (let n = 0; n < times; n += 1) {
    const { status } = await ask(n);
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

beforeAll(async () => {
  art33 = await Installation.start({
    startAt: '2026-10-20T08:00+02:00',
    settings: {
      ART33_TRUSTED_PROXIES: '127.0.0.1, ::1',
      ART33_LIMITS: 'on',
      ART33_LIMIT_ADDRESS: String(ADDRESS),
      ART33_LIMIT_ACCOUNT: String(ACCOUNT),
      ART33_LIMIT_LINK: String(LINK),
    },
  });
  processor = await art33.processor('lumitra');
  practice = await art33.controller(processor, { emails: [PRACTICE] });
  await art33.at('2026-10-20T09:05+02:00');
  const incident = await incidentOf(processor, [known('breach-established', '2026-10-20T09:00+02:00')], practice);
  await art33.at('2026-10-20T09:30+02:00');
  await tell(processor, incident);
  await art33.settled();
  link = linkIn(await latestTo(art33, PRACTICE), 'n');
});
afterAll(() => art33.stop());
beforeEach(nextMinute);

describe('From one address', () => {
  it('so many requests are taken within a minute, of whatever kind, also where no route answers', async () => {
    const paths = ['/api/v1/incidents', '/nowhere', '/r/unknown', '/api'];
    const statuses = await counted(ADDRESS, (n) => from('203.0.113.1', String(paths[n % paths.length])));
    expect(statuses[429]).toBeUndefined();
    for (const path of paths) expect((await from('203.0.113.1', path)).status).toBe(429);
    expect((await from('203.0.113.2', '/api')).status).toBe(200);
    await nextMinute();
    expect((await from('203.0.113.1', '/api')).status).toBe(200);
  });

  it('a network (/64) of IPv6 is one address, and IPv4 written as IPv6 is the same one', async () => {
    await counted(ADDRESS, (n) => from(`2001:db8:1:2::${n}`, '/nowhere'));
    expect((await from('2001:db8:1:2:ffff:ffff:ffff:ffff', '/nowhere')).status).toBe(429);
    expect((await from('2001:db8:1:3::1', '/nowhere')).status).toBe(404);
    await counted(ADDRESS, () => from('::ffff:203.0.113.5', '/nowhere'));
    expect((await from('203.0.113.5', '/nowhere')).status).toBe(429);
  });

  it('a program is told as a problem, a person as a page, both when to try again', async () => {
    await counted(ADDRESS, () => from('203.0.113.6', '/nowhere'));
    const problem = await from('203.0.113.6', '/api/v1/incidents');
    expect(problem.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(problem.headers.get('retry-after')).toBe('60');
    expect(await problem.json()).toMatchObject({ type: 'urn:art33:problem:too-many-requests', status: 429 });
    const german = await from('203.0.113.6', link, { Accept: 'text/html' });
    expect([german.status, german.headers.get('retry-after')]).toEqual([429, '60']);
    expect(await german.text()).toContain('Zu viele Anfragen');
    const english = await from('203.0.113.6', link, { Accept: 'text/html', 'Accept-Language': 'en' });
    expect(await english.text()).toContain('Too many requests');
  });

  it('whoever watches the node is not counted', async () => {
    expect(await counted(ADDRESS + 5, () => from('203.0.113.7', '/health/live'))).toEqual({ 200: ADDRESS + 5 });
  });

  it('whoever only writes its address so is', async () => {
    expect(await counted(ADDRESS + 5, () => from('203.0.113.9', '/health/nowhere'))).toEqual({ 404: ADDRESS, 429: 5 });
  });

  it('the body of what is too much is not read', async () => {
    await counted(ADDRESS, () => from('203.0.113.8', '/nowhere'));
    const { status } = await fetch(`${art33.url}/api/v1/incidents`, {
      method: 'POST',
      headers: { 'X-Forwarded-For': '203.0.113.8', 'Content-Type': 'application/json' },
      body: '{"unfinished":',
    });
    expect(status).toBe(429);
  });
});

describe('By one account', () => {
  it('so many requests are taken, from however many addresses; another account has its own', async () => {
    const statuses = await counted(ACCOUNT + 3, (n) => asTokenFrom(`198.51.100.${n}`, processor.api));
    expect(statuses).toEqual({ 200: ACCOUNT, 429: 3 });
    const refused = await processor.api.get('organisation');
    expect(problemOf(refused)).toEqual({ status: 429, code: 'too-many-requests' });
    expect(refused.headers.get('retry-after')).toBe('60');
    expect((await practice.api.get('organisation')).status).toBe(200);
  });
});

describe('With one link', () => {
  it('so many requests are taken, from however many addresses; another link has its own', async () => {
    expect(await counted(LINK + 2, (n) => from(`198.51.100.${n}`, link))).toEqual({ 200: LINK, 429: 2 });
    const another = link.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    expect((await from('198.51.100.200', another)).status).toBe(404);
  });
});
