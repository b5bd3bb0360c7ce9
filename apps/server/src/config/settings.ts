import { InvalidAddress, isLogName, parseS3Address, type S3Address } from '@art33/event-log';
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

/** Says nothing of user and password: the message may be printed. */
const eventStoreUrl = (given: string): string => {
  if (!/^esdb(\+discover)?:\/\/[^/?#\s]+/.test(given))
    throw new Unfit('esdb://user:password@host:2113, several hosts with commas, or esdb+discover://… for one name');
  return given;
};

const logName = (given: string): string => {
  if (!isLogName(given)) throw new Unfit('lower-case letters, digits and - (at most 40)');
  return given;
};

/** A bucket of S3, or of a store that speaks like it. */
const objectStore = (given: string): S3Address => {
  try {
    return parseS3Address(given);
  } catch (error) {
    throw error instanceof InvalidAddress ? new Unfit(error.message) : error;
  }
};

const ADDRESS = /^[^\s<>@]+@[^\s<>@]+$/;

const sender = (given: string): { readonly name: string; readonly address: string } => {
  const named = /^(.*?)\s*<([^<>]+)>$/.exec(given);
  const address = (named?.[2] ?? given).trim();
  if (!ADDRESS.test(address)) throw new Unfit('an address, or `Name <address>`');
  return { address, name: (named?.[1] ?? '').replace(/^"(.*)"$/, '$1') || 'art33' };
};

/** What may be right in a closed network, and is refused in production unless it is named. */
export const RISKS = ['http', 'smtp-without-tls', 'mail-to-files', 'eventstore-without-tls'] as const;
export type Risk = (typeof RISKS)[number];

const acceptedRisks = (given: string): readonly Risk[] => list(given).map(oneOf(...RISKS));

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
  objects: optional('none: `keys` and `attachments` in the data directory', {
    variable: 'ART33_OBJECTS',
    key: 'objects',
    meaning:
      'where wrapped keys and sealed files are kept: `s3://bucket/prefix?endpoint=https://host:port&region=…&pathStyle=true`; see [operations](operations.md#the-object-store)',
    parse: objectStore,
  }),
  eventStore: optional('none: the log is a file in the data directory', {
    variable: 'ART33_EVENTSTORE',
    key: 'eventStore.url',
    meaning:
      'the EventStoreDB that holds the log, where one machine is not enough: `esdb://user:password@host:2113`, several hosts with commas; see [operations](operations.md)',
    parse: eventStoreUrl,
  }),
  eventStoreName: withDefault('art33', {
    variable: 'ART33_EVENTSTORE_NAME',
    key: 'eventStore.name',
    meaning: "what the names of this installation's streams begin with there",
    parse: logName,
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
  linkDays: withDefault('90', {
    variable: 'ART33_LINK_DAYS',
    key: 'linkDays',
    meaning: 'days for which the links in notice mails are good',
    parse: wholeNumber(1, 3_650),
  }),
  trustedProxies: optional('none', {
    variable: 'ART33_TRUSTED_PROXIES',
    key: 'trustedProxies',
    meaning:
      'proxies in front, believed when they say for whom they ask (`X-Forwarded-For`): addresses or ranges, with commas',
    parse: proxies,
  }),
  limits: withDefault('on', {
    variable: 'ART33_LIMITS',
    key: 'limits.all',
    meaning:
      'limits on requests: `on`, or `off` where what stands in front limits them; see [below](#how-much-is-taken-at-once)',
    parse: oneOf('on', 'off'),
  }),
  limitAddress: withDefault('1200', {
    variable: 'ART33_LIMIT_ADDRESS',
    key: 'limits.address',
    meaning: 'requests from one address within a minute',
    parse: wholeNumber(1, 1_000_000),
  }),
  limitAccount: withDefault('1200', {
    variable: 'ART33_LIMIT_ACCOUNT',
    key: 'limits.account',
    meaning: 'requests by one account (a token, a member) within a minute',
    parse: wholeNumber(1, 1_000_000),
  }),
  limitLink: withDefault('60', {
    variable: 'ART33_LIMIT_LINK',
    key: 'limits.link',
    meaning: 'requests with one link of a mail, or one address of a calendar, within a minute',
    parse: wholeNumber(1, 1_000_000),
  }),
  sessionIdleMinutes: withDefault('30', {
    variable: 'ART33_SESSION_IDLE_MINUTES',
    key: 'sessions.idleMinutes',
    meaning: 'minutes after which a session in which nothing is asked has ended',
    parse: wholeNumber(1, 1_440),
  }),
  sessionHours: withDefault('12', {
    variable: 'ART33_SESSION_HOURS',
    key: 'sessions.hours',
    meaning: 'hours after which a session has ended in any case',
    parse: wholeNumber(1, 168),
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
  smtpPassword: optional('none, or the one in the address', {
    variable: 'ART33_SMTP_PASSWORD',
    key: 'smtp.password',
    meaning: 'password of the user in `ART33_SMTP_URL`, where it does not stand there; best by file',
    parse: text,
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
  smtpConnections: withDefault('10', {
    variable: 'ART33_SMTP_CONNECTIONS',
    key: 'smtp.connections',
    meaning: 'lines to the mail server at the same time',
    parse: wholeNumber(1, 100),
  }),
  smtpPerMinute: withDefault('6000', {
    variable: 'ART33_SMTP_PER_MINUTE',
    key: 'smtp.perMinute',
    meaning: 'mails to the mail server within a minute',
    parse: wholeNumber(1, 100_000),
  }),
  smtpDomainConnections: withDefault('5', {
    variable: 'ART33_SMTP_DOMAIN_CONNECTIONS',
    key: 'smtp.domainConnections',
    meaning: 'mails to one recipient domain at the same time',
    parse: wholeNumber(1, 100),
  }),
  smtpDomainPerMinute: withDefault('3000', {
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
  issuersPrivate: withDefault('refuse', {
    variable: 'ART33_ISSUERS_PRIVATE',
    key: 'issuersPrivate',
    meaning:
      '[sign-in services](sign-in-oidc.md) of organisations at private addresses, over http on this machine: `refuse`, `allow`',
    parse: oneOf('refuse', 'allow'),
  }),
  shutdownSeconds: withDefault('15', {
    variable: 'ART33_SHUTDOWN_SECONDS',
    key: 'shutdownSeconds',
    meaning: 'how long stopping may take before what still runs is broken off',
    parse: wholeNumber(1, 300),
  }),
  acceptedRisks: optional('none', {
    variable: 'ART33_ACCEPTED_RISKS',
    key: 'acceptedRisks',
    meaning:
      'what is [refused in production](#what-is-refused-in-production) and wanted all the same: names, with commas',
    parse: acceptedRisks,
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
