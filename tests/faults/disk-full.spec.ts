import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Api, pick, type Answer } from '../../apps/cli/src/api-client.js';
import { MailServer } from '../../libs/delivery/src/testing/mail-server.js';
import { fullFileSystem, limitedFiles, type Disk } from './support/full-disk.js';
import { install, sendNotices, type Installed } from './support/installed.js';
import { LogHistory } from './support/log-history.js';
import { mailsTo, Program, serviceIn, type Ending } from './support/program.js';

const CONTROLLERS = 3;
/** Writes that are tried while there is no room. */
const TRIES = 120;

const ways: readonly (readonly [string, () => Disk | undefined])[] = [
  ['that is full', fullFileSystem],
  ['whose files may grow no further', limitedFiles],
];

for (const [name, make] of ways) {
  const disk = make();
  (disk ? describe : describe.skip)(`the service on a disk ${name}`, () => onDisk(disk as Disk));
}

function onDisk(disk: Disk): void {
  const masterKey = randomBytes(32);
  /** Every write that was tried without room, with its key and its answers: without room, and once there was some. */
  const writes: { readonly key: string; readonly first: Answer; readonly second: Answer }[] = [];
  const reads: number[] = [];
  let installed: Installed;
  let mail: MailServer;
  let before: string;
  let ending: Ending;
  let aliveWhileFull: boolean;
  let listed: readonly string[];
  let history: LogHistory;

  beforeAll(async () => {
    mail = await MailServer.start();
    let takeMails = (): void => undefined;
    const gate = new Promise<undefined>((resolve) => (takeMails = () => resolve(undefined)));
    mail.atText = () => gate;
    const program = Program.start({ env: { ...serviceIn(disk.directory, masterKey), ...mailsTo(mail) } });
    const url = await program.listening();
    installed = await install(url, masterKey, { name: 'ratiomedicus', controllers: CONTROLLERS });
    const api = () => new Api(url, installed.processorToken);
    before = await sendNotices(api(), installed.agreementIds);
    while (mail.atOnce < CONTROLLERS) await sleep(20);

    disk.fill(program.id);
    takeMails();
    const bodyOf = (key: string) => ({ title: key, summary: 'x'.repeat(9_000) });
    const log = (key: string) => api().post('incidents', bodyOf(key), { 'Idempotency-Key': key });
    const firsts: { readonly key: string; readonly first: Answer }[] = [];
    for (let number = 1; number <= TRIES; number += 1) {
      const key = randomUUID();
      firsts.push({ key, first: await log(key) });
      reads.push((await api().get(`incidents/${before}`)).status, (await api().get('incidents')).status);
    }
    await sleep(1_000);
    reads.push((await api().get(`incidents/${before}/notices`)).status);
    aliveWhileFull = program.isRunning;

    disk.makeRoom(program.id);
    await sleep(500);
    for (const { key, first } of firsts) writes.push({ key, first, second: await log(key) });
    const last = api();
    await last.done('post', `incidents/${before}/details`, { note: 'There is room again.' });
    listed = await allIncidents(last);
    do {
      history = await LogHistory.read(disk.directory);
      await sleep(100);
    } while (history.unfinishedMessages().length > 0 || history.of('NoticeDelivered').length < CONTROLLERS);
    ending = await program.stop();
    history = await LogHistory.read(disk.directory);
  });

  afterAll(async () => {
    await Program.killAll();
    await mail.stop();
    disk.remove();
  });

  async function allIncidents(api: Api): Promise<readonly string[]> {
    const page = await api.read('incidents?limit=200');
    return pick<readonly { readonly id: string }[]>(page, 'items').map(({ id }) => id);
  }
  const refused = () => writes.filter(({ first }) => first.status === 503);
  const taken = () => writes.filter(({ first }) => first.status === 201);

  test('answers writes with 503 and a problem, and with nothing else that is no success', () => {
    expect(taken().length).toBeGreaterThan(0);
    expect(refused().length).toBeGreaterThan(TRIES / 2);
    expect(refused().length + taken().length).toBe(TRIES);
    for (const { first } of refused()) {
      expect(first.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(first.body).toMatchObject({ type: 'urn:art33:problem:log-unavailable', status: 503 });
    }
  });

  test('goes on reading', () => {
    expect(new Set(reads)).toEqual(new Set([200]));
  });

  test('runs on', () => {
    expect(aliveWhileFull).toBe(true);
  });

  test('takes the same writes when there is room again', () => {
    expect(new Set(writes.map(({ second }) => second.status))).toEqual(new Set([201]));
  });

  test('loses nothing that it took, and keeps nothing of what it refused: each write stands in the log once', () => {
    for (const { first, second } of taken()) expect(second.body).toEqual(first.body);
    expect(history.events.map(({ logNumber }) => logNumber)).toEqual(history.events.map((_, index) => index));
    const logged = history.of('IncidentLogged');
    const acknowledged = writes.map(({ second }) => pick(second.body, 'events.0.id'));
    expect(new Set(acknowledged).size).toBe(TRIES);
    expect(
      logged
        .slice(1)
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...acknowledged].sort());
    expect(listed).toHaveLength(1 + TRIES);
  });

  test('records what became of the mails that were under way, and sends none twice', () => {
    expect(history.attempts().map(({ outcome }) => outcome)).toEqual(Array(CONTROLLERS).fill('MessageAccepted'));
    expect(mail.received).toHaveLength(CONTROLLERS);
    expect(history.of('NoticeDelivered')).toHaveLength(CONTROLLERS);
  });

  test('stops in order', () => {
    expect(ending).toMatchObject({ code: 0, signal: null });
  });
}
