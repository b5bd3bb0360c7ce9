import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { probeSmtp } from '@art33/delivery';
import type { Config } from '../../../server/src/config.js';
import { error, note, ok, warning, type Finding } from './finding.js';

/** How long the mail server may take to answer, in milliseconds. */
const PATIENCE = 15_000;

/** Speaks to the mail server up to the point where a mail would begin. */
export async function smtp({ smtp: settings }: Config): Promise<readonly Finding[]> {
  if (settings === undefined)
    return [
      warning(
        'smtp',
        'no mail server is set',
        'mails are only written to files: nobody receives a notice',
        'set ART33_SMTP_URL',
      ),
    ];
  const server = `${settings.host}:${settings.port}`;
  try {
    const { encrypted, dsn, loggedIn } = await probeSmtp(settings, AbortSignal.timeout(PATIENCE));
    const words = [encrypted ? 'encrypted' : 'not encrypted', ...(loggedIn ? ['logged in'] : [])].join(', ');
    return [
      ok('smtp', `${server} answers (${words})`),
      ...(encrypted || isHere(settings.host)
        ? []
        : [
            warning(
              'smtp',
              `the line to ${server} is not encrypted`,
              'notices and the password pass in the clear',
              'set ART33_SMTP_TLS to required',
            ),
          ]),
      dsn
        ? ok('smtp', `${server} reports deliveries (DSN)`)
        : note(
            'smtp',
            `${server} does not report deliveries (DSN)`,
            'a notice stays "sent, receipt not proven" until a person opens it',
            'switch DSN on at the mail server, if it has it',
          ),
    ];
  } catch (failure) {
    return [
      error(
        'smtp',
        `${server}: ${(failure as Error).message}`,
        'no notice leaves this machine; mails are kept and tried again',
        'look at ART33_SMTP_URL, ART33_SMTP_TLS and at the mail server',
      ),
    ];
  }
}

const isHere = (host: string): boolean => /^(localhost|127\.|\[?::1)/.test(host);

/** What recipients see: where links lead, and who writes. */
export function publicFace({ publicUrl, smtp: settings, mail }: Config): readonly Finding[] {
  const { hostname, protocol } = new URL(publicUrl);
  const findings: Finding[] = [];
  if (settings !== undefined && isHere(hostname))
    findings.push(
      warning(
        'public-url',
        `links in mails begin with ${publicUrl}`,
        'they lead nowhere on any other machine: nobody can open or acknowledge a notice',
        'set ART33_PUBLIC_URL to the address that recipients reach',
      ),
    );
  else if (protocol === 'http:' && !isHere(hostname))
    findings.push(
      warning(
        'public-url',
        `links in mails begin with ${publicUrl}`,
        'notices are read and acknowledged without encryption',
        'put a proxy with TLS in front and set ART33_PUBLIC_URL to https://…',
      ),
    );
  else findings.push(ok('public-url', publicUrl));
  if (settings !== undefined && mail.from.address.endsWith('@localhost'))
    findings.push(
      warning('mail-from', mail.from.address, 'other mail servers refuse such a sender', 'set ART33_MAIL_FROM'),
    );
  return findings;
}

export function bounces(folder: string): Finding {
  const waiting = ['new', 'tmp'].flatMap((name) =>
    existsSync(join(folder, name)) ? readdirSync(join(folder, name)) : [],
  ).length;
  if (!existsSync(folder)) return ok('bounces', 'no mail has come back yet');
  return waiting > 0
    ? note(
        'bounces',
        `${waiting} mails that came back wait in ${folder}`,
        'until they are read, a notice may look delivered that was not',
        'start the service, which reads them',
      )
    : ok('bounces', 'no mail that came back waits to be read');
}
