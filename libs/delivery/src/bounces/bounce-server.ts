import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { tokenOf } from '../smtp/settings.js';
import type { BounceIntake } from './intake.js';

export interface BounceServerOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** The domain of the return addresses; mail for anywhere else is refused. */
  readonly domain: string;
  /** Certificate and key (PEM); without them the server offers no TLS. */
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly intake: BounceIntake;
  readonly onError: (error: unknown) => void;
}

const MAX_BYTES = 10 * 1024 * 1024;

const refusal = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode });

/** A small SMTP server that takes mail for return addresses and nothing else. */
export class BounceServer {
  private readonly server: SMTPServer;

  constructor(private readonly options: BounceServerOptions) {
    const { domain, intake, onError, tls } = options;
    const tokenAt = (address: string): string | undefined =>
      address.toLowerCase().endsWith(`@${domain.toLowerCase()}`) ? tokenOf(address) : undefined;
    this.server = new SMTPServer({
      ...tls,
      disabledCommands: ['AUTH', ...(tls ? [] : ['STARTTLS'])],
      disableReverseLookup: true,
      size: MAX_BYTES,
      rejectOversized: true,
      maxClients: 50,
      socketTimeout: 60_000,
      onRcptTo: ({ address }, _, done) =>
        done(tokenAt(address) === undefined ? refusal(550, '5.1.1 no such address here') : null),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => {
          if (!stream.sizeExceeded) chunks.push(chunk);
        });
        stream.on('end', () => {
          const raw = Buffer.concat(chunks);
          const tokens = session.envelope.rcptTo.flatMap(({ address }) => tokenAt(address) ?? []);
          Promise.all(tokens.map((token) => intake.take(raw, token))).then(
            () => done(null, 'taken'),
            (error: unknown) => {
              onError(error);
              done(refusal(451, '4.3.0 cannot take it now'));
            },
          );
        });
      },
    });
    this.server.on('error', onError);
  }

  /** Resolves with the port when the server listens; rejects where it cannot. */
  async start(): Promise<number> {
    const { host, port } = this.options;
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
    return (this.server.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}
