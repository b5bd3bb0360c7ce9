import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operatorToken, type TokenRole } from '@art33/identity';
import { readConfig } from '../../../server/src/config.js';
import { startService, type Service } from '../../../server/src/service.js';
import { paths } from '../../../server/src/stores.js';
import { Api, pick } from '../api-client.js';
import { MailWorld } from './mail-world.js';
import { StoryClock } from './story-clock.js';

const BEFORE_THE_STORY = '2026-10-01T08:00+02:00';

/** The installation that the demo plays in: the real service, a real mail server, a data directory and a key of its own. */
export class DemoWorld {
  private constructor(
    readonly dataDirectory: string,
    private readonly masterKey: Uint8Array,
    readonly clock: StoryClock,
    readonly mail: MailWorld,
    readonly service: Service,
    readonly url: string,
  ) {}

  /** Starts before the story, on the configured port, or on another where that one is taken. */
  static async start(): Promise<DemoWorld> {
    const dataDirectory = mkdtempSync(join(tmpdir(), 'art33-demo-'));
    // Also where the demo breaks off.
    process.once('exit', () => rmSync(dataDirectory, { recursive: true, force: true }));
    const masterKey = randomBytes(32);
    const clock = new StoryClock();
    clock.jumpTo(BEFORE_THE_STORY);
    const mail = new MailWorld(paths(dataDirectory).bounces, clock);
    const mailPort = await mail.listen();
    const port = await freePort(readConfig(process.env).port);
    const config = readConfig({
      ART33_DATA: dataDirectory,
      ART33_PORT: String(port),
      ART33_MAIL_FROM: 'Security Desk <notices@processor.example>',
      ART33_SMTP_URL: `smtp://127.0.0.1:${mailPort}`,
      ART33_SMTP_TLS: 'none',
      ART33_LOG_LEVEL: 'warn',
      ART33_LIMITS: 'off',
    });
    const service = await startService({ config, masterKey, clock });
    // Browsers count by what answers say the time is: here that is the story's.
    service.app
      .getHttpServer()
      .prependListener('request', (_request: IncomingMessage, response: ServerResponse) =>
        response.setHeader('Date', new Date(clock.now()).toUTCString()),
      );
    return new DemoWorld(dataDirectory, masterKey, clock, mail, service, `http://127.0.0.1:${port}`);
  }

  /** Speaks as whoever runs the installation. */
  get operator(): Api {
    return new Api(this.url, operatorToken(this.masterKey));
  }

  /** A fresh API token of an organisation. */
  async token(organisation: string, role: TokenRole): Promise<string> {
    return pick(await this.operator.done('post', 'tokens', { organisation, role, label: 'demo' }), 'token');
  }

  /** The story goes on at a later instant: what was due by then is noticed, and everything follows that follows. */
  async at(instant: string): Promise<void> {
    await this.service.settled();
    this.clock.jumpTo(instant);
    await this.service.tick();
    await this.service.settled();
  }

  /** Stops everything and leaves nothing behind. */
  async close(): Promise<void> {
    await this.service.close();
    await this.mail.close();
    rmSync(this.dataDirectory, { recursive: true, force: true });
  }
}

/** The wanted port where it is free, otherwise one that is. */
async function freePort(wanted: number): Promise<number> {
  for (const port of [wanted, 0]) {
    const server = createServer();
    const found = await new Promise<number | undefined>((resolve) => {
      server.once('error', () => resolve(undefined));
      server.listen(port, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
    });
    if (found === undefined) continue;
    await new Promise((resolve) => server.close(resolve));
    return found;
  }
  throw new Error('this machine has no free port');
}
