import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider, type Adapter, type AdapterPayload } from 'oidc-provider';
import type { Claims } from '../domain/claims.js';

const CLIENT = { clientId: 'art33', clientSecret: 'a-secret-of-the-tests' } as const;

const signingKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });

/** Where a provider keeps one kind of what it gave out. */
class Shelf implements Adapter {
  private readonly kept = new Map<string, AdapterPayload>();

  async upsert(id: string, payload: AdapterPayload): Promise<void> {
    this.kept.set(id, payload);
  }
  async find(id: string): Promise<AdapterPayload | undefined> {
    return this.kept.get(id);
  }
  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return [...this.kept.values()].find((payload) => payload.uid === uid);
  }
  async findByUserCode(): Promise<undefined> {}
  async consume(id: string): Promise<void> {
    const payload = this.kept.get(id);
    if (payload) payload.consumed = Math.floor(Date.now() / 1_000);
  }
  async destroy(id: string): Promise<void> {
    this.kept.delete(id);
  }
  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [id, payload] of this.kept) if (payload.grantId === grantId) this.kept.delete(id);
  }
}

/** A certified provider (oidc-provider) in this process, over real HTTP; whoever comes is signed in as `person`. */
export class RealProvider {
  /** What it says of whoever signs in. */
  person: Claims & { readonly sub: string } = { sub: 'anna' };
  readonly client = CLIENT;

  private constructor(
    readonly url: string,
    private readonly server: Server,
  ) {}

  /** `redirectUris`: where it sends browsers back to, and nowhere else. */
  static async start(redirectUris: readonly string[]): Promise<RealProvider> {
    let handle: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
    const server = createServer((request, response) => handle(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const started = new RealProvider(url, server);
    handle = started.handler(redirectUris);
    return started;
  }

  private handler(redirectUris: readonly string[]): (request: IncomingMessage, response: ServerResponse) => void {
    const provider = new Provider(this.url, {
      clients: [
        {
          client_id: CLIENT.clientId,
          client_secret: CLIENT.clientSecret,
          redirect_uris: [...redirectUris],
        },
      ],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'locale'], groups: ['groups'] },
      jwks: { keys: [{ ...signingKey(), kid: 'one', use: 'sig', alg: 'RS256' }] },
      adapter: () => new Shelf(),
      ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
      cookies: { keys: ['a-key-of-the-tests'] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_, { uid }) => `/interaction/${uid}` },
      findAccount: (_, accountId) => ({ accountId, claims: () => ({ ...this.person, sub: accountId }) }),
      loadExistingGrant: async ({ oidc }) => {
        const grant = new oidc.provider.Grant({
          clientId: oidc.client?.clientId as string,
          accountId: oidc.session?.accountId as string,
        });
        grant.addOIDCScope('openid email profile groups');
        await grant.save();
        return grant;
      },
    });
    const callback = provider.callback();
    const signIn = (request: IncomingMessage, response: ServerResponse): Promise<void> =>
      provider.interactionFinished(request, response, { login: { accountId: this.person.sub } });
    return (request, response) => {
      if (!request.url?.startsWith('/interaction/')) return void callback(request, response);
      signIn(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
    };
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}
