import { generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Claims } from '../domain/claims.js';

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const keys = () => generateKeyPairSync('rsa', { modulusLength: 2048 });

/** What a provider that keeps to the rules would send, to be spoilt by a test. */
export interface Answer {
  claims: Claims;
  header: Readonly<Record<string, unknown>>;
  key: KeyObject;
}

/** A small provider that signs with real keys, and sends what no sound one would. */
export class FaultyProvider {
  /** Changes what comes back instead of an ID token that is sound. */
  spoil: (answer: Answer) => void = () => undefined;
  /** Changes what it says of itself. */
  describe: (metadata: Record<string, unknown>) => void = () => undefined;
  /** Added to the address that the browser is sent back to. */
  comeBack: (callback: URL) => void = () => undefined;
  /** The status of every answer but its description; undefined: as it should be. */
  status: number | undefined;
  userinfo: Claims | undefined;
  /** How the last client showed its secret. */
  shown: 'basic' | 'post' | undefined;
  /** Paths that were asked, in order. */
  readonly asked: string[] = [];
  private readonly key = keys();
  readonly otherKey: KeyObject = keys().privateKey;
  private readonly nonces = new Map<string, string>();

  private constructor(
    readonly url: string,
    private readonly server: Server,
  ) {}

  static async start(): Promise<FaultyProvider> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const provider = new FaultyProvider(url, server);
    server.on(
      'request',
      (request: IncomingMessage, response: ServerResponse) => void provider.answer(request, response),
    );
    return provider;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    this.asked.push(url.pathname);
    const json = (body: unknown, status = 200): void =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (url.pathname === '/.well-known/openid-configuration') return json(this.metadata());
    if (this.status !== undefined) return json({}, this.status);
    if (url.pathname === '/authorize') return this.sendBack(url, response);
    if (url.pathname === '/jwks')
      return json({
        keys: [{ ...this.key.publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }],
      });
    if (url.pathname === '/userinfo') return json(this.userinfo ?? {});
    if (url.pathname === '/token') return json(await this.tokens(request));
    return json({}, 404);
  }

  private metadata(): Record<string, unknown> {
    const metadata: Record<string, unknown> = {
      issuer: this.url,
      authorization_endpoint: `${this.url}/authorize`,
      token_endpoint: `${this.url}/token`,
      jwks_uri: `${this.url}/jwks`,
      ...(this.userinfo && { userinfo_endpoint: `${this.url}/userinfo` }),
      response_types_supported: ['code'],
      id_token_signing_alg_values_supported: ['RS256'],
    };
    this.describe(metadata);
    return metadata;
  }

  private sendBack({ searchParams }: URL, response: ServerResponse): void {
    const code = randomUUID();
    this.nonces.set(code, searchParams.get('nonce') ?? '');
    const callback = new URL(searchParams.get('redirect_uri') as string);
    callback.searchParams.set('code', code);
    callback.searchParams.set('state', searchParams.get('state') as string);
    this.comeBack(callback);
    response.writeHead(303, { location: callback.href }).end();
  }

  private async tokens(request: IncomingMessage): Promise<unknown> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const form = new URLSearchParams(body);
    this.shown = request.headers.authorization?.startsWith('Basic ')
      ? 'basic'
      : form.has('client_secret')
        ? 'post'
        : undefined;
    const now = Math.floor(Date.now() / 1_000);
    const answer: Answer = {
      claims: {
        iss: this.url,
        aud: form.get('client_id') ?? 'art33',
        sub: 'anna',
        iat: now,
        exp: now + 300,
        nonce: this.nonces.get(form.get('code') ?? ''),
        email: 'anna@klinik.example',
        email_verified: true,
        groups: ['security'],
      },
      header: { alg: 'RS256', kid: 'one', typ: 'JWT' },
      key: this.key.privateKey,
    };
    this.spoil(answer);
    const signed = `${encoded(answer.header)}.${encoded(answer.claims)}`;
    const signature =
      answer.header['alg'] === 'none' ? '' : sign('sha256', Buffer.from(signed), answer.key).toString('base64url');
    return { access_token: randomUUID(), token_type: 'Bearer', expires_in: 300, id_token: `${signed}.${signature}` };
  }
}
