import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueToken, operatorToken, type TokenRole } from '@art33/identity';
import { TestClock } from '@art33/event-log';
import { processorId } from '@art33/parties';
import { readConfig } from '../../apps/server/src/config.js';
import { startService, type Service } from '../../apps/server/src/service.js';
import type { Logs } from '../../apps/server/src/telemetry/logs.js';
import { CuttingProxy, type Cut } from '../../libs/delivery/src/testing/cutting-proxy.js';
import { MailServer } from '../../libs/delivery/src/testing/mail-server.js';
import type { SMTPServerOptions } from 'smtp-server';
import { Api, pick } from '../../apps/cli/src/api-client.js';

/** The three processors, by their ids in the terms files. */
export const PROCESSORS = {
  cgm: 'compugroup-medical-deutschland-ag',
  ratiomedicus: 'ratiomedicus-gmbh',
  lumitra: 'lumitra-gmbh',
} as const;
export type ProcessorName = keyof typeof PROCESSORS;

export const termsFile = (name: ProcessorName): string =>
  readFileSync(join('examples', 'terms', `${name}.yaml`), 'utf8');

/** `2026-10-23T21:40+02:00` → UTC with milliseconds, as the service prints instants. */
export const utc = (text: string): string => new Date(text).toISOString();

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

/** A processor with its token. */
export interface Processor {
  readonly id: string;
  readonly termsId: string;
  readonly api: Api;
}

/** A controller's record with its agreement, its contacts and its token. */
export interface Controller {
  readonly id: string;
  readonly agreementId: string;
  readonly contactIds: readonly string[];
  readonly api: Api;
}

export interface InstallationOptions {
  readonly startAt: string;
  /** Whose server the mail server plays; default: the recipients' own. */
  readonly transport?: 'relay' | 'recipient';
  /** Whether mail goes out only encrypted; default: never encrypted. */
  readonly tls?: 'required' | 'none';
  /** What the mail server does not offer or take, beside what it does by itself. */
  readonly mail?: SMTPServerOptions;
  /** Further settings, by their variables. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Where its log goes; default: standard output. */
  readonly logger?: Logs;
  /** Where the line to the mail server breaks, one connection after the other; the rest pass. */
  readonly cuts?: readonly Cut[];
}

/** A whole installation: real service, real HTTP, real SMTP, its own data directory, and a clock that tests set. */
export class Installation {
  readonly dataDirectory = mkdtempSync(join(tmpdir(), 'art33-'));
  readonly masterKey = randomBytes(32);
  private constructor(
    readonly clock: TestClock,
    readonly mail: MailServer,
    private readonly line: CuttingProxy | undefined,
    private readonly port: number,
    private readonly options: InstallationOptions,
  ) {}
  service!: Service;

  static async start(options: InstallationOptions): Promise<Installation> {
    const mail = await MailServer.start(options.mail);
    const line = options.cuts && (await CuttingProxy.start(mail.port, options.cuts));
    const clock = new TestClock(utc(options.startAt));
    const installation = new Installation(clock, mail, line, await freePort(), options);
    await installation.startService();
    return installation;
  }

  async startService(): Promise<void> {
    const { transport = 'recipient', tls = 'none' } = this.options;
    const config = readConfig({
      ART33_DATA: this.dataDirectory,
      ART33_PORT: String(this.port),
      ART33_SMTP_URL: `smtp://127.0.0.1:${(this.line ?? this.mail).port}`,
      ART33_SMTP_TLS: tls,
      ART33_SMTP_TRANSPORT: transport,
      ART33_MAIL_FROM: 'Security Desk <notices@processor.example>',
      ART33_LOG_LEVEL: 'warn',
      // The clock stands still while tests ask, so every minute is the same one.
      ART33_LIMITS: 'off',
      ...this.options.settings,
    });
    this.service = await startService({
      config,
      masterKey: this.masterKey,
      clock: this.clock,
      ...(this.options.logger && { logger: this.options.logger }),
    });
  }

  /** Stops the service in order; the data stay. */
  async stopService(): Promise<void> {
    await this.service.close();
  }

  async stop(): Promise<void> {
    await this.service.close();
    await this.line?.stop();
    await this.mail.stop();
    rmSync(this.dataDirectory, { recursive: true, force: true });
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }
  get operator(): Api {
    return new Api(this.url, operatorToken(this.masterKey));
  }

  /** Resolves when everything has happened that follows from what the log holds. */
  settled(): Promise<void> {
    return this.service.settled();
  }

  /**
   * Lets everything follow that belongs to the time before, moves the clock, looks at the deadlines as the service would
   * within a second, and lets everything follow again.
   */
  async at(instant: string): Promise<void> {
    await this.settled();
    this.clock.set(utc(instant));
    await this.service.tick();
    await this.settled();
  }

  async token(organisation: string, role: TokenRole): Promise<Api> {
    const { token, outcome } = await issueToken(this.service.stores.commands, { organisation, role, label: 'test' });
    if (outcome.position !== undefined) await this.service.stores.models.waitFor(outcome.position, 60_000);
    return new Api(this.url, token);
  }

  /** Imports the processor's real terms and gives its token. */
  async processor(name: ProcessorName): Promise<Processor> {
    await this.operator.done('post', 'terms-imports', {
      files: [{ name: `${name}.yaml`, text: termsFile(name) }],
      dryRun: false,
    });
    await this.service.settled();
    const id = processorId(PROCESSORS[name]);
    const api = await this.token(id, 'processor');
    return { id, termsId: pick(await api.read('terms'), 'items.0.id'), api };
  }

  /** Registers a controller with contacts and concludes its agreement. */
  async controller(
    processor: Processor,
    options: {
      readonly name?: string;
      readonly emails?: readonly string[];
      readonly from?: string;
      readonly language?: 'de' | 'en';
    } = {},
  ): Promise<Controller> {
    const {
      name = 'Praxis Dr. Muster',
      emails = ['praxis@example.org'],
      from = '2026-01-01',
      language = 'de',
    } = options;
    const registered = await processor.api.done('post', 'controllers', {
      name,
      address: { street: 'Weg 1', postalCode: '87435', city: 'Kempten' },
      land: 'BY',
      language,
    });
    const id: string = pick(registered, 'id');
    const contactIds: string[] = [];
    for (const email of emails) {
      const contact = await processor.api.done('post', `controllers/${id}/contacts`, {
        name: 'Anna Muster',
        email,
        language,
        purposes: ['breach-notices'],
      });
      contactIds.push(pick(contact, 'id'));
    }
    const agreement = await processor.api.done('post', 'agreements', {
      controllerId: id,
      termsId: processor.termsId,
      termsVersion: 1,
      from,
    });
    return { id, agreementId: pick(agreement, 'id'), contactIds, api: await this.token(id, 'controller') };
  }
}
