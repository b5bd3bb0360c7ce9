import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MailServer } from '../../../libs/delivery/src/testing/mail-server.js';
import { freePort } from '../../support/installation.js';
import { install, type Installed } from './installed.js';
import { mailsTo, Program, type Ending, type ProgramEnvironment } from './program.js';

/** The built command line beside a running service of its own, with a processor and some of its customers. */
export class CommandLine {
  private constructor(
    readonly directory: string,
    readonly data: string,
    readonly keyFile: string,
    readonly mail: MailServer,
    readonly env: ProgramEnvironment,
    readonly url: string,
    readonly installed: Installed,
  ) {}

  static async beside({ controllers }: { readonly controllers: number }): Promise<CommandLine> {
    const directory = mkdtempSync(join(tmpdir(), 'art33-cli-'));
    const data = join(directory, 'data');
    const keyFile = join(directory, 'master.key');
    const masterKey = randomBytes(32);
    const mail = await MailServer.start();
    writeFileSync(keyFile, masterKey.toString('base64'), { mode: 0o600 });
    const env: ProgramEnvironment = {
      ART33_DATA: data,
      ART33_PORT: String(await freePort()),
      ART33_MASTER_KEY_FILE: keyFile,
      ART33_LIMITS: 'off',
      ART33_MAIL_FROM: 'Desk <notices@processor.example>',
      ...mailsTo(mail),
    };
    const url = await Program.start({ env }).listening();
    while (!(await fetch(`${url}/health/ready`)).ok) await sleep(20);
    const installed = await install(url, masterKey, { name: 'ratiomedicus', controllers });
    return new CommandLine(directory, data, keyFile, mail, env, url, installed);
  }

  /** Runs a command to its end, as whoever holds the master key. */
  run(...args: readonly string[]): Promise<Ending> {
    return Program.start({ args, env: this.env }).ended();
  }

  /** The same as the processor. */
  runAs(...args: readonly string[]): Promise<Ending> {
    return Program.start({ args, env: this.as(this.installed.processorToken) }).ended();
  }

  as(token: string): ProgramEnvironment {
    return { ...this.env, ART33_TOKEN: token };
  }

  async close(): Promise<void> {
    await Program.killAll();
    await this.mail.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
