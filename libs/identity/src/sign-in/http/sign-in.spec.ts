import { Controller, Get, Post } from '@nestjs/common';
import type { Principal } from '../../domain/principal.js';
import { CurrentPrincipal, Roles } from '../../http/guard.js';
import { credentialsDecider, credentialsStream } from '../domain/credentials.js';
import { contextOf } from '../handlers/context.js';
import { SignIn } from '../handlers/sign-in.js';
import { HashQueue } from '../passwords/hash-queue.js';
import { PASSWORD, PLACES, SignInRooms } from '../testing/sign-in-rooms.js';

@Controller('doors')
class DoorsController {
  @Get()
  look(@CurrentPrincipal() principal: Principal): Principal {
    return principal;
  }
  @Post()
  @Roles('processor:responder', 'controller:contact')
  open(): object {
    return {};
  }
}

describe('signing in', () => {
  let here: SignInRooms;
  beforeEach(async () => {
    here = await SignInRooms.open({ controllers: [DoorsController] });
  });
  afterEach(() => here.close());
  const events = async (...types: readonly string[]) =>
    (await here.rooms.test.log.readAll(undefined, 1_000)).filter(({ type }) => types.includes(type));

  describe('with a password', () => {
    const email = 'anna.meier@praxis.example';
    test('opens what the person may, and says for whom', async () => {
      const personId = await here.member(email, ['practice', 'contact']);
      const browser = here.browser();
      const answer = await browser.post('/sign-in', { email: ' Anna.Meier@PRAXIS.example', password: PASSWORD });
      expect([answer.status, answer.body]).toEqual([200, { next: 'signed-in' }]);
      expect((await browser.get('/doors')).body).toMatchObject({
        actor: { kind: 'person', id: personId },
        organisation: PLACES.practice.id,
        role: 'controller',
        rights: ['controller:contact'],
        sessionId: expect.any(String),
      });
      expect((await browser.post('/doors')).status).toBe(201);
    });
    test('is refused alike for a wrong password and an unknown address; only what was tried at somebody is recorded', async () => {
      await here.member(email, ['practice', 'contact']);
      const wrong = await here.browser().post('/sign-in', { email, password: 'grüner Tee um fünf' });
      const unknown = await here.browser().post('/sign-in', { email: 'nobody@praxis.example', password: PASSWORD });
      expect([wrong.status, wrong.body['type']]).toEqual([403, 'urn:art33:problem:sign-in-refused']);
      expect([unknown.status, unknown.text]).toEqual([wrong.status, wrong.text]);
      expect(Object.fromEntries(unknown.headers)).toEqual({
        ...Object.fromEntries(wrong.headers),
        date: expect.any(String),
      });
      await here.rooms.get(SignIn).idle();
      expect((await events('SignInFailed')).map(({ data }) => data)).toEqual([
        expect.objectContaining({ what: 'password', personId: here.people.idOf(email) }),
      ]);
      expect(JSON.stringify(await here.rooms.test.log.readAll(undefined, 1_000))).not.toMatch(
        /127\.0\.0\.1|praxis\.example/,
      );
    });
    test('is refused to somebody who has none', async () => {
      const context = {
        actor: { kind: 'system', id: 'test' },
        organisation: PLACES.practice.id,
        commandId: PLACES.practice.id,
        correlationId: 'c',
      } as const;
      await here.people.register({ email, name: null, language: 'de' }, context);
      for (const password of ['', 'nobody has this password'])
        expect((await here.browser().post('/sign-in', { email, password })).status).toBe(403);
    });
    test('hashed at another cost is hashed anew as soon as it is used, and nothing else changes', async () => {
      const personId = await here.member(email, ['practice', 'contact']);
      const cheap = await new HashQueue({ memoryCost: 64, timeCost: 1, parallelism: 1 }).hash(PASSWORD);
      const set = { type: 'set-password', personId, hash: cheap, how: 'chosen', except: null } as const;
      await here.rooms.test.commands.run(credentialsDecider, credentialsStream(personId), set, contextOf(personId));
      const stored = async () =>
        (await here.rooms.test.commands.state(credentialsDecider, credentialsStream(personId))).password;
      expect(await stored()).toBe(cheap);
      for (let n = 0; n < 2; n += 1)
        expect((await here.browser().post('/sign-in', { email, password: PASSWORD })).status).toBe(200);
      expect(await stored()).toContain('$m=19456,t=2,p=1$');
      expect(await events('PasswordSet')).toHaveLength(3);
    });
    test('is locked after five failures, for known and unknown addresses alike, with the right password too', async () => {
      await here.member(email, ['practice', 'contact']);
      for (const address of [email, 'nobody@praxis.example']) {
        for (let n = 1; n <= 5; n += 1) await here.browser().post('/sign-in', { email: address, password: 'wrong' });
        const locked = await here.browser().post('/sign-in', { email: address, password: PASSWORD });
        expect([locked.status, locked.body['type'], locked.headers.get('retry-after')]).toEqual([
          429,
          'urn:art33:problem:locked-out',
          '60',
        ]);
      }
      here.clock.advance({ minutes: 1 });
      expect((await here.browser().post('/sign-in', { email, password: PASSWORD })).status).toBe(200);
      expect((await events('SignInLocked')).map(({ data }) => data)).toEqual([
        {
          personId: here.people.idOf(email),
          failures: 5,
          until: '2026-03-02T03:11:00.000Z',
          at: '2026-03-02T03:10:00.000Z',
        },
      ]);
    });
    test('is answered with 503 where too many come at once: nothing was checked, and nothing is counted', async () => {
      const personId = await here.member(email, ['practice', 'contact']);
      const crowd = Array.from({ length: 240 }, (_, n) =>
        here.browser().ask('POST', '/sign-in', { email: `nobody-${n}@praxis.example`, password: PASSWORD }),
      );
      const answers = await Promise.all(crowd);
      const busy = answers.filter(({ status }) => status === 503);
      expect(busy.length).toBeGreaterThan(0);
      // The rest were checked, or came after so many wrong ones that their address has to wait.
      expect(answers.map(({ status }) => status).filter((status) => ![403, 429, 503].includes(status))).toEqual([]);
      expect([busy[0]?.headers.get('retry-after'), busy[0]?.body['type']]).toEqual(['2', 'urn:art33:problem:too-busy']);
      here.clock.advance({ hours: 2 });
      expect((await here.browser().post('/sign-in', { email, password: PASSWORD })).status).toBe(200);
      expect((await events('SignInFailed')).filter(({ stream }) => stream.includes(personId))).toEqual([]);
    });
    test('is not taken from a page of another site, nor from nowhere', async () => {
      await here.member(email, ['practice', 'contact']);
      const body = { email, password: PASSWORD };
      const elsewhere: readonly Readonly<Record<string, string>>[] = [
        { 'Sec-Fetch-Site': 'cross-site' },
        { Origin: 'https://evil.example' },
        {},
      ];
      for (const headers of elsewhere) {
        const browser = here.browser();
        browser.headers = headers;
        const answer = await browser.post('/sign-in', body);
        expect([answer.status, answer.body['type']]).toEqual([403, 'urn:art33:problem:foreign-request']);
        expect(browser.jar.names).toEqual([]);
      }
    });
  });

  describe('with a second factor', () => {
    const email = 'ben@ratio.example';
    beforeEach(async () => {
      await here.member(email, ['processor', 'responder']);
    });

    test('is needed by a processor’s people: without one they can only add it', async () => {
      const browser = here.browser();
      const { body } = await browser.post('/sign-in', { email, password: PASSWORD });
      expect(body).toEqual({ next: 'enrolment-needed' });
      const refused = await browser.get('/doors');
      expect([refused.status, refused.body['type']]).toEqual([403, 'urn:art33:problem:second-factor-needed']);
      expect((await browser.get('/me')).body).toMatchObject({ enrolmentNeeded: true });
      await here.enrol(browser);
      expect((await browser.get('/doors')).status).toBe(200);
      expect((await browser.get('/me')).body).toMatchObject({
        enrolmentNeeded: false,
        session: { how: 'password+totp' },
      });
    });
    test('is asked for after the password, and only both open anything', async () => {
      const { secret } = await here.signedIn(email);
      here.clock.advance({ minutes: 5 });
      const browser = here.browser();
      const { body } = await browser.post('/sign-in', { email, password: PASSWORD });
      expect(body).toEqual({ next: 'second-factor', factors: ['totp'] });
      expect((await browser.get('/doors')).status).toBe(401);
      const answer = await browser.post('/sign-in/second-factor', { code: here.code(secret) });
      expect(answer.body).toEqual({ next: 'signed-in' });
      expect((await browser.get('/doors')).status).toBe(200);
    });
    test('a code is taken one step before and after, and each once', async () => {
      const { secret } = await here.signedIn(email);
      here.clock.advance({ minutes: 5 });
      const withCode = async (code: string): Promise<number> => {
        const browser = here.browser();
        await browser.post('/sign-in', { email, password: PASSWORD });
        return (await browser.post('/sign-in/second-factor', { code })).status;
      };
      expect(await withCode(here.code(secret, -2))).toBe(403);
      expect(await withCode(here.code(secret, -1))).toBe(200);
      expect(await withCode(here.code(secret, -1))).toBe(403);
      expect(await withCode(here.code(secret, 0))).toBe(200);
      expect(await withCode(here.code(secret, 1))).toBe(200);
      expect(await withCode(here.code(secret, 0))).toBe(403);
      here.clock.advance({ minutes: 1 });
      expect(await withCode(here.code(secret, 2))).toBe(403);
    });
    test('the code that added the app is used up', async () => {
      const { secret } = await here.signedIn(email);
      const browser = here.browser();
      await browser.post('/sign-in', { email, password: PASSWORD });
      expect((await browser.post('/sign-in/second-factor', { code: here.code(secret) })).status).toBe(403);
    });
    test('codes cannot be guessed by giving the right password in between', async () => {
      await here.signedIn(email);
      let tries = 0;
      for (; tries < 20; tries += 1) {
        const browser = here.browser();
        if ((await browser.post('/sign-in', { email, password: PASSWORD })).status !== 200) break;
        const answer = await browser.post('/sign-in/second-factor', { code: '000000' });
        if (answer.status === 429) break;
      }
      expect(tries).toBe(5);
    });
    test('one first step leads to one session', async () => {
      const { secret } = await here.signedIn(email);
      here.clock.advance({ minutes: 5 });
      const browser = here.browser();
      await browser.post('/sign-in', { email, password: PASSWORD });
      const step = browser.jar.get('__Host-art33-step') ?? '';
      await browser.post('/sign-in/second-factor', { code: here.code(secret) });
      const again = here.browser();
      again.jar.set('__Host-art33-step', step);
      const answer = await again.post('/sign-in/second-factor', { code: here.code(secret, 1) });
      expect([answer.status, answer.body['type']]).toEqual([409, 'urn:art33:problem:already-used']);
    });
    test('the second step must follow within ten minutes', async () => {
      const { secret } = await here.signedIn(email);
      here.clock.advance({ minutes: 5 });
      const browser = here.browser();
      await browser.post('/sign-in', { email, password: PASSWORD });
      here.clock.advance({ minutes: 10 });
      const answer = await browser.post('/sign-in/second-factor', { code: here.code(secret) });
      expect(answer.body['type']).toBe('urn:art33:problem:sign-in-again');
    });
    test('recovery codes take its place, each once, and few are told', async () => {
      const browser = await here.signedIn(email);
      const { codes } = (await browser.post('/me/recovery-codes')).body as { codes: readonly string[] };
      expect(codes).toHaveLength(10);
      expect(new Set(codes).size).toBe(10);
      const withCode = async (recoveryCode = ''): Promise<number> => {
        const another = here.browser();
        await another.post('/sign-in', { email, password: PASSWORD });
        return (await another.post('/sign-in/second-factor', { recoveryCode })).status;
      };
      expect(await withCode(codes[0])).toBe(200);
      expect(await withCode(codes[0])).toBe(403);
      expect(await withCode(codes[1]?.toLowerCase().replaceAll('-', ' '))).toBe(200);
      expect((await browser.get('/me/factors')).body).toMatchObject({ recoveryCodesLeft: 8, recoveryCodesLow: false });
      for (const code of codes.slice(2, 7)) expect(await withCode(code)).toBe(200);
      expect((await browser.get('/me/factors')).body).toMatchObject({ recoveryCodesLeft: 3, recoveryCodesLow: true });
      await browser.post('/me/recovery-codes');
      expect(await withCode(codes[9])).toBe(403);
      const stored = JSON.stringify(await here.rooms.test.log.readAll(undefined, 1_000));
      expect(codes.some((code) => stored.includes(code))).toBe(false);
    });
  });

  describe('for several organisations', () => {
    const email = 'dpo@extern.example';
    beforeEach(async () => {
      await here.member(email, ['practice', 'privacy-officer'], ['clinic', 'contact']);
    });
    test('is for the one that the request names; unknown and foreign ones are answered alike', async () => {
      const browser = here.browser();
      await browser.post('/sign-in', { email, password: PASSWORD });
      expect((await browser.get('/doors')).body['type']).toBe('urn:art33:problem:organisation-needed');
      const as = async (organisation: string) => {
        browser.headers = { 'Sec-Fetch-Site': 'same-origin', 'Art33-Organisation': organisation };
        return browser.get('/doors');
      };
      expect((await as(PLACES.clinic.id)).body).toMatchObject({
        organisation: PLACES.clinic.id,
        rights: ['controller:contact'],
      });
      expect((await as(PLACES.practice.id)).body).toMatchObject({ rights: ['controller:privacy-officer'] });
      const foreign = await as(PLACES.processor.id);
      const unknown = await as('6f0f6d3e-6c2d-5a52-9d0e-0f5a2b9f3c11');
      expect([foreign.status, unknown.status, unknown.text]).toEqual([404, 404, foreign.text]);
      expect((await as('nonsense')).text).toBe(foreign.text);
    });
    test('lists them with their names and rights', async () => {
      const browser = here.browser();
      await browser.post('/sign-in', { email, password: PASSWORD });
      const { body } = await browser.get('/me');
      expect(body['person']).toMatchObject({ email, name: 'Anna Meier' });
      expect(body['memberships']).toEqual(
        expect.arrayContaining([
          {
            organisation: PLACES.clinic.id,
            name: 'Klinik Muster',
            role: 'controller',
            rights: ['controller:contact'],
            isNarrowed: false,
          },
          {
            organisation: PLACES.practice.id,
            name: 'Praxis Muster',
            role: 'controller',
            rights: ['controller:privacy-officer'],
            isNarrowed: false,
          },
        ]),
      );
    });
  });
});
