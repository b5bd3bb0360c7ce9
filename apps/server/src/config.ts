import { resolve } from 'node:path';
import type { DispatchLimits, MailIdentity, SmtpSettings } from '@art33/delivery';
import { KeyUnusable, loadMasterKey } from '@art33/event-log';
import { givenSettings, type ConfigFault, type Env, type GivenSettings } from './config/given.js';
import { Unfit } from './config/setting.js';
import { settingList, type SettingValues } from './config/settings.js';
import type { LogLevel } from './telemetry/logs.js';

export type { ConfigFault } from './config/given.js';

/** Everything the service is told from outside; each setting is declared in config/settings.ts. */
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
  /** How much mail goes out at once. */
  readonly dispatch: DispatchLimits;
  /** Proxies that are believed when they say whom they speak for: addresses or ranges. */
  readonly trustedProxies: readonly string[];
  /** Whether webhooks may lead to private addresses, and over http. */
  readonly webhooksPrivate: boolean;
  /** How long stopping may take, in milliseconds. */
  readonly shutdownMilliseconds: number;
  /** Who may read the metrics. */
  readonly metrics: 'operator' | 'open' | 'off';
  /** Undefined: what fits the output. */
  readonly logLevel: LogLevel | undefined;
  /** Where traces are sent; undefined: nowhere. */
  readonly otlpUrl: string | undefined;
}

export class ConfigInvalid extends Error {
  constructor(readonly faults: readonly ConfigFault[]) {
    super(
      `the configuration cannot be used:\n${faults.map(({ setting, rule }) => `  ${setting}: ${rule}`).join('\n')}`,
    );
  }
}

/**
 * Reads the environment and the settings file that `ART33_CONFIG` names; the environment wins. Reports every fault at once
 * by throwing `ConfigInvalid`. The master key is read apart from these: see `readSettings`.
 */
export function readConfig(env: Env): Config {
  const { given, faults } = givenSettings(env);
  const parsed = parseAll(given);
  const all = [...faults, ...parsed.faults];
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
    host,
    port,
    publicUrl,
    mail,
    smtp: smtpOf(values, mail, new URL(publicUrl).hostname),
    dispatch: {
      connections: values.smtpConnections,
      perMinute: values.smtpPerMinute,
      domainConnections: values.smtpDomainConnections,
      domainPerMinute: values.smtpDomainPerMinute,
    },
    trustedProxies: values.trustedProxies ?? [],
    webhooksPrivate: values.webhooksPrivate === 'allow',
    shutdownMilliseconds: values.shutdownSeconds * 1_000,
    metrics: values.metrics,
    logLevel: values.logLevel,
    otlpUrl: values.otlpUrl,
  };
}

function smtpOf(values: SettingValues, mail: MailIdentity, ehloName: string): SmtpSettings | undefined {
  const { smtpUrl: url, smtpTls: tls, smtpTransport: transport } = values;
  if (url === undefined) return undefined;
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
