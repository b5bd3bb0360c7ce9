import { setTimeout as sleep } from 'node:timers/promises';
import type { MailServer } from '../../../libs/delivery/src/testing/mail-server.js';
import { Program, type Ending, type ProgramEnvironment } from './program.js';

/** One SIGKILL. Instants in milliseconds since 1970. */
export interface Kill {
  readonly at: number;
  readonly whileStarting: boolean;
  /** SMTP connections that the killed process had open, those included that the server had not taken yet. */
  readonly connections: number;
  /** When the next process listened. */
  readonly restartedAt: number;
}

/** The service on one data directory, killed and started again. */
export class KilledService {
  readonly kills: Kill[] = [];
  private program: Program;
  private listening: Promise<string>;

  constructor(
    private readonly env: ProgramEnvironment,
    private readonly mail: MailServer,
  ) {
    this.program = Program.start({ env });
    this.listening = this.program.listening();
  }

  /** Where it listens now; waits until it does. */
  async url(): Promise<string> {
    for (;;) {
      const url = await this.listening.catch(() => undefined);
      if (url !== undefined && this.program.isRunning) return url;
      await sleep(10);
    }
  }

  /** Kills it some time after its start, or after it began to listen, and once this is so; starts it again at once. */
  async killAfter(milliseconds: number, since: 'start' | 'listening', isTime = () => true): Promise<void> {
    if (since === 'listening') await this.listening;
    await sleep(milliseconds);
    while (!isTime()) await sleep(1);
    const whileStarting = !/listens on/.test(this.program.out);
    const { open, taken } = this.mail;
    const at = Date.now();
    const { signal, err } = await this.program.kill();
    if (signal !== 'SIGKILL') throw new Error(`the service ended by itself: ${err}`);
    await sleep(30);
    const connections = open + this.mail.taken - taken;
    this.program = Program.start({ env: this.env });
    this.listening = this.program.listening();
    const kill = { at, whileStarting, connections, restartedAt: Infinity };
    this.kills.push(kill);
    void this.listening.then(
      () => (kill.restartedAt = Date.now()),
      () => undefined,
    );
  }

  stop(): Promise<Ending> {
    return this.program.stop();
  }
}
