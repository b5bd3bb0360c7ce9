import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { paths } from '../../apps/server/src/stores.js';
import { Installation, type Controller, type Processor } from '../support/installation.js';
import { latestTo, linkIn } from '../support/mail.js';
import { incidentOf, known, tell } from '../support/story.js';

const PRACTICE = 'praxis@example.org';
const PUBLIC = 'https://art33.example';

let art33: Installation;
let processor: Processor;
let practice: Controller;
let link: string;

const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${art33.url}${path}`, { redirect: 'manual', ...init });
const bearer = (): Readonly<Record<string, string>> => ({ Authorization: `Bearer ${processor.api.token}` });

/** Writes to the port as it is, and gives what comes back until the server closes. */
const raw = (text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(new URL(art33.url).port), '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => (answer += chunk.toString('utf8')));
    socket.on('close', () => resolve(answer)).on('error', reject);
  });

beforeAll(async () => {
  art33 = await Installation.start({
    startAt: '2026-10-20T08:00+02:00',
    settings: { ART33_PUBLIC_URL: PUBLIC, ART33_LOG_LEVEL: 'fatal' },
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

describe('Every answer', () => {
  const POLICY = /^default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'/;
  /** By what it is: a method, a path, what goes with it, and the status that it gets. */
  const ANSWERS: readonly (readonly [what: string, path: () => string, init: () => RequestInit, status: number])[] = [
    ['data', () => '/api/v1/organisation', () => ({ headers: bearer() }), 200],
    ['without a token', () => '/api/v1/organisation', () => ({}), 401],
    ['of a role that may not', () => '/api/v1/nodes', () => ({ headers: bearer() }), 403],
    ['where there is nothing', () => '/nowhere', () => ({}), 404],
    ['to a body that is none', () => '/api/v1/incidents', () => posting('{', 'application/json', bearer()), 400],
    ['to a type that is not taken', () => '/api/v1/incidents', () => posting('x', 'text/plain', bearer()), 415],
    ['of a page', () => link, () => ({}), 200],
    ['of a page that is none', () => `${link.slice(0, -1)}_`, () => ({}), 404],
    ['of the form', () => '/r/unknown', () => ({}), 404],
    ['of the calendar', () => '/calendar/unknown.ics', () => ({}), 404],
    ['about health', () => '/health/live', () => ({}), 200],
    ['of the API’s own page', () => '/api', () => ({}), 200],
    ['of a stylesheet', () => '/n/style.css', () => ({}), 200],
  ];
  test.each(ANSWERS)('%s holds browsers to what is meant', async (_, path, init, status) => {
    const { headers, status: answered } = await ask(path(), init());
    expect(answered).toBe(status);
    expect(headers.get('content-security-policy')).toMatch(POLICY);
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe-eval|https?:|\*/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('permissions-policy')).toContain('camera=()');
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('server')).toBeNull();
  });

  it('is held to the same however its address is written', async () => {
    const policyAt = async (path: string) =>
      (await ask(path, { headers: bearer() })).headers.get('content-security-policy');
    expect(await policyAt('/api/%761/organisation')).toBe(await policyAt('/api/v1/organisation'));
    expect(await policyAt('/%61pi/v1/organisation')).toBe(await policyAt('/api/v1/organisation'));
  });

  it('that is given before anything is asked is no page either', async () => {
    const undecodable = await ask('/api/v1/incidents/%ff%zz');
    expect(undecodable.status).toBe(400);
    expect(undecodable.headers.get('content-security-policy')).toMatch(POLICY);
    expect(undecodable.headers.get('x-content-type-options')).toBe('nosniff');
    const none = await raw('HELLO\r\n\r\n');
    expect(none).toContain('X-Content-Type-Options: nosniff');
    expect(none).toContain("Content-Security-Policy: default-src 'none'");
  });

  it('stays in no cache, unless it is for everybody', async () => {
    expect((await ask('/api/v1/organisation', { headers: bearer() })).headers.get('cache-control')).toBe('no-store');
    expect((await ask(link)).headers.get('cache-control')).toBe('no-store');
    expect((await ask('/n/style.css')).headers.get('cache-control')).toBe('public, max-age=3600');
  });

  it('runs no script but those of this host, and pages of notices run none at all', async () => {
    const scripts = async (path: string): Promise<string | undefined> =>
      /script-src ([^;]*)/.exec((await ask(path)).headers.get('content-security-policy') ?? '')?.[1];
    expect(await scripts(link)).toBeUndefined();
    expect(await scripts('/api/v1/organisation')).toBeUndefined();
    for (const path of ['/api', '/sign-in']) expect(await scripts(path)).toBe("'self'");
  });
});

describe('A page of another host', () => {
  it('is allowed nothing, asked beforehand or not', async () => {
    const Origin = 'https://elsewhere.example';
    const preflight = await ask('/api/v1/incidents', {
      method: 'OPTIONS',
      headers: {
        Origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization, content-type',
      },
    });
    const simple = await ask('/api/v1/organisation', { headers: { Origin, ...bearer() } });
    expect(preflight.status).toBe(404);
    for (const { headers } of [preflight, simple])
      expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });
});

describe('Headers of a proxy', () => {
  it('are not believed where none is trusted: neither host, nor scheme, nor address', async () => {
    const spoofed = {
      'X-Forwarded-For': '203.0.113.66',
      'X-Forwarded-Host': 'evil.example',
      'X-Forwarded-Proto': 'http',
      Forwarded: 'for=203.0.113.66;host=evil.example;proto=http',
    };
    const answer = await ask(`${link}/acknowledgement`, { headers: spoofed });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, link]);
    await ask(link, { method: 'POST', headers: spoofed });
    await art33.settled();
    const { items } = (await practice.api.read('notices')) as unknown as { readonly items: readonly { id: string }[] };
    const seen = await practice.api.read(`notices/${items[0]?.id}`);
    expect(JSON.stringify(seen)).not.toMatch(/203\.0\.113\.66|evil/);
    expect(JSON.stringify(seen)).toContain('"clientAddress":"127.0.0.1"');
  });

  it('change no link: links begin with the public address, whatever host was asked', async () => {
    const port = new URL(art33.url).port;
    const head = `Host: evil.example:${port}\r\nX-Forwarded-Host: evil.example\r\nConnection: close`;
    for (const path of [link, '/api/v1/calendar', '/api/openapi.json', '/nowhere']) {
      const authorization = `Authorization: Bearer ${processor.api.token}`;
      expect(await raw(`GET ${path} HTTP/1.1\r\n${head}\r\n${authorization}\r\n\r\n`)).not.toContain('evil.example');
    }
    expect((await latestTo(art33, PRACTICE)).text).toContain(`${PUBLIC}${link}`);
  });
});

describe('Where proxies are trusted', () => {
  let behind: Installation;
  beforeAll(async () => {
    behind = await Installation.start({
      startAt: '2026-10-20T08:00+02:00',
      settings: { ART33_TRUSTED_PROXIES: '127.0.0.1', ART33_LIMITS: 'on', ART33_LIMIT_ADDRESS: '3' },
    });
  });
  afterAll(() => behind.stop());
  const through = async (forwarded: string): Promise<number> =>
    (await fetch(`${behind.url}/nowhere`, { headers: { 'X-Forwarded-For': forwarded } })).status;

  it('what a visitor puts before what the proxy adds is not believed', async () => {
    for (const invented of ['198.51.100.1', '198.51.100.2', '198.51.100.3'])
      expect(await through(`${invented}, 203.0.113.9`)).toBe(404);
    expect(await through('198.51.100.4, 203.0.113.9')).toBe(429);
    expect(await through('203.0.113.10')).toBe(404);
  });

  it('where people come by http, no browser is told to come by https', async () => {
    const { headers } = await fetch(`${behind.url}/health/live`);
    expect(headers.get('strict-transport-security')).toBeNull();
  });
});

describe('A body', () => {
  const KIB = 1024;
  const MIB = 1024 * KIB;
  test.each([
    ['application/json', 512 * KIB, '/api/v1/incidents'],
    ['application/scim+json', 512 * KIB, '/api/v1/scim/v2/Users'],
    ['application/cloudevents+json', 512 * KIB, '/api/v1/intake/x'],
    ['application/x-www-form-urlencoded', 512 * KIB, '/r/x'],
    ['message/rfc822', 10 * MIB, '/api/v1/received-notices'],
    ['application/pdf', 10 * MIB, '/api/v1/received-notices'],
    ['text/csv', 20 * MIB, '/api/v1/imports'],
    ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 20 * MIB, '/api/v1/imports'],
    ['application/vnd.art33.import+json', 20 * MIB, '/api/v1/imports'],
  ])('of type %s is refused above its limit', async (type, limit, path) => {
    const answer = await ask(path, posting(' '.repeat(limit + 1), type, bearer()));
    expect(answer.status).toBe(413);
    expect(((await answer.json()) as { type: string }).type).toBe('urn:art33:problem:request-too-large');
  });

  it('of a file is not even read from somebody without a token or a session', async () => {
    for (const type of ['message/rfc822', 'application/pdf', 'text/csv']) {
      const answer = await ask('/api/v1/received-notices', posting('x', type));
      expect([type, answer.status]).toEqual([type, 401]);
    }
  });

  it('that never ends does not hold its connection for ever', () =>
    expect((art33.service.app.getHttpServer() as { requestTimeout: number }).requestTimeout).toBe(120_000));
});

describe('An answer to a fault', () => {
  /** What would tell of the inside. */
  const INSIDE =
    /node_modules|\.[cm]?[jt]s:\d+|\bat [\w.]+ \(|SqliteError|SQLITE_|no such table|FST_ERR|\/work\/|TypeError/;
  test.each<readonly [string, () => Promise<string>]>([
    [
      'JSON that breaks off',
      async () => (await ask('/api/v1/incidents', posting('{"a":', 'application/json', bearer()))).text(),
    ],
    [
      'a name that every object has',
      async () => (await ask('/api/v1/incidents', posting('{"__proto__":1}', 'application/json', bearer()))).text(),
    ],
    ['an id that is none', async () => (await ask("/api/v1/incidents/'%22;--", { headers: bearer() })).text()],
    ['a cursor that is none', async () => (await ask('/api/v1/notices?cursor=%00x', { headers: bearer() })).text()],
    [
      'a position that is none',
      async () => (await ask('/api/v1/organisation', { headers: { ...bearer(), 'Art33-Position': '{' } })).text(),
    ],
    ['a link of something else', async () => (await ask(`/n/${'A'.repeat(43)}`)).text()],
    ['no HTTP', () => raw('HELLO\r\n\r\n')],
    ['headers without end', () => raw(`GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`)],
    [
      'two lengths of one body',
      () => raw('POST /n/x HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc'),
    ],
  ])('shows nothing of the inside: %s', async (_, provoke) => {
    const answer = await provoke();
    expect(answer.length).toBeGreaterThan(10);
    expect(answer).not.toMatch(INSIDE);
  });

  it('shows nothing of the inside where the inside is broken: the read models are gone', async () => {
    const { models } = paths(art33.dataDirectory);
    for (const name of readdirSync(models).filter((each) => /^models.*\.db$/.test(each))) {
      const db = new BetterSqlite3(join(models, name));
      db.exec('DROP VIEW parties_organisations');
      db.close();
    }
    const answer = await ask('/api/v1/organisation', { headers: bearer() });
    const text = await answer.text();
    expect(answer.status).toBe(500);
    expect(JSON.parse(text)).toMatchObject({ type: 'urn:art33:problem:internal-error' });
    expect(text).not.toMatch(INSIDE);
  });
});

const posting = (body: string, type: string, headers: Readonly<Record<string, string>> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': type, ...headers },
  body,
});
