import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ObjectKeyStore, openObjectStore, SqliteEventLog, systemClock } from '@art33/event-log';
import { GrpcServer } from '../../libs/event-log/src/eventstore/testing/grpc-server.js';
import { fill } from '../../libs/event-log/src/moving/source-log.fixture.js';
import { CREDENTIALS, S3Server } from '../../libs/event-log/src/objects/testing/s3-server.js';
import { Program, type Ending } from '../faults/support/program.js';
import { commandsOf } from './support/commands.js';

const PROGRAM = 'npm run art33 -- ';
const shown = commandsOf('docs/operations.md')
  .flatMap(({ script }) => script.split('\n'))
  .filter((line) => line.startsWith(`${PROGRAM}migrate `))
  .map((line) => line.slice(PROGRAM.length));

describe('docs/operations.md: the commands that move a log there and back', () => {
  const directory = mkdtempSync(join(tmpdir(), 'art33-docs-moving-'));
  const data = join(directory, 'data');
  let server: GrpcServer;
  let s3: S3Server;
  beforeAll(async () => {
    server = await GrpcServer.start();
    s3 = await S3Server.start();
    mkdirSync(data);
    const log = await SqliteEventLog.open({ file: join(data, 'log.db'), clock: systemClock });
    await fill(log, 50);
    await log.close();
    const objects = await openObjectStore({ address: undefined, dataDirectory: data });
    await (await ObjectKeyStore.open({ objects, masterKey: Buffer.alloc(32, 1), mayBegin: true })).keyFor('person:1');
    await objects.close();
  });
  afterAll(async () => {
    await Program.killAll();
    await server.stop();
    await s3.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  /** As it stands there, but for the places, and with the answer that a reader gives. */
  const run = (line: string): Promise<Ending> => {
    const words = (line.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^'(.*)'$/, '$1'));
    const args = words.map((word) =>
      word
        .replace(/^esdb:.*/, server.url)
        .replace(/^s3:.*/, s3.address('moved'))
        .replace(/^(sqlite:)?data$/, `$1${data}`),
    );
    const isTold = args.some((word) => ['--yes', '--verify'].includes(word));
    return Program.start({ args: isTold ? args : [...args, '--yes'], env: CREDENTIALS }).ended();
  };

  test('are three', () => expect(shown).toHaveLength(3));

  test('do what is said of them', async () => {
    const [there, back, verify] = shown as [string, string, string];
    expect(await run(there)).toMatchObject({ code: 0, out: expect.stringContaining('The two logs are the same') });
    renameSync(join(data, 'log.db'), join(directory, 'log.db'));
    expect(await run(back)).toMatchObject({ code: 0, out: expect.stringContaining('copied: 50 events') });
    expect(await run(verify)).toMatchObject({ code: 0, out: expect.stringContaining('The two logs are the same') });
  });
});
