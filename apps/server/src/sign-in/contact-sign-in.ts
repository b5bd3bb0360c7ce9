import { randomUUID } from 'node:crypto';
import type { Provider } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { orErased, type CommandContext } from '@art33/event-log';
import { hasHadAdmin, LinkMails, People } from '@art33/identity';
import { CONTACT_SIGN_IN, type ContactSignIn } from '@art33/notices';
import { organisationDecider, organisationStream, type ContactDetails } from '@art33/parties';
import type { Stores } from '../stores.js';

/** How long (milliseconds) a new member may take to be shown before its link is mailed. */
const SHOWN = 5_000;

/**
 * Mails a registered contact of a controller a link with which it signs in once: to the address that is registered, whatever
 * was typed. A contact becomes a member by it (`how: contact`) as long as the controller never had anybody who keeps its members;
 * from then on those decide who is one. Says nothing to whoever asks.
 */
export class ContactLinks {
  constructor(
    private readonly stores: Stores,
    private readonly people: People,
    private readonly mails: LinkMails,
  ) {}

  async ask({ controllerId, email, messageId, noticeId }: Parameters<ContactSignIn>[0]): Promise<void> {
    const contact = await this.contactOf(controllerId, email);
    if (contact === undefined) return;
    const personId = this.people.idOf(contact.email);
    if (!(await this.isMember(controllerId, personId, contact, messageId))) return;
    await this.mails.askForSignIn(personId, noticeId && `/app/portal/notices/${noticeId}`);
  }

  private async contactOf(controllerId: string, email: string): Promise<(ContactDetails & Reachable) | undefined> {
    const controller = await this.stores.commands.state(organisationDecider, organisationStream(controllerId));
    if (controller.status !== 'registered' || email === '') return undefined;
    const asked = this.people.idOf(email);
    return Object.values(controller.contacts).find(
      (contact): contact is ContactDetails & Reachable =>
        typeof contact === 'object' && contact.email !== null && this.people.idOf(contact.email) === asked,
    );
  }

  private async isMember(
    organisation: string,
    personId: string,
    { email, name, language }: ContactDetails & Reachable,
    messageId: string,
  ): Promise<boolean> {
    const { status } = await this.people.memberState(organisation, personId);
    if (status === 'joined') return true;
    if (status === 'removed' || hasHadAdmin(this.stores.models.db, organisation)) return false;
    const context = (): CommandContext => {
      const commandId = randomUUID();
      return { actor: { kind: 'link', id: messageId }, organisation, commandId, correlationId: commandId };
    };
    const newcomer = { organisation, side: 'controller', roles: ['contact'], how: 'contact', email, language } as const;
    await this.people.invite({ ...newcomer, name: orErased(name, null) }, context());
    const { position } = await this.people.join(organisation, personId, context());
    return position === undefined || this.stores.models.waitFor(position, SHOWN);
  }
}

interface Reachable {
  readonly email: string;
}

/** What the notice page asks for a link: worked on after its answer has gone, so that nobody learns from it who is registered. */
export const contactSignIn = (stores: Stores, onError: (error: unknown, about: string) => void): Provider => ({
  provide: CONTACT_SIGN_IN,
  useFactory:
    (modules: ModuleRef): ContactSignIn =>
    (asked) =>
      void setImmediate(() => {
        const [people, mails] = [modules.get(People, { strict: false }), modules.get(LinkMails, { strict: false })];
        new ContactLinks(stores, people, mails).ask(asked).catch((error: unknown) => onError(error, 'sign-in link'));
      }),
  inject: [ModuleRef],
});
