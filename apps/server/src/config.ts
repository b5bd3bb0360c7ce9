import { resolve } from 'node:path';
import type { MailIdentity, SmtpSettings } from '@art33/delivery';
import { KeyUnusable, loadMasterKey } from '@art33/event-log';

/** Everything the service is told from outside. */
export interface Config {
  /** Holds the log, the keys, the read models and, without SMTP settings, the mails. */
  readonly dataDirectory: string;
  readonly host: string;
  readonly port: number;
  /** What links in mails begin with. */
  readonly publicUrl: string;
  readonly mail: MailIdentity;
  /** Undefined: mails become .eml files in `<data>/mails`. */
  readonly smtp: SmtpSettings | undefined;
}

/** One setting that cannot be used. */
export interface ConfigFault {
  readonly setting: string;
  readonly rule: string;
}

export class ConfigInvalid extends Error {
  constructor(readonly faults: readonly ConfigFault[]) {
    super(
      `the configuration cannot be used:\n${faults.map(({ setting, rule }) => `  ${setting}: ${rule}`).join('\n')}`,
    );
  }
}

type Fault = (setting: string, rule: string) => void;
type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment. Reports every fault at once by throwing `ConfigInvalid`.
 *
 * | variable | meaning | default |
 * | --- | --- | --- |
 * | ART33_DATA | data directory | ./data |
 * | ART33_HOST, ART33_PORT | where to listen | 127.0.0.1, 3333 |
 * | ART33_PUBLIC_URL | what links in mails begin with | http://host:port |
 * | ART33_MAIL_FROM | sender's address, `Name <address>` or an address | notices@localhost |
 * | ART33_MAIL_BOUNCES | domain of the return addresses | that of the sender |
 * | ART33_SMTP_URL | `smtp://user:password@host:port` or `smtps://…` | none: mails become .eml files |
 * | ART33_SMTP_TLS | `required`, `opportunistic` or `none` | required |
 * | ART33_SMTP_TRANSPORT | `relay`, or `recipient` where the server is the recipients' own | relay |
 *
 * The master key is read apart from these: see `readSettings`.
 */
export function readConfig(environment: Env): Config {
  const faults: ConfigFault[] = [];
  const fault: Fault = (setting, rule) => void faults.push({ setting, rule });
  const isEmpty = ([setting, value]: readonly [string, string | undefined]) =>
    setting.startsWith('ART33_') && value?.trim() === '';
  for (const [setting] of Object.entries(environment).filter(isEmpty))
    fault(setting, 'is empty: give a value or leave it out');
  const env: Env = Object.fromEntries(Object.entries(environment).filter((entry) => !isEmpty(entry)));
  const host = env['ART33_HOST'] ?? '127.0.0.1';
  const port = Number(env['ART33_PORT'] ?? '3333');
  const isPort = Number.isInteger(port) && port >= 0 && port <= 65_535;
  if (!isPort) fault('ART33_PORT', 'a whole number from 0 to 65535');
  const publicUrl = env['ART33_PUBLIC_URL'] ?? `http://${host.includes(':') ? `[${host}]` : host}:${isPort ? port : 0}`;
  if (!URL.canParse(publicUrl) || !/^https?:$/.test(new URL(publicUrl).protocol))
    fault('ART33_PUBLIC_URL', 'an http or https address');
  const mail = readMail(env, fault);
  const smtp = readSmtp(env, mail, new URL(URL.canParse(publicUrl) ? publicUrl : 'http://localhost').hostname, fault);
  if (faults.length > 0) throw new ConfigInvalid(faults);
  return {
    dataDirectory: resolve(env['ART33_DATA'] ?? 'data'),
    host,
    port,
    publicUrl: publicUrl.replace(/\/+$/, ''),
    mail,
    smtp,
  };
}

/**
 * What every command that opens the stores is told: the configuration and the master key (see `loadMasterKey`). Throws
 * `ConfigInvalid` with the faults of both, and `KeyUnusable` where only the key is at fault.
 */
export function readSettings(env: Env): { readonly config: Config; readonly masterKey: Uint8Array } {
  try {
    return { config: readConfig(env), masterKey: loadMasterKey(env) };
  } catch (error) {
    throw error instanceof ConfigInvalid ? new ConfigInvalid([...error.faults, ...keyFaults(env)]) : error;
  }
}

function keyFaults(env: Env): readonly ConfigFault[] {
  try {
    loadMasterKey(env);
    return [];
  } catch (error) {
    if (!(error instanceof KeyUnusable)) throw error;
    return [{ setting: 'master key', rule: error.message }];
  }
}

const ADDRESS = /^[^\s<>@]+@[^\s<>@]+$/;

function readMail(env: Env, fault: Fault): MailIdentity {
  const text = env['ART33_MAIL_FROM'] ?? 'art33 <notices@localhost>';
  const named = /^(.*?)\s*<([^<>]+)>$/.exec(text);
  const address = (named?.[2] ?? text).trim();
  if (!ADDRESS.test(address)) fault('ART33_MAIL_FROM', 'an address, or `Name <address>`');
  const name = (named?.[1] ?? '').replace(/^"(.*)"$/, '$1') || 'art33';
  const bounces = env['ART33_MAIL_BOUNCES'];
  if (bounces !== undefined && !/^[a-z0-9.-]+$/i.test(bounces))
    fault('ART33_MAIL_BOUNCES', 'a domain, e.g. bounces.example.com');
  return { from: { name, address }, returnPathDomain: bounces ?? address.slice(address.indexOf('@') + 1) };
}

const TLS = ['required', 'opportunistic', 'none'] as const;
const TRANSPORTS = ['relay', 'recipient'] as const;

function readSmtp(env: Env, mail: MailIdentity, ehloName: string, fault: Fault): SmtpSettings | undefined {
  const text = env['ART33_SMTP_URL'];
  const tls = oneOf(TLS, env['ART33_SMTP_TLS'], 'ART33_SMTP_TLS', fault);
  const transport = oneOf(TRANSPORTS, env['ART33_SMTP_TRANSPORT'], 'ART33_SMTP_TRANSPORT', fault);
  if (text === undefined) return undefined;
  if (!URL.canParse(text) || !/^smtps?:$/.test(new URL(text).protocol))
    return void fault('ART33_SMTP_URL', 'smtp://host:port or smtps://host:port');
  const url = new URL(text);
  if (url.hostname === '') return void fault('ART33_SMTP_URL', 'a server name');
  const implicit = url.protocol === 'smtps:';
  const auth = url.username
    ? { auth: { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) } }
    : {};
  return {
    ...mail,
    ...auth,
    host: url.hostname,
    port: Number(url.port) || (implicit ? 465 : 587),
    tls: implicit ? 'implicit' : tls,
    ehloName,
    transport,
  };
}

function oneOf<T extends string>(values: readonly T[], value: string | undefined, setting: string, fault: Fault): T {
  const found = values.find((one) => one === value);
  if (value !== undefined && found === undefined) fault(setting, `one of ${values.join(', ')}`);
  return found ?? (values[0] as T);
}
