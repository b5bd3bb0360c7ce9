import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { issueToken, operatorToken } from '@art33/identity';
import type { Clock } from '@art33/event-log';
import { processorId } from '@art33/parties';
import { SMTPServer } from 'smtp-server';
import { Api, pick } from '../../apps/cli/src/api-client.js';
import { readConfig } from '../../apps/server/src/config.js';
import { startService, type Service } from '../../apps/server/src/service.js';

/** One processor's service with real HTTP and real mail, as the benches use it. */
export interface BenchInstallation {
  readonly service: Service;
  readonly processor: BenchProcessor;
  readonly operator: Api;
  stop(): Promise<void>;
}

export interface BenchProcessor {
  readonly id: string;
  readonly termsId: string;
  readonly api: Api;
  readonly token: string;
}

/** Everything is sealed under this key: a bench protects nothing. */
export const MASTER_KEY = Buffer.alloc(32, 7);

/** Where mails are taken. */
export interface MailServerPlace {
  readonly port: number;
}

/** A mail server that takes everything and keeps a count. */
export class MailSink {
  taken = 0;
  bytes = 0;
  private constructor(
    private readonly server: SMTPServer,
    readonly port: number,
  ) {}

  static async start(): Promise<MailSink> {
    const server = new SMTPServer({
      authOptional: true,
      hideSTARTTLS: true,
      disableReverseLookup: true,
      hideDSN: false,
      onData: (stream, _session, done) => {
        stream.on('data', (chunk: Buffer) => (sink.bytes += chunk.length));
        stream.on('end', () => {
          sink.taken += 1;
          done();
        });
      },
    });
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const sink: MailSink = new MailSink(server, (server.server.address() as { readonly port: number }).port);
    return sink;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

/** What a service is told here; more settings may be given. */
export const settingsOf = (dataDirectory: string, more: Readonly<Record<string, string>> = {}) =>
  readConfig({
    ART33_DATA: dataDirectory,
    ART33_PORT: '0',
    ART33_SMTP_TLS: 'none',
    ART33_LOG_LEVEL: 'warn',
    ART33_LIMITS: 'off',
    ...more,
  });

/** Starts a service in this process; mails go to `mail`, and where there is none into a folder. */
export async function startInstallation(options: {
  readonly dataDirectory: string;
  readonly clock: Clock;
  readonly mail?: MailServerPlace;
  readonly settings?: Readonly<Record<string, string>>;
}): Promise<BenchInstallation> {
  const { dataDirectory, clock, mail, settings } = options;
  const smtp: Readonly<Record<string, string>> = mail
    ? { ART33_SMTP_URL: `smtp://127.0.0.1:${mail.port}`, ART33_SMTP_TRANSPORT: 'recipient' }
    : {};
  const config = settingsOf(dataDirectory, { ...smtp, ...settings });
  const service = await startService({ config, masterKey: MASTER_KEY, clock });
  const operator = new Api(service.url, operatorToken(MASTER_KEY));
  const text = readFileSync('examples/terms/ratiomedicus.yaml', 'utf8');
  const id = processorId('ratiomedicus-gmbh');
  await operator.done('post', 'terms-imports', { files: [{ name: 'ratiomedicus.yaml', text }], dryRun: false });
  const { token, outcome } = await issueToken(service.stores.commands, {
    organisation: id,
    role: 'processor',
    label: 'bench',
  });
  await service.stores.models.waitFor(outcome.position!, 600_000);
  const api = new Api(service.url, token);
  const processor = { id, termsId: pick<string>(await api.read('terms'), 'items.0.id'), api, token };
  return { service, processor, operator, stop: () => service.close() };
}

/** Asks again and again, at most every `every` milliseconds, until the answer is yes. */
export async function until(isSo: () => Promise<boolean> | boolean, every = 20): Promise<void> {
  while (!(await isSo())) await sleep(every);
}
