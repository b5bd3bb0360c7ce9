import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Deadline } from '@art33/deadlines';
import { messageStream } from '@art33/delivery';
import { deriveId, type StoredEvent } from '@art33/event-log';
import { Api } from '../../apps/cli/src/api-client.js';
import { MailServer } from '../../libs/delivery/src/testing/mail-server.js';
import { FULL } from '../support/full.js';
import { Chance } from './support/chance.js';
import { install } from './support/installed.js';
import { KilledService } from './support/killed-service.js';
import { LogHistory } from './support/log-history.js';
import { mailsTo, Program, serviceIn, type ProgramEnvironment } from './support/program.js';
import { Promises, Writer } from './support/writers.js';

/** `ART33_SEED` repeats the moments of an earlier run. */
const KILLS = FULL ? 50 : 4;
const SEED = Number(process.env['ART33_SEED'] ?? Date.now() % 1_000_000);
const WRITERS = 4;
const CONTROLLERS = 8;
const ON_CALL = 'on-call@processor.example';
/** How long everything may take to become final by itself after a restart, in milliseconds. */
const FINAL_WITHIN = 5 * 60_000;

const field = <T>({ data }: StoredEvent, name: string): T => (data as Readonly<Record<string, T>>)[name] as T;

describe(`the service, killed ${KILLS} times under load`, () => {
  const directory = mkdtempSync(join(tmpdir(), 'art33-kill-'));
  const masterKey = randomBytes(32);
  const promises = new Promises();
  let mail: MailServer;
  let env: ProgramEnvironment;
  let service: KilledService;
  let history: LogHistory;
  let listed: readonly string[];
  let finalAfter: number;
  let exit: number | null;

  /** Duties with a due time; all lie in the past when the writers have ended. */
  const dated = (log: LogHistory): readonly StoredEvent[] =>
    log.of('DutyOpened').filter((duty) => field<Deadline>(duty, 'deadline').due !== null);

  /** The alert that each event about a deadline must lead to: one per incident, step and due time. */
  const alertsDue = (log: LogHistory): readonly string[] =>
    log.of('DeadlineApproaching', 'DeadlineMissed').map((event) => {
      const { incidentId } = field<{ readonly incidentId: string }>(event, 'notice');
      const missed = event.type === 'DeadlineMissed';
      const [step, due] = missed
        ? ['missed', field<string>(event, 'wasDue')]
        : [field<string>(event, 'step'), field<string>(event, 'due')];
      return messageStream(deriveId('alert', incidentId, step, due, ON_CALL));
    });

  /** Nothing is left to send, every duty that is due has been fulfilled or missed, and the alerts are out. */
  const isQuiet = (log: LogHistory): boolean => {
    const settled = new Set(log.of('DeadlineMissed', 'DutyFulfilled').map((event) => field<string>(event, 'dutyId')));
    const prepared = new Set(log.of('MessagePrepared').map(({ stream }) => stream));
    return (
      log.unfinishedMessages().length === 0 &&
      dated(log).every((duty) => settled.has(field(duty, 'dutyId'))) &&
      alertsDue(log).every((stream) => prepared.has(stream)) &&
      log.of('NoticeSent').length === promises.sendings.reduce((sum, { count }) => sum + count, 0)
    );
  };

  beforeAll(
    async () => {
      const chance = new Chance(SEED);
      mail = await MailServer.start();
      let underWay = 0;
      mail.atText = async () => {
        underWay += 1;
        await sleep(chance.between(5, 150));
        underWay -= 1;
        return undefined;
      };
      env = { ...serviceIn(directory, masterKey), ...mailsTo(mail) };
      service = new KilledService(env, mail);
      const options = { name: 'ratiomedicus', controllers: CONTROLLERS, onCall: ON_CALL } as const;
      const { processorToken: token, agreementIds } = await install(await service.url(), masterKey, options);

      const url = () => service.url();
      const writers = Array.from(
        { length: WRITERS },
        (_, number) =>
          new Writer(`writer-${number}`, { url, token, agreementIds, chance: new Chance(SEED + number), promises }),
      );
      const working = Promise.all(writers.map((writer) => writer.work()));
      const killing = (async () => {
        for (let kill = 1; kill <= KILLS; kill += 1) {
          // Every fourth moment is chosen: a mail is under way.
          if (kill % 4 === 0) await service.killAfter(chance.between(0, 500), 'listening', () => underWay > 0);
          else if (chance.next() < 0.2) await service.killAfter(chance.between(0, 900), 'start');
          else await service.killAfter(chance.between(0, 2_000), 'listening');
        }
        await service.url();
        await sleep(500);
        for (const writer of writers) writer.stop();
      })();
      await Promise.all([killing, working]);

      const restartedAt = service.kills.at(-1)?.restartedAt ?? NaN;
      for (;;) {
        history = await LogHistory.read(directory);
        finalAfter = Date.now() - restartedAt;
        if (isQuiet(history) || finalAfter > FINAL_WITHIN) break;
        await sleep(250);
      }
      listed = await allIncidents(new Api(await service.url(), token));
      ({ code: exit } = await service.stop());
      history = await LogHistory.read(directory);
      process.stdout.write(`${report()}\n`);
    },
    FINAL_WITHIN + KILLS * 10_000,
  );

  afterAll(async () => {
    await Program.killAll();
    await mail.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  /** The attempts that each kill cut off. */
  const cutOff = () =>
    service.kills.map((kill, index) => {
      const from = service.kills[index - 1]?.at ?? 0;
      const attempts = history.attempts().filter(({ startedAt }) => startedAt > from && startedAt <= kill.at);
      return { kill, unknown: attempts.filter(({ outcome }) => outcome === 'MessageUnknown').length };
    });

  const report = (): string => {
    const attempts = history.attempts();
    const unknown = attempts.filter(({ outcome }) => outcome === 'MessageUnknown').length;
    return [
      `seed ${SEED}: ${KILLS} kills, ${service.kills.filter(({ whileStarting }) => whileStarting).length} of them while starting`,
      `${history.events.length} events, ${promises.events.length} of them acknowledged by name; ${promises.incidents.length} incidents; ${promises.brokenOff} requests broke off`,
      `${history.of('NoticeSent').length} notices sent, ${history.of('MessagePrepared').length} messages, ${attempts.length} attempts, ${unknown} unknown`,
      `unknown/connections by kill: ${cutOff()
        .map(({ kill, unknown: count }) => `${count}/${kill.connections}`)
        .join(' ')}`,
      `${history.of('DeadlineMissed').length} deadlines missed; everything final ${(finalAfter / 1000).toFixed(1)} s after the last restart`,
    ].join('\n');
  };

  async function allIncidents(api: Api): Promise<readonly string[]> {
    const ids: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await api.read(`incidents?limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      ids.push(...(page['items'] as readonly { readonly id: string }[]).map(({ id }) => id));
      cursor = page['nextCursor'] as string | null;
    }
    return ids;
  }

  test('was killed as often as said, also with mails under way', () => {
    expect(service.kills).toHaveLength(KILLS);
    expect(history.of('MessageUnknown').length).toBeGreaterThan(0);
  });

  test('loses nothing that it acknowledged', () => {
    const lost = promises.events.filter(({ id, type, logNumber }) => {
      const found = history.events[logNumber];
      return found?.id !== id || found.type !== type;
    });
    expect(lost).toEqual([]);
    const sent = history.of('NoticeSent').map((event) => field<{ incidentId: string }>(event, 'notice').incidentId);
    for (const { incidentId, count } of promises.sendings)
      expect(sent.filter((id) => id === incidentId)).toHaveLength(count);
  });

  test('shows every incident once, and none that nobody logged', () => {
    expect([...listed].sort()).toEqual([...promises.incidents].sort());
  });

  test('numbers the log without a gap, each stream too', () => {
    expect(history.events.map(({ logNumber }) => logNumber)).toEqual(history.events.map((_, index) => index));
    const next = new Map<string, number>();
    for (const { stream, revision } of history.events) {
      expect(revision).toBe(next.get(stream) ?? 0);
      next.set(stream, revision + 1);
    }
  });

  test('records nothing twice', () => {
    expect(new Set(history.events.map(({ id }) => id)).size).toBe(history.events.length);
    const stream = (event: StoredEvent): string => event.stream;
    for (const type of [
      'IncidentLogged',
      'NoticeOpened',
      'NoticeDrafted',
      'NoticeApproved',
      'NoticeSent',
      'CaseOpened',
    ])
      expect({ type, repeated: history.repeated(type, stream) }).toEqual({ type, repeated: [] });
    for (const type of ['MessagePrepared', 'MessageAccepted'])
      expect({ type, repeated: history.repeated(type, stream) }).toEqual({ type, repeated: [] });
    for (const type of ['DutyOpened', 'DutyFulfilled'])
      expect(history.repeated(type, (event) => field(event, 'dutyId'))).toEqual([]);
    expect(history.repeated('NoticeDelivered', (event) => field(event, 'messageId'))).toEqual([]);
  });

  test('leaves at most as many sendings unknown as it had connections open', () => {
    for (const { kill, unknown } of cutOff()) expect(unknown).toBeLessThanOrEqual(kill.connections);
  });

  test('brings every message to its end without a person, within five minutes', () => {
    expect(history.unfinishedMessages()).toEqual([]);
    expect(finalAfter).toBeLessThan(FINAL_WITHIN);
    for (const { message, outcome, startedAt } of history.attempts()) {
      if (outcome !== 'MessageUnknown') continue;
      const restartedAt = service.kills.find(({ at }) => at > startedAt)?.restartedAt ?? NaN;
      const ended = history.of('MessageAccepted').find(({ stream }) => stream === message);
      expect(Date.parse(ended?.recordedAt ?? '') - restartedAt).toBeLessThan(FINAL_WITHIN);
    }
  });

  test('sends every notice to every recipient and every alert, and a second copy only where it said "unknown"', () => {
    const prepared = new Map(
      history.of('MessagePrepared').map((event) => [event.stream, field<string>(event, 'headerMessageId')]),
    );
    const about = history.of('MessagePrepared').map((event) => field<{ kind: string; id: string }>(event, 'about'));
    for (const { stream, data } of history.of('NoticeSent')) {
      const { recipients } = data as unknown as { readonly recipients: readonly string[] };
      const messages = about.filter(({ kind, id }) => kind === 'notice' && stream === `notice-${id}`);
      expect(messages).toHaveLength(recipients.length);
    }
    expect([...prepared.keys()]).toEqual(expect.arrayContaining([...alertsDue(history)]));
    const copies = new Map<string, number>();
    for (const { raw } of mail.received) {
      const id = /^Message-ID: (.*)$/im.exec(raw.toString('latin1'))?.[1]?.trim() ?? '';
      copies.set(id, (copies.get(id) ?? 0) + 1);
    }
    const unknown = new Map<string, number>();
    for (const { stream } of history.of('MessageUnknown')) unknown.set(stream, (unknown.get(stream) ?? 0) + 1);
    for (const [stream, header] of prepared) {
      expect(copies.get(header)).toBeGreaterThanOrEqual(1);
      expect(copies.get(header)).toBeLessThanOrEqual(1 + (unknown.get(stream) ?? 0));
    }
    expect(copies.size).toBe(prepared.size);
  });

  test('misses no deadline twice, and no open one in silence', () => {
    expect(
      history.repeated(
        'DeadlineMissed',
        (event) => `${field<string>(event, 'dutyId')} ${field<string>(event, 'wasDue')}`,
      ),
    ).toEqual([]);
    const missed = new Set(history.of('DeadlineMissed').map((event) => field<string>(event, 'dutyId')));
    const fulfilled = new Set(history.of('DutyFulfilled').map((event) => field<string>(event, 'dutyId')));
    const silent = dated(history).filter((duty) => {
      const id = field<string>(duty, 'dutyId');
      return !missed.has(id) && !fulfilled.has(id);
    });
    expect(missed.size).toBeGreaterThan(0);
    expect(silent).toEqual([]);
  });

  test('stops in order at last, and its read models show what the log says', async () => {
    expect(exit).toBe(0);
    const { code, out, err } = await Program.start({ env, args: ['replay'] }).ended();
    expect({ code, out, err }).toMatchObject({ code: 0, err: '' });
    expect(out).toMatch(/no difference/);
  });
});
