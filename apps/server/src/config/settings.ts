import { DEFAULT_LIMITS } from '@art33/delivery';
import ipaddr from 'ipaddr.js';
import { list, oneOf, optional, text, Unfit, webAddress, wholeNumber, withDefault, type Setting } from './setting.js';

const SMTP = ['smtp:', 'smtps:'];

/** A mail server's address. */
const smtpUrl = (given: string): URL => {
  if (!URL.canParse(given) || !SMTP.includes(new URL(given).protocol))
    throw new Unfit('smtp://host:port or smtps://host:port');
  const url = new URL(given);
  if (url.hostname === '') throw new Unfit('a server name');
  try {
    decodeURIComponent(url.username + url.password);
  } catch {
    throw new Unfit('user and password with every % written as %25');
  }
  return url;
};

/** Addresses and ranges, e.g. `127.0.0.1, 10.0.0.0/8`. */
const proxies = (given: string): readonly string[] => {
  const all = list(given);
  const wrong = all.find((one) => !(one.includes('/') ? ipaddr.isValidCIDR(one) : ipaddr.isValid(one)));
  if (wrong !== undefined) throw new Unfit(`addresses or ranges such as 10.0.0.0/8, not ${wrong}`);
  return all;
};

const ADDRESS = /^[^\s<>@]+@[^\s<>@]+$/;

const sender = (given: string): { readonly name: string; readonly address: string } => {
  const named = /^(.*?)\s*<([^<>]+)>$/.exec(given);
  const address = (named?.[2] ?? given).trim();
  if (!ADDRESS.test(address)) throw new Unfit('an address, or `Name <address>`');
  return { address, name: (named?.[1] ?? '').replace(/^"(.*)"$/, '$1') || 'art33' };
};

const domain = (given: string): string => {
  if (!/^[a-z0-9.-]+$/i.test(given)) throw new Unfit('a domain, e.g. bounces.example.com');
  return given;
};

/**
 * Everything that can be set, in the order of the table in docs/running.md, which `npm run docs` writes from here. To add a
 * setting: add its row, use `values.<name>` in config.ts.
 */
export const SETTINGS = {
  masterKey: optional('none: this or the file is required', {
    variable: 'ART33_MASTER_KEY',
    key: undefined,
    meaning: 'the master key: 32 bytes in base64 or hex',
    parse: text,
  }),
  masterKeyFile: optional('none; from a clone `master.key`', {
    variable: 'ART33_MASTER_KEY_FILE',
    key: 'masterKeyFile',
    meaning: 'the file that holds the master key',
    isPath: true,
    parse: text,
  }),
  data: withDefault('data', {
    variable: 'ART33_DATA',
    key: 'data',
    meaning: 'data directory',
    isPath: true,
    parse: text,
  }),
  host: withDefault('127.0.0.1', {
    variable: 'ART33_HOST',
    key: 'host',
    meaning: 'address to listen on',
    parse: text,
  }),
  port: withDefault('3333', {
    variable: 'ART33_PORT',
    key: 'port',
    meaning: 'port to listen on',
    parse: wholeNumber(0, 65_535),
  }),
  publicUrl: optional('`http://host:port`', {
    variable: 'ART33_PUBLIC_URL',
    key: 'publicUrl',
    meaning: 'what links in mails begin with',
    parse: webAddress,
  }),
  trustedProxies: optional('none', {
    variable: 'ART33_TRUSTED_PROXIES',
    key: 'trustedProxies',
    meaning:
      'proxies in front, believed when they say for whom they ask (`X-Forwarded-For`): addresses or ranges, with commas',
    parse: proxies,
  }),
  mailFrom: withDefault('art33 <notices@localhost>', {
    variable: 'ART33_MAIL_FROM',
    key: 'mail.from',
    meaning: 'sender, `Name <address>`',
    parse: sender,
  }),
  mailBounces: optional('domain of the sender', {
    variable: 'ART33_MAIL_BOUNCES',
    key: 'mail.bounces',
    meaning: 'domain of the return addresses',
    parse: domain,
  }),
  smtpUrl: optional('none: mails become `.eml` files in `data/mails`', {
    variable: 'ART33_SMTP_URL',
    key: 'smtp.url',
    meaning: '`smtp://user:password@host:port` or `smtps://…`',
    parse: smtpUrl,
  }),
  smtpTls: withDefault('required', {
    variable: 'ART33_SMTP_TLS',
    key: 'smtp.tls',
    meaning: '`required`, `opportunistic`, `none`',
    parse: oneOf('required', 'opportunistic', 'none'),
  }),
  smtpTransport: withDefault('relay', {
    variable: 'ART33_SMTP_TRANSPORT',
    key: 'smtp.transport',
    meaning: "`relay`, or `recipient` where that server is the recipients' own",
    parse: oneOf('relay', 'recipient'),
  }),
  smtpConnections: withDefault(String(DEFAULT_LIMITS.connections), {
    variable: 'ART33_SMTP_CONNECTIONS',
    key: 'smtp.connections',
    meaning: 'lines to the mail server at the same time',
    parse: wholeNumber(1, 100),
  }),
  smtpPerMinute: withDefault(String(DEFAULT_LIMITS.perMinute), {
    variable: 'ART33_SMTP_PER_MINUTE',
    key: 'smtp.perMinute',
    meaning: 'mails to the mail server within a minute',
    parse: wholeNumber(1, 100_000),
  }),
  smtpDomainConnections: withDefault(String(DEFAULT_LIMITS.domainConnections), {
    variable: 'ART33_SMTP_DOMAIN_CONNECTIONS',
    key: 'smtp.domainConnections',
    meaning: 'mails to one recipient domain at the same time',
    parse: wholeNumber(1, 100),
  }),
  smtpDomainPerMinute: withDefault(String(DEFAULT_LIMITS.domainPerMinute), {
    variable: 'ART33_SMTP_DOMAIN_PER_MINUTE',
    key: 'smtp.domainPerMinute',
    meaning: 'mails to one recipient domain within a minute',
    parse: wholeNumber(1, 100_000),
  }),
  webhooksPrivate: withDefault('refuse', {
    variable: 'ART33_WEBHOOKS_PRIVATE',
    key: 'webhooksPrivate',
    meaning: 'webhooks to private addresses and over http: `refuse`, `allow`',
    parse: oneOf('refuse', 'allow'),
  }),
  shutdownSeconds: withDefault('15', {
    variable: 'ART33_SHUTDOWN_SECONDS',
    key: 'shutdownSeconds',
    meaning: 'how long stopping may take before what still runs is broken off',
    parse: wholeNumber(1, 300),
  }),
  metrics: withDefault('operator', {
    variable: 'ART33_METRICS',
    key: 'metrics',
    meaning: 'who may read `/metrics`: `operator` (with a token of `art33 token metrics`), `open` (anybody), `off`',
    parse: oneOf('operator', 'open', 'off'),
  }),
  logLevel: optional('`info`; at a terminal `warn`', {
    variable: 'ART33_LOG_LEVEL',
    key: 'logLevel',
    meaning: '`fatal`, `error`, `warn`, `info` (every request), `debug`',
    parse: oneOf('fatal', 'error', 'warn', 'info', 'debug'),
  }),
  otlpUrl: optional('none: no traces', {
    variable: 'ART33_OTLP_URL',
    key: 'otlpUrl',
    meaning: 'where traces are sent (OTLP over HTTP), e.g. `http://127.0.0.1:4318/v1/traces`',
    parse: webAddress,
  }),
} as const;

/** Where the settings file is; told by the environment or `--config`, and by nothing else. */
export const CONFIG_VARIABLE = 'ART33_CONFIG';

export type SettingName = keyof typeof SETTINGS;
export type SettingValues = {
  readonly [Name in SettingName]: ReturnType<(typeof SETTINGS)[Name]['parse']> | Fallback<Name>;
};
type Fallback<Name extends SettingName> = (typeof SETTINGS)[Name]['fallback'];

/** The same, one after the other. */
export const settingList = Object.entries(SETTINGS) as readonly (readonly [SettingName, Setting<unknown>])[];
