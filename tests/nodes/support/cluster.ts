import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventStoreLog, systemClock } from '@art33/event-log';
import { MailServer } from '../../../libs/delivery/src/testing/mail-server.js';
import { CREDENTIALS, S3Server } from '../../../libs/event-log/src/objects/testing/s3-server.js';
import { freePort } from '../../support/installation.js';
import { mailsTo, Program, serviceIn, type ProgramEnvironment } from '../../faults/support/program.js';

/** One node of an installation: a process of its own with a data directory of its own. */
export interface Node {
  readonly name: string;
  readonly directory: string;
  readonly env: ProgramEnvironment;
  readonly program: Program;
  readonly url: string;
}

/** Nodes of one installation: they share a log on a server, a bucket, a mail server and the master key. */
export class NodesOfOne {
  readonly masterKey = randomBytes(32);
  readonly logName = `i-${randomUUID().slice(0, 18)}`;
  private readonly base = mkdtempSync(join(tmpdir(), 'art33-nodes-'));

  private readonly ports = new Map<string, number>();
  private reader: Promise<EventStoreLog> | undefined;

  private constructor(
    readonly eventStore: string,
    readonly objects: S3Server,
    readonly mail: MailServer,
  ) {}

  static async on(eventStore: string): Promise<NodesOfOne> {
    return new NodesOfOne(eventStore, await S3Server.start(), await MailServer.start());
  }

  environment(name: string): ProgramEnvironment {
    return {
      ...serviceIn(this.directory(name), this.masterKey),
      ...(this.ports.has(name) && { ART33_PORT: String(this.ports.get(name)) }),
      ...mailsTo(this.mail),
      ...CREDENTIALS,
      ART33_OBJECTS: this.objects.address('installation'),
      ART33_EVENTSTORE: this.eventStore,
      ART33_EVENTSTORE_NAME: this.logName,
    };
  }

  directory(name: string): string {
    const directory = join(this.base, name);
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return directory;
  }

  /** Starts a node, or one that was there before; resolves when it is ready. */
  async start(
    name: string,
    { under = [], build = '.', ...more }: { under?: readonly string[]; build?: string; env?: ProgramEnvironment } = {},
  ) {
    // The command line looks for the service where the settings say.
    if (!this.ports.has(name)) this.ports.set(name, await freePort());
    const env = { ...this.environment(name), ...more.env };
    const program = Program.start({ env, under, build });
    const url = await program.listening();
    while (!(await fetch(`${url}/health/ready`)).ok) await sleep(50);
    const node: Node = { name, directory: this.directory(name), env, program, url };
    return node;
  }

  /** The log as it is on the server, read by none of the nodes. */
  async log(): Promise<EventStoreLog> {
    this.reader ??= EventStoreLog.open({
      url: this.eventStore,
      name: this.logName,
      node: randomUUID(),
      file: join(this.directory('reader'), 'replica.db'),
      clock: systemClock,
    });
    return this.reader;
  }

  async end(): Promise<void> {
    await (await this.reader)?.close();
    await Program.killAll();
    await this.mail.stop();
    await this.objects.stop();
    rmSync(this.base, { recursive: true, force: true, maxRetries: 3 });
  }
}
