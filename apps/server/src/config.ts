import { resolve } from 'node:path';
import type { DispatchLimits, MailIdentity, SmtpSettings } from '@art33/delivery';
import { KeyUnusable, loadMasterKey, type S3Address } from '@art33/event-log';
import type { RequestLimits } from '@art33/http';
import type { SessionLimits } from '@art33/identity';
import { givenSettings, type ConfigFault, type Env, type GivenSettings } from './config/given.js';
import { Unfit } from './config/setting.js';
import { settingList, type Risk, type SettingValues } from './config/settings.js';
import type { LogLevel } from './telemetry/logs.js';

export type { ConfigFault } from './config/given.js';

/** A log on EventStoreDB. */
export interface EventStoreAddress {
  /** The client's connection string; may hold a password. */
  readonly url: string;
  /** What the names of the log's streams begin with. */
  readonly name: string;
}

/** Everything the service is told from outside; each setting is declared in config/settings.ts. */
export interface Config {
  /** Holds the log, the read models and, where nothing else is set, keys, attachments and mails. */
  readonly dataDirectory: string;
  /** Where keys and attachments are kept; undefined: in the data directory. */
  readonly objects: S3Address | undefined;
  /** Where the log is kept; undefined: in a file in the data directory. */
  readonly eventStore: EventStoreAddress | undefined;
  readonly host: string;
  readonly port: number;
  /** What links in mails begin with. */
  readonly publicUrl: string;
  /** How long the links in mails are good. */
  readonly linkDays: number;
  readonly mail: MailIdentity;
  /** Undefined: mails become .eml files in `<data>/mails`. */
  readonly smtp: SmtpSettings | undefined;
  /** How much mail goes out at once. */
  readonly dispatch: DispatchLimits;
  /** Proxies that are believed when they say whom they speak for: addresses or ranges. */
  readonly trustedProxies: readonly string[];
  /** False: whoever stands in front limits how much is asked. */
  readonly limitsOn: boolean;
  readonly requestLimits: RequestLimits;
  /** How long a session lasts without anything being asked, and at most, in milliseconds. */
  readonly sessionLimits: SessionLimits;
  /** Whether webhooks may lead to private addresses, and over http. */
  readonly webhooksPrivate: boolean;
  /** Whether issuers may be at private addresses, and over http on this machine. */
  readonly issuersPrivate: boolean;
  /** How long stopping may take, in milliseconds. */
  readonly shutdownMilliseconds: number;
  /** What is refused in production, and wanted all the same. */
  readonly acceptedRisks: readonly Risk[];
  /** Who may read the metrics. */
  readonly metrics: 'operator' | 'open' | 'off';
  /** Undefined: what fits the output. */
  readonly logLevel: LogLevel | undefined;
  /** Where traces are sent; undefined: nowhere. */
  readonly otlpUrl: string | undefined;
}

export class ConfigInvalid extends Error {
  constructor(
    readonly faults: readonly ConfigFault[],
    what = 'the configuration cannot be used',
  ) {
    super(`${what}:\n${faults.map(({ setting, rule }) => `  ${setting}: ${rule}`).join('\n')}`);
  }
}

/**
 * Reads the environment and the settings file that `ART33_CONFIG` names; the environment wins. Reports every fault at once
 * by throwing `ConfigInvalid`. The master key is read apart from these: see `readSettings`.
 */
export function readConfig(env: Env): Config {
  const { given, faults } = givenSettings(env);
  const parsed = parseAll(given);
  const all = [...faults, ...parsed.faults, ...passwordFaults(parsed.values, given)];
  if (all.length > 0) throw new ConfigInvalid(all);
  return configOf(parsed.values);
}

/**
 * What every command that opens the stores is told: the configuration and the master key (see `loadMasterKey`). Throws
 * `ConfigInvalid` with the faults of both, and `KeyUnusable` where only the key is at fault.
 */
export function readSettings(env: Env): { readonly config: Config; readonly masterKey: Uint8Array } {
  try {
    return { config: readConfig(env), masterKey: readMasterKey(env) };
  } catch (error) {
    throw error instanceof ConfigInvalid ? new ConfigInvalid([...error.faults, ...keyFaults(env)]) : error;
  }
}

/** Throws `KeyUnusable`. */
function readMasterKey(env: Env): Uint8Array {
  const { masterKey, masterKeyFile } = givenSettings(env).given;
  return loadMasterKey({ ART33_MASTER_KEY: masterKey?.text, ART33_MASTER_KEY_FILE: masterKeyFile?.text });
}

function keyFaults(env: Env): readonly ConfigFault[] {
  try {
    readMasterKey(env);
    return [];
  } catch (error) {
    if (!(error instanceof KeyUnusable)) throw error;
    return [{ setting: 'master key', rule: error.message }];
  }
}

function parseAll(given: GivenSettings['given']): { readonly values: SettingValues; readonly faults: ConfigFault[] } {
  const faults: ConfigFault[] = [];
  const values = settingList.map(([name, { parse, fallback }]) => {
    const one = given[name];
    if (one === undefined) return [name, fallback];
    try {
      return [name, parse(one.text)];
    } catch (error) {
      if (!(error instanceof Unfit)) throw error;
      faults.push({ setting: one.where, rule: error.message });
      return [name, fallback];
    }
  });
  return { values: Object.fromEntries(values) as SettingValues, faults };
}

function configOf(values: SettingValues): Config {
  const { host, port } = values;
  const publicUrl = values.publicUrl ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const { address } = values.mailFrom;
  const mail = {
    from: values.mailFrom,
    returnPathDomain: values.mailBounces ?? address.slice(address.indexOf('@') + 1),
  };
  return {
    dataDirectory: resolve(values.data),
    objects: values.objects,
    eventStore: values.eventStore === undefined ? undefined : { url: values.eventStore, name: values.eventStoreName },
    host,
    port,
    publicUrl,
    linkDays: values.linkDays,
    mail,
    smtp: smtpOf(values, mail, new URL(publicUrl).hostname),
    dispatch: {
      connections: values.smtpConnections,
      perMinute: values.smtpPerMinute,
      domainConnections: values.smtpDomainConnections,
      domainPerMinute: values.smtpDomainPerMinute,
    },
    trustedProxies: values.trustedProxies ?? [],
    limitsOn: values.limits === 'on',
    requestLimits: { address: values.limitAddress, account: values.limitAccount, link: values.limitLink },
    sessionLimits: { idle: values.sessionIdleMinutes * 60_000, absolute: values.sessionHours * 3_600_000 },
    webhooksPrivate: values.webhooksPrivate === 'allow',
    issuersPrivate: values.issuersPrivate === 'allow',
    shutdownMilliseconds: values.shutdownSeconds * 1_000,
    acceptedRisks: values.acceptedRisks ?? [],
    metrics: values.metrics,
    logLevel: values.logLevel,
    otlpUrl: values.otlpUrl,
  };
}

/** A password belongs to a user. */
function passwordFaults({ smtpUrl, smtpPassword }: SettingValues, given: GivenSettings['given']): ConfigFault[] {
  if (smtpPassword === undefined || smtpUrl?.username) return [];
  const setting = given.smtpPassword?.where ?? 'ART33_SMTP_PASSWORD';
  return [{ setting, rule: 'needs a user: ART33_SMTP_URL=smtp://user@host:port' }];
}

function smtpOf(values: SettingValues, mail: MailIdentity, ehloName: string): SmtpSettings | undefined {
  const { smtpUrl: url, smtpTls: tls, smtpTransport: transport } = values;
  if (url === undefined) return undefined;
  const implicit = url.protocol === 'smtps:';
  const auth = url.username
    ? {
        auth: {
          user: decodeURIComponent(url.username),
          password: values.smtpPassword ?? decodeURIComponent(url.password),
        },
      }
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
