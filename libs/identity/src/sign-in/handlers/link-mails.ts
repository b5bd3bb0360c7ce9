import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, EVENT_LOG, READ_MODELS, type Clock, type EventLog, type ReadModels } from '@art33/event-log';
import { Limits, ProblemException, tooManyProblem } from '@art33/http';
import { ORGANISATIONS, type Organisations } from '../../members/handlers/organisations.js';
import type { Invitation } from '../../members/handlers/invitations.js';
import { People } from '../../members/handlers/people.js';
import type { LinkKind } from '../domain/events.js';
import { linkMail, type LinkMail } from '../mail/texts.js';
import { OneTimeLinks } from './one-time-links.js';
import { SESSION_SETTINGS, type SessionSettings } from './settings.js';

/** Sends a mail with a link, at once and for some minutes again and again. It is no message: nothing of it is kept. */
export type SendLink = (mail: LinkMail) => void;
/** Injection token of `SendLink`. */
export const SEND_LINK = Symbol('SendLink');

/** Where links of a kind lead, below the public address. */
export const LINK_PATHS: Readonly<Record<LinkKind, string>> = {
  'set-up': 'set-up',
  invitation: 'invitation',
  reset: 'reset',
  'sign-in': 'sign-in/link',
};
export const linkUrl = (publicUrl: string, kind: LinkKind, token: string): string =>
  `${publicUrl.replace(/\/$/, '')}/${LINK_PATHS[kind]}/${token}`;

/** Where a link may lead once it has signed somebody in: below the app, nowhere else. */
export const isPageOfApp = (path: unknown): path is string =>
  typeof path === 'string' && path.length <= 200 && /^\/app(\/[\w-]+)+$/.test(path);

/** Nobody's mailbox is filled by somebody else's asking: so many links of one kind to one person (and from one organisation) within an hour. */
const MOST_ASKED = { most: 3, within: 60 * 60_000 } as const;

/** Mails people links that work once. Whether anybody got one is told to nobody who asks. */
@Injectable()
export class LinkMails {
  private readonly limits: Limits;

  constructor(
    @Inject(OneTimeLinks) private readonly links: OneTimeLinks,
    @Inject(People) private readonly people: People,
    @Inject(ORGANISATIONS) private readonly organisations: Organisations,
    @Inject(SEND_LINK) private readonly send: SendLink,
    @Inject(EVENT_LOG) private readonly log: EventLog,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(CLOCK) clock: Clock,
    @Inject(SESSION_SETTINGS) private readonly settings: SessionSettings,
  ) {
    this.limits = new Limits(clock);
  }

  /** Asks somebody in; the link before opens nothing any more. Throws `ProblemException` (429) where too many were mailed. */
  async invite({ organisation, personId }: Invitation): Promise<void> {
    const refused = this.limits.count({ name: 'invitation', ...MOST_ASKED }, `${organisation} ${personId}`);
    if (refused) throw new ProblemException(tooManyProblem(refused, 'invitations mailed to this person'));
    // Whoever asks somebody in has just made the person known.
    const { position } = await this.log.head();
    if (position !== undefined) await this.models.waitFor(position);
    const known = await this.organisations(organisation);
    await this.mail('invitation', personId, organisation, known?.name ?? null);
  }

  /** Mails a link with which a new password can be set, to whoever is registered with this address. */
  async askForReset(email: string): Promise<void> {
    await this.asked('reset', this.people.idOf(email));
  }

  /** Mails a person a link with which it can sign in once; `to`: the page of the app that it leads to then (`isPageOfApp`). */
  async askForSignIn(personId: string, to?: string): Promise<void> {
    await this.asked('sign-in', personId, to);
  }

  private async asked(kind: 'reset' | 'sign-in', personId: string, to?: string): Promise<void> {
    if (!this.people.person(personId)?.email) return;
    if (this.limits.count({ name: kind, ...MOST_ASKED }, personId)) return;
    await this.mail(kind, personId, null, null, to);
  }

  private async mail(
    kind: Exclude<LinkKind, 'set-up'>,
    personId: string,
    organisation: string | null,
    name: string | null,
    to?: string,
  ): Promise<void> {
    const person = this.people.person(personId);
    if (!person?.email) return;
    const token = await this.links.issue({ kind, personId, organisation });
    const address = linkUrl(this.settings.publicUrl, kind, token);
    const url = to === undefined ? address : `${address}?to=${encodeURIComponent(to)}`;
    this.send(linkMail(kind, { to: person.email, language: person.language, url, organisation: name }));
  }
}
