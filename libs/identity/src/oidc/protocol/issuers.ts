import {
  allowInsecureRequests,
  ClientSecretBasic,
  ClientSecretPost,
  clockSkew,
  Configuration,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  getJwksCache,
  None,
  setJwksCache,
  type ClientAuth,
  type ServerMetadata,
} from 'openid-client';
import type { Clock } from '@art33/event-log';
import { issuerUrlFault, type Egress } from './egress.js';
import { SignInRefused } from './refused.js';

/** As much of an issuer as the protocol asks for. */
export interface IssuerClient {
  readonly issuerId: string;
  readonly url: string;
  readonly clientId: string;
  /** Null: none, PKCE alone. */
  readonly clientSecret: string | null;
  readonly scopes: readonly string[];
}

interface Known {
  readonly url: string;
  readonly metadata: Promise<ServerMetadata>;
  /** Milliseconds since 1970. */
  until: number;
  keys?: NonNullable<ReturnType<typeof getJwksCache>>;
}

/** An issuer's description is asked for again after an hour; one that did not answer, after five seconds. */
const KEPT_MILLISECONDS = 3_600_000;
const FAILED_MILLISECONDS = 5_000;
/** Of one request, in seconds. */
const TIMEOUT_SECONDS = 5;
/** More descriptions are not kept: the oldest makes room. */
const MOST_KEPT = 1_000;

/** What issuers say of themselves (OpenID Connect Discovery 1.0), kept for a while on this node. */
export class IssuerDirectory {
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly egress: Egress,
    private readonly clock: Clock,
  ) {}

  /** What the protocol needs to speak with an issuer as one client of it. Throws `SignInRefused`. */
  async configuration(client: IssuerClient): Promise<Configuration> {
    const known = this.lookUp(client);
    const metadata = await known.metadata;
    const { clientId, clientSecret } = client;
    // What the injected clock says counts for expiry, as everywhere.
    const skew = Math.round((this.clock.now() - Date.now()) / 1_000);
    const configuration = new Configuration(metadata, clientId, { [clockSkew]: skew }, shown(clientSecret, metadata));
    this.equip(configuration, client.url);
    // Whoever stands between us and the token endpoint cannot make up a person: the signature is looked at, not only TLS.
    enableNonRepudiationChecks(configuration);
    if (known.keys) setJwksCache(configuration, known.keys);
    return configuration;
  }

  /** Keeps the keys that were fetched for one answer, for the next. */
  keepKeys({ issuerId }: IssuerClient, configuration: Configuration): void {
    const known = this.known.get(issuerId);
    const keys = getJwksCache(configuration);
    if (known && keys) known.keys = keys;
  }

  private lookUp(client: IssuerClient): Known {
    const { issuerId, url } = client;
    const now = this.clock.now();
    const before = this.known.get(issuerId);
    if (before && before.url === url && before.until > now) return before;
    this.known.delete(issuerId);
    const [oldest] = this.known.keys();
    if (this.known.size >= MOST_KEPT && oldest !== undefined) this.known.delete(oldest);
    const asked: Known = { url, metadata: this.discover(client), until: now + KEPT_MILLISECONDS };
    asked.metadata.catch(() => (asked.until = now + FAILED_MILLISECONDS));
    this.known.set(issuerId, asked);
    return asked;
  }

  private async discover({ url, clientId }: IssuerClient): Promise<ServerMetadata> {
    try {
      if (issuerUrlFault(url, this.egress) !== undefined) throw new TypeError(`${url} may not be asked`);
      const found = await discovery(new URL(url), clientId, undefined, None(), {
        timeout: TIMEOUT_SECONDS,
        [customFetch]: this.egress.fetch as never,
        ...(isInsecure(url) && { execute: [allowInsecureRequests] }),
      });
      return sound(found.serverMetadata(), url, this.egress);
    } catch (cause) {
      throw new SignInRefused('issuer-away', { cause });
    }
  }

  private equip(configuration: Configuration, url: string): void {
    configuration.timeout = TIMEOUT_SECONDS;
    configuration[customFetch] = this.egress.fetch as never;
    if (isInsecure(url)) allowInsecureRequests(configuration);
  }
}

/** How the secret is shown: as the standard has it where nothing is said (OpenID Connect Discovery 1.0, section 3). */
function shown(secret: string | null, { token_endpoint_auth_methods_supported: ways }: ServerMetadata): ClientAuth {
  if (secret === null) return None();
  const isBasic = ways === undefined || ways.includes('client_secret_basic');
  return isBasic ? ClientSecretBasic(secret) : ClientSecretPost(secret);
}

const isInsecure = (url: string): boolean => new URL(url).protocol === 'http:';

/**
 * The library lets some issuers answer under another name (Entra ID's for several tenants, where anybody's tenant would do).
 * Here an issuer is exactly the one that was named. Where it sends browsers is looked at like what we ask ourselves.
 */
function sound(metadata: ServerMetadata, url: string, { urlFault }: Egress): ServerMetadata {
  if (new URL(metadata.issuer).href !== new URL(url).href) throw new TypeError(`it calls itself ${metadata.issuer}`);
  const { authorization_endpoint: door } = metadata;
  const fault = door === undefined ? 'names no address' : urlFault(door);
  if (fault !== undefined) throw new TypeError(`authorization_endpoint: ${fault}`);
  return { ...metadata };
}
