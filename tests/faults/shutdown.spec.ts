import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Api } from '../../apps/cli/src/api-client.js';
import { MailServer } from '../../libs/delivery/src/testing/mail-server.js';
import { install, sendNotices, type Installed } from './support/installed.js';
import { LogHistory } from './support/log-history.js';
import { mailsTo, Program, serviceIn, type Ending } from './support/program.js';

/** How long stopping may take here, in seconds, and what starting to exit may cost on a busy machine. */
const BOUND = 4;
const SLACK = 2_500;

describe('The service, told to stop', () => {
  const directory = mkdtempSync(join(tmpdir(), 'art33-stop-'));
  const masterKey = randomBytes(32);
  let mail: MailServer;
  let program: Program;
  let url: string;
  let installed: Installed;
  let atText = 0;
  let textTakes = 0;

  beforeAll(async () => {
    mail = await MailServer.start();
    mail.atText = async () => {
      atText += 1;
      await sleep(textTakes);
      return undefined;
    };
  });
  afterAll(async () => {
    await Program.killAll();
    await mail.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const start = async (bound = BOUND): Promise<void> => {
    atText = 0;
    program = Program.start({
      env: { ...serviceIn(directory, masterKey), ...mailsTo(mail), ART33_SHUTDOWN_SECONDS: String(bound) },
    });
    url = await program.listening();
    while (!(await fetch(`${url}/health/ready`)).ok) await sleep(20);
    installed ??= await install(url, masterKey, { name: 'ratiomedicus', controllers: 2 });
  };
  beforeEach(() => start());
  afterEach(() => program.kill());

  const stopped = async (): Promise<Ending & { readonly took: number }> => {
    const begun = Date.now();
    return { ...(await program.stop()), took: Date.now() - begun };
  };
  const orderly = { code: 0, signal: null, out: expect.stringContaining('art33 has stopped') as string };
  const mailUnderWay = async (milliseconds: number): Promise<void> => {
    textTakes = milliseconds;
    await sendNotices(new Api(url, installed.processorToken), installed.agreementIds);
    while (atText < 2) await sleep(10);
  };
  const outcomes = async (): Promise<readonly (string | undefined)[]> =>
    (await LogHistory.read(directory)).attempts().map(({ outcome }) => outcome);

  test('with nothing under way ends at once with exit code 0', async () => {
    const ending = await stopped();
    expect(ending).toMatchObject(orderly);
    expect(ending.took).toBeLessThan(SLACK);
  });

  test('lets mails under way be accepted, and records that', async () => {
    await mailUnderWay(1_500);
    expect(await stopped()).toMatchObject(orderly);
    expect((await outcomes()).slice(-2)).toEqual(['MessageAccepted', 'MessageAccepted']);
  });

  test('breaks mails off that outlast the bound, and records that their fate is unknown', async () => {
    await mailUnderWay(60_000);
    const ending = await stopped();
    expect(ending).toMatchObject(orderly);
    expect(ending.took).toBeGreaterThan(BOUND * 500);
    expect(ending.took).toBeLessThan(BOUND * 1_000 + SLACK);
    expect((await outcomes()).slice(-2)).toEqual(['MessageUnknown', 'MessageUnknown']);
  });

  test('told again ends at once with exit code 1, and the next start finds a whole log', async () => {
    await mailUnderWay(60_000);
    process.kill(program.id, 'SIGTERM');
    process.kill(program.id, 'SIGTERM');
    await sleep(1_200);
    expect(program.isRunning).toBe(true);
    const ending = await stopped();
    expect(ending).toMatchObject({ code: 1, err: expect.stringContaining('told again to stop') as string });
    expect(ending.took).toBeLessThan(1_500);
    textTakes = 0;
    await start();
    expect(await stopped()).toMatchObject(orderly);
  });

  /** A request whose body comes later. */
  const halfRequest = async (): Promise<{ readonly socket: Socket; finish(): Promise<string> }> => {
    const body = JSON.stringify({
      title: 'x',
      summary: 'x',
      awareness: [{ fact: 'suspicion-known', at: new Date().toISOString() }],
    });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.setEncoding('utf8');
    let heard = '';
    socket.on('data', (text: string) => (heard += text)).on('error', () => undefined);
    socket.write(
      [
        'POST /api/v1/incidents HTTP/1.1',
        'Host: localhost',
        `Authorization: Bearer ${installed.processorToken}`,
        'Content-Type: application/json',
        `Content-Length: ${Buffer.byteLength(body)}`,
        '',
        body.slice(0, 10),
      ].join('\r\n'),
    );
    await sleep(200);
    return {
      socket,
      finish: async () => {
        socket.write(body.slice(10));
        await new Promise((resolve) => socket.once('close', resolve));
        return heard;
      },
    };
  };

  test('is not ready any more, but answers the request under way', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ready = (): Promise<number | undefined> =>
      new Promise((resolve) => {
        get(`${url}/health/ready`, { agent }, (answer) => {
          answer.resume().on('end', () => resolve(answer.statusCode));
        }).on('error', () => resolve(undefined));
      });
    expect(await ready()).toBe(200);
    const request = await halfRequest();
    const ending = stopped();
    while ((await ready()) === 200) await sleep(20);
    expect(await request.finish()).toMatch(/^HTTP\/1\.1 201 /);
    expect(await ending).toMatchObject(orderly);
    agent.destroy();
  });

  test('cuts a request that never ends', async () => {
    const { socket } = await halfRequest();
    const ending = await stopped();
    expect(ending).toMatchObject(orderly);
    expect(ending.took).toBeLessThan(BOUND * 1_000 + SLACK);
    socket.destroy();
  });

  test('ends streams of events, so that their readers go elsewhere', async () => {
    const { processorToken } = installed;
    // As long as it would wait for a request that never ends: longer than any machine takes to stop.
    const patient = 20;
    await program.kill();
    await start(patient);
    const answer = await fetch(`${url}/api/v1/live`, { headers: { Authorization: `Bearer ${processorToken}` } });
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    const ended = answer.text();
    const ending = await stopped();
    expect(ending).toMatchObject(orderly);
    expect(ending.took).toBeLessThan(patient * 1_000);
    await ended.catch(() => undefined);
  });
});
