import { setTimeout as sleep } from 'node:timers/promises';
import { testContext } from '@art33/event-log';
import { batchDecider, batchStream, type BatchCommand } from '../domain/batch.js';
import { dispatchOf } from '../read-model/dispatch.js';
import { dispatchInWords } from '../read-model/dispatch-words.js';
import type { MessagesToCome } from '../read-model/to-come.js';
import { dueMessages } from '../read-model/outbox.js';
import { DeliveryTest } from '../testing/harness.js';
import { MailServer, smtpError } from '../testing/mail-server.js';
import { DEFAULT_LIMITS, type DispatchLimits } from './limits.js';

let test: DeliveryTest;
let server: MailServer;
beforeEach(async () => {
  test = await DeliveryTest.open();
  server = await MailServer.start();
});
afterEach(async () => {
  await test.close();
  await server.stop();
});

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);
const to = (number: number, domain: string) => ({
  recipient: { contactId: `contact-${number}`, address: `praxis-${number}@${domain}` },
});
const outbox = (limits: Partial<DispatchLimits>) =>
  test.outbox(server.port, { limits: { ...DEFAULT_LIMITS, ...limits } });
const addresses = () => server.received.map((mail) => mail.to[0] ?? '');
const steer = async (batch: string, type: BatchCommand['type']) =>
  test.shown(await test.base.commands.run(batchDecider, batchStream(batch), { type }, testContext()));

/** How many texts the server took at the same time at most, by domain and in all. */
function watchLines(hold: number) {
  const most = new Map<string, number>();
  const now = new Map<string, number>();
  const count = (name: string, by: number) => {
    const lines = (now.get(name) ?? 0) + by;
    now.set(name, lines);
    most.set(name, Math.max(most.get(name) ?? 0, lines));
  };
  server.atText = async (raw) => {
    const domain = /^To: \S+@(\S+)/im.exec(raw.toString('latin1'))?.[1] ?? '';
    for (const name of [domain, 'all']) count(name, 1);
    await sleep(hold);
    for (const name of [domain, 'all']) count(name, -1);
    return undefined;
  };
  return most;
}

describe('limits, at a real server', () => {
  it('hold lines to the server and to each domain', async () => {
    for (const number of range(30)) await test.prepare(number, to(number, ['a', 'b', 'c'][number % 3] + '.example'));
    const most = watchLines(30);
    await outbox({ connections: 5, domainConnections: 2 }).idle();
    expect(server.received).toHaveLength(30);
    expect(most.get('all')).toBe(5);
    for (const domain of ['a.example', 'b.example', 'c.example']) expect(most.get(domain)).toBe(2);
    expect(server.connections).toBeLessThanOrEqual(5);
  });

  it('hold the number within a minute, and a domain at its limit holds up no other', async () => {
    for (const number of range(20)) {
      await test.prepare(number, to(number, number <= 15 ? 'a.example' : 'b.example'));
      test.base.clock.advance({ milliseconds: 1 });
    }
    const sending = outbox({ domainConnections: 10, perMinute: 12, domainPerMinute: 8 });
    await sending.idle();
    const count = (domain: string) => addresses().filter((address) => address.endsWith(domain)).length;
    expect([count('a.example'), count('b.example')]).toEqual([8, 4]);
    test.base.clock.advance({ seconds: 59 });
    await sending.idle();
    expect(server.received).toHaveLength(12);
    test.base.clock.advance({ seconds: 1 });
    await sending.idle();
    expect([count('a.example'), count('b.example')]).toEqual([15, 5]);
  });

  it('let a slow domain have its lines, and the others theirs', async () => {
    for (const number of range(6)) await test.prepare(number, to(number, 'slow.example'));
    for (const number of range(20)) await test.prepare(100 + number, to(100 + number, `${number}.example`));
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    server.atText = (raw) =>
      /slow\.example/.test(raw.toString('latin1')) ? released.then(() => undefined) : undefined;
    const sending = outbox({ connections: 4, domainConnections: 2 });
    sending.start();
    while (server.received.length < 20) await sleep(10);
    expect(addresses().some((address) => address.endsWith('slow.example'))).toBe(false);
    release();
    await sending.idle();
    expect(server.received).toHaveLength(26);
  });

  it('leave a domain alone that defers one after the other', async () => {
    for (const number of range(20)) await test.prepare(number, to(number, 'refusing.example'));
    for (const number of range(5)) await test.prepare(100 + number, to(100 + number, 'b.example'));
    let asked = 0;
    server.atRecipient = (address) => {
      if (!address.endsWith('refusing.example')) return undefined;
      asked += 1;
      return smtpError(451, 'later');
    };
    await outbox({ connections: 5, domainConnections: 2 }).idle();
    expect(asked).toBeLessThanOrEqual(4);
    expect(server.received).toHaveLength(5);
  });

  it('back off from a server that says 421, and send everything once it takes mail again', async () => {
    for (const number of range(12)) await test.prepare(number, to(number, `${number}.example`));
    let asked = 0;
    server.atRecipient = () => {
      asked += 1;
      return smtpError(421, 'too many connections');
    };
    const sending = outbox({ connections: 4 });
    await sending.idle();
    expect(asked).toBeLessThanOrEqual(4);
    server.atRecipient = () => undefined;
    await sending.idle();
    expect(server.received).toHaveLength(0);
    test.base.clock.advance({ seconds: 1 });
    await sending.idle();
    expect(server.received.length).toBeGreaterThanOrEqual(8);
    test.base.clock.advance({ minutes: 2 });
    await sending.idle();
    expect(server.received).toHaveLength(12);
  });
});

describe('the order of messages', () => {
  it('is that of the due times that they serve; without one they come last, tried again or not', async () => {
    const due = ['T12:00', 'T10:00', undefined, 'T11:00'].map((time) => time && `2026-03-03${time}:00.000Z`);
    for (const [index, dueBy] of due.entries()) {
      await test.prepare(index + 1, dueBy === undefined ? {} : { dueBy });
      test.base.clock.advance({ seconds: 1 });
    }
    const refusals = [smtpError(451, 'later')];
    server.atRecipient = () => refusals.shift();
    const sending = outbox({ connections: 1 });
    await sending.idle();
    test.base.clock.advance({ minutes: 2 });
    await sending.idle();
    expect(addresses().map((address) => /\d+/.exec(address)?.[0])).toEqual(['4', '1', '3', '2']);
    expect(server.received).toHaveLength(4);
  });

  it('is found at once among 100,000 that wait, also where the first half may not be sent to', async () => {
    const insert = test.rawModels().prepare(
      `INSERT INTO delivery_messages (id, organisation, about_kind, about_id, channel, language, rank, return_path_token,
         due_by, domain, deferred, state, prepared_at, due_at)
       VALUES (?, 'processor', 'notice', 'n', 'smtp', 'de', 1, ?, ?, ?, ?, 'prepared', '2026-03-01T00:00:00.000Z', ?)`,
    );
    const at = (number: number) => new Date(Date.UTC(2026, 2, 1) + number).toISOString();
    test.rawModels().transaction(() => {
      for (const number of range(100_000)) {
        const [domain, deferred] = [number <= 50_000 ? 'full.example' : `${number}.example`, number % 10 === 0 ? 1 : 0];
        insert.run(`m-${number}`, `t-${number}`, at(number), domain, deferred, at(number));
      }
    })();
    const took = (blocked: readonly string[]): number => {
      const times = range(5).map(() => {
        const begun = performance.now();
        expect(dueMessages(test.db, '2026-03-02T00:00:00.000Z', 20, blocked)).toHaveLength(20);
        return performance.now() - begun;
      });
      return Math.min(...times);
    };
    expect(took([])).toBeLessThan(20);
    expect(took(['full.example'])).toBeLessThan(200);
  });
});

describe('a batch', () => {
  it('that is held waits, also what is written later; once released it goes', async () => {
    await test.prepare(1, { batch: 'night' });
    await test.prepare(2);
    await steer('night', 'hold');
    await test.prepare(3, { batch: 'night' });
    const sending = outbox({});
    await sending.idle();
    expect(addresses()).toEqual(['praxis-2@klinik.example']);
    const now = test.base.clock.instant;
    expect(dispatchOf(test.db, { organisation: 'processor', toCome: [] }, DEFAULT_LIMITS, now)).toMatchObject({
      waiting: 2,
      held: 2,
      inFlight: 0,
      estimatedFinishedAt: null,
    });
    await steer('night', 'release');
    await sending.idle();
    expect(server.received).toHaveLength(3);
  });

  it('that is cancelled gives up what has not been started, and nothing that has gone', async () => {
    const gone = await test.prepare(1, { batch: 'night' });
    const sending = outbox({});
    await sending.idle();
    const waiting = await test.prepare(2, { batch: 'night' });
    await steer('night', 'cancel');
    await sending.idle();
    expect([await test.story(gone), await test.story(waiting)]).toEqual(['started accepted', 'givenup']);
    expect((await test.events(waiting)).at(-1)?.data).toMatchObject({ why: 'cancelled', attempts: 0 });
    expect(server.received).toHaveLength(1);
  });
});

describe('a cancelled batch', () => {
  it('is given up at once, whatever the limits, and takes nobody else’s place', async () => {
    const cancelled: string[] = [];
    for (const number of range(25)) cancelled.push(await test.prepare(number, { batch: 'night' }));
    test.base.clock.advance({ seconds: 1 });
    const other = await test.prepare(100);
    await steer('night', 'cancel');
    await outbox({ perMinute: 1, domainPerMinute: 1 }).idle();
    expect(await Promise.all(cancelled.map((id) => test.story(id)))).toEqual(cancelled.map(() => 'givenup'));
    expect(await test.story(other)).toBe('started accepted');
    expect(addresses()).toEqual(['praxis-100@klinik.example']);
  });
});

describe('how sending goes', () => {
  it('is measured against the due times, in their order', async () => {
    const now = test.base.clock.instant;
    const inMinutes = (minutes: number) => new Date(Date.parse(now) + minutes * 60_000).toISOString();
    for (const number of range(10)) await test.prepare(number, { dueBy: inMinutes(number <= 5 ? 6 : 60) });
    const dispatch = (perMinute: number) =>
      dispatchOf(test.db, { organisation: 'processor', toCome: [] }, { ...DEFAULT_LIMITS, perMinute }, now);
    expect(dispatch(1)).toEqual({
      waiting: 10,
      held: 0,
      toCome: 0,
      toComeHeld: 0,
      inFlight: 0,
      sentInLastMinute: 0,
      estimatedFinishedAt: inMinutes(10),
      earliestDue: inMinutes(6),
      inTime: true,
    });
    expect(dispatch(0.5)).toMatchObject({ estimatedFinishedAt: inMinutes(20), inTime: false });
    expect(dispatchOf(test.db, { organisation: 'somebody', toCome: [] }, DEFAULT_LIMITS, now)).toMatchObject({
      waiting: 0,
      inTime: null,
      estimatedFinishedAt: null,
    });
  });

  it('counts what is still to be written, by its domain and its due time', async () => {
    const now = test.base.clock.instant;
    const inMinutes = (minutes: number) => new Date(Date.parse(now) + minutes * 60_000).toISOString();
    for (const number of range(3)) await test.prepare(number, { dueBy: inMinutes(20) });
    const limits = { ...DEFAULT_LIMITS, perMinute: 10, domainPerMinute: 2 };
    const coming = (domain: string, count: number, held = false) => ({ domain, count, dueBy: inMinutes(20), held });
    const sending = (...toCome: readonly MessagesToCome[]) =>
      dispatchOf(test.db, { organisation: 'processor', toCome }, limits, now);
    expect(sending()).toMatchObject({ estimatedFinishedAt: inMinutes(1.5), inTime: true });
    const late = sending(coming('klinik.example', 47), coming('praxis.example', 10));
    expect(late).toMatchObject({ waiting: 3, toCome: 57, estimatedFinishedAt: inMinutes(25), inTime: false });
    expect(dispatchInWords(late, now).en).toBe(
      '3 messages are waiting, 57 more are still to be written; the last one will have gone in about 25 min. ' +
        'The earliest due time is in 20 min: at this pace not all go out in time.',
    );
    const paused = sending(coming('klinik.example', 47, true));
    expect(paused).toMatchObject({ toCome: 47, toComeHeld: 47, estimatedFinishedAt: inMinutes(1.5), inTime: false });
  });

  it('says of what is paused that nothing of it goes out, and names no minute', async () => {
    const now = test.base.clock.instant;
    for (const number of range(3)) await test.prepare(number, { batch: 'night' });
    await steer('night', 'hold');
    const toCome = [{ domain: 'klinik.example', count: 4, dueBy: null, held: true }];
    const paused = dispatchOf(test.db, { organisation: 'processor', batch: 'night', toCome }, DEFAULT_LIMITS, now);
    expect(paused).toMatchObject({ waiting: 3, held: 3, toCome: 4, toComeHeld: 4, estimatedFinishedAt: null });
    expect(dispatchInWords(paused, now)).toEqual({
      de: 'Angehalten: 3 Nachrichten warten, 4 weitere sind noch zu schreiben. Davon geht nichts hinaus, bis jemand die Sendung fortsetzt.',
      en: 'On hold: 3 messages are waiting, 4 more are still to be written. Nothing of it goes out until somebody resumes the sending.',
    });
  });
});
