import { statSync } from 'node:fs';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { ConfigInvalid, type Config } from '../config.js';
import { givenSettings, type ConfigFault, type Env, type GivenSettings } from './given.js';
import { CONFIG_VARIABLE, type Risk } from './settings.js';

/** Passwords that come with programs, or that people put in to try something out. */
const WELL_KNOWN = /^(changeit|change-?me|password|passw0rd|secret|admin|minioadmin|test|art33|example|12345678?)$/i;
/** Of 32 random bytes, fewer than this many differ once in more than 10^20 times. */
const FEWEST_DIFFERENT = 16;
const READABLE_BY_OTHERS = 0o007;

/** In earnest: the runtime is told so, or people come by a name that is not this machine's own. */
export const isProduction = (env: Env, { publicUrl }: Pick<Config, 'publicUrl'>): boolean =>
  env['NODE_ENV'] === 'production' || publicUrl.startsWith('https:') || !isLoopback(new URL(publicUrl).hostname);

/** Throws `ConfigInvalid` with everything that is good enough to try the service out, and not to put it on the internet. */
export function refuseInProduction(env: Env, config: Config, masterKey: Uint8Array): void {
  if (!isProduction(env, config)) return;
  const faults = productionFaults(env, config, masterKey);
  if (faults.length > 0) throw new ConfigInvalid(faults, 'this is not safe in production (see docs/running.md)');
}

/** The same, one by one. */
export function productionFaults(env: Env, config: Config, masterKey: Uint8Array): readonly ConfigFault[] {
  const { given } = givenSettings(env);
  const risks = riskyParts(config).filter(({ risk }) => !config.acceptedRisks.includes(risk));
  return [
    ...keyFaults(masterKey),
    ...secretFaults(env, given),
    ...fileFaults(secretFiles(env, given)),
    ...proxyFaults(config),
    ...risks.map(({ risk, setting, rule }) => ({ setting, rule: `${rule} (or ART33_ACCEPTED_RISKS=${risk})` })),
  ];
}

/** A key that somebody made up, or that comes from an example. */
export function isWeakKey(key: Uint8Array): boolean {
  const bytes = [...key];
  const isTyped = bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  const steps = new Set(bytes.slice(1).map((byte, index) => (byte - (bytes[index] as number) + 256) % 256));
  return new Set(bytes).size < FEWEST_DIFFERENT || isTyped || steps.size === 1;
}

const keyFaults = (masterKey: Uint8Array): readonly ConfigFault[] =>
  isWeakKey(masterKey)
    ? [
        {
          setting: 'master key',
          rule: 'is not random: make one with openssl rand -base64 32, before anything is sealed',
        },
      ]
    : [];

function secretFaults(env: Env, given: GivenSettings['given']): readonly ConfigFault[] {
  const smtp = urlOf(given.smtpUrl?.text);
  const eventStore = urlOf(given.eventStore?.text.replace(/^(esdb[^:]*:\/\/[^,]+)[^?]*/, '$1'));
  const secrets = [
    { setting: given.smtpUrl?.where, value: smtp && decoded(smtp.password) },
    { setting: given.smtpPassword?.where, value: given.smtpPassword?.text },
    { setting: given.eventStore?.where, value: eventStore && decoded(eventStore.password) },
    { setting: 'AWS_SECRET_ACCESS_KEY', value: env['AWS_SECRET_ACCESS_KEY'] },
  ];
  return secrets.flatMap(({ setting = '', value }) =>
    value !== undefined && WELL_KNOWN.test(value)
      ? [{ setting, rule: 'holds a password that everybody knows: choose another' }]
      : [],
  );
}

const secretFiles = (env: Env, given: GivenSettings['given']): readonly string[] =>
  [env[CONFIG_VARIABLE], given.masterKeyFile?.text, ...Object.values(given).map(({ file }) => file)].filter(
    (file) => file !== undefined,
  );

/** Who else is on this machine reads no secrets. */
function fileFaults(files: readonly string[]): readonly ConfigFault[] {
  if (process.platform === 'win32') return [];
  return [...new Set(files)].flatMap((file) => {
    const { mode } = statSync(file);
    return (mode & READABLE_BY_OTHERS) === 0
      ? []
      : [{ setting: file, rule: `can be read by every user of this machine: chmod 600 ${file}` }];
  });
}

const proxyFaults = ({ trustedProxies }: Config): readonly ConfigFault[] =>
  trustedProxies.some((range) => range.endsWith('/0'))
    ? [
        {
          setting: 'ART33_TRUSTED_PROXIES',
          rule: 'trusts everybody: whoever asks could claim any address. Name the proxies in front',
        },
      ]
    : [];

interface RiskyPart extends ConfigFault {
  readonly risk: Risk;
}

function riskyParts({ publicUrl, smtp, mail, eventStore }: Config): readonly RiskyPart[] {
  const parts: RiskyPart[] = [];
  if (publicUrl.startsWith('http:') && !isLoopback(new URL(publicUrl).hostname))
    parts.push({
      risk: 'http',
      setting: 'ART33_PUBLIC_URL',
      rule: 'passwords, cookies and notices would pass in the clear: put a proxy with TLS in front, and give its https address',
    });
  if (smtp === undefined)
    parts.push({
      risk: 'mail-to-files',
      setting: 'ART33_SMTP_URL',
      rule: 'is not set: notices would become files, and nobody would be told anything',
    });
  else if (mail.from.address.endsWith('@localhost'))
    parts.push({
      risk: 'mail-to-files',
      setting: 'ART33_MAIL_FROM',
      rule: 'is the example: mails from notices@localhost are refused by others, and bounces reach nobody',
    });
  if (smtp?.tls === 'none' && !isLoopback(smtp.host))
    parts.push({
      risk: 'smtp-without-tls',
      setting: 'ART33_SMTP_TLS',
      rule: `notices and the password would pass to ${smtp.host} in the clear: set required`,
    });
  if (
    eventStore !== undefined &&
    /[?&]tls=false/i.test(eventStore.url) &&
    !/@?(127\.|localhost|\[::1\])/.test(eventStore.url)
  )
    parts.push({
      risk: 'eventstore-without-tls',
      setting: 'ART33_EVENTSTORE',
      rule: 'says tls=false: the log and its password would pass in the clear',
    });
  return parts;
}

/** This machine itself. */
function isLoopback(host: string): boolean {
  const address = host.replace(/^\[|\]$/g, '');
  return address === 'localhost' || (isIP(address) !== 0 && ipaddr.process(address).range() === 'loopback');
}

const urlOf = (text: string | undefined): URL | undefined =>
  text !== undefined && URL.canParse(text) ? new URL(text) : undefined;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
