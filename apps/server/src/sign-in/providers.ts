import { ModuleRef } from '@nestjs/core';
import type { Provider } from '@nestjs/common';
import { EmlFolderTransport, SmtpTransport } from '@art33/delivery';
import type { Clock } from '@art33/event-log';
import { EGRESS, INVITE, LinkMails, SEND_LINK, SESSION_KEY, SESSION_SETTINGS, type Invitation } from '@art33/identity';
import type { Config } from '../config.js';
import { derivedKey, paths } from '../stores.js';
import { guardedEgress } from './egress.js';
import { LinkMailer } from './link-mailer.js';

/** What signing in is given: the key of its cookies, and how its links are mailed. */
export function signInParts(
  config: Config,
  masterKey: Uint8Array,
  { clock, onGivenUp }: { readonly clock: Clock; readonly onGivenUp: (why: string) => void },
): { readonly mailer: LinkMailer; readonly providers: readonly Provider[] } {
  const { publicUrl, mail, smtp, dataDirectory } = config;
  const transport = smtp ? new SmtpTransport(smtp) : new EmlFolderTransport(paths(dataDirectory).mails, mail);
  const mailer = new LinkMailer({ transport, clock, domain: mail.returnPathDomain, onGivenUp });
  const providers: readonly Provider[] = [
    { provide: EGRESS, useValue: guardedEgress(config.issuersPrivate) },
    { provide: SESSION_KEY, useValue: derivedKey(masterKey, 'sessions') },
    { provide: SESSION_SETTINGS, useValue: { publicUrl, home: '/app/', ...config.sessionLimits } },
    { provide: SEND_LINK, useValue: (link: Parameters<LinkMailer['send']>[0]) => mailer.send(link) },
    {
      provide: INVITE,
      useFactory: (modules: ModuleRef) => (invitation: Invitation) =>
        modules.get(LinkMails, { strict: false }).invite(invitation),
      inject: [ModuleRef],
    },
  ];
  return { mailer, providers };
}
