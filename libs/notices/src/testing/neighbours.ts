import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deriveId, type CommandContext } from '@art33/event-log';
import { incidentDecider, incidentStream, UNKNOWN_DETAILS, type IncidentFact } from '@art33/incidents';
import {
  agreementDecider,
  agreementIdOf,
  agreementStream,
  contactsForNotices,
  importTerms,
  openTermValues,
  organisationDecider,
  organisationStream,
  settingsOf,
  termsVersion,
  type OrganisationDetails,
} from '@art33/parties';
import type { NoticeCommandData } from '../domain/commands.js';
import { noticeDecider } from '../domain/decider.js';
import { noticeIdOf } from '../domain/ids.js';
import { noticeItem } from '../handlers/commands.js';
import type { Asker, Room } from './room.js';
import { stated, ZONE } from './story.js';

export interface TestController extends Asker {
  readonly id: string;
  readonly agreementId: string;
  readonly contactId: string | null;
}

/** What the rooms before this one hold: organisations, agreements, incidents, and the process that aligns notices with them. */
export class Neighbours {
  constructor(private readonly room: Room) {}

  context(organisation: string): CommandContext {
    return {
      actor: { kind: 'system', id: 'test' },
      organisation,
      commandId: randomUUID(),
      correlationId: randomUUID(),
    };
  }

  /** Imports a terms file of the examples and returns its processor and terms. */
  async terms(
    file: 'cgm' | 'ratiomedicus' | 'lumitra',
  ): Promise<{ readonly processor: Asker; readonly termsId: string }> {
    const context = {
      actor: { kind: 'system', id: 'test' },
      commandId: randomUUID(),
      correlationId: randomUUID(),
    } as const;
    const content = readFileSync(join('examples', 'terms', `${file}.yaml`));
    const imported = await importTerms(
      { commands: this.room.commands, clock: this.room.clock },
      [{ name: file, content }],
      {
        context,
        onlyFor: null,
        dryRun: false,
      },
    );
    const [terms] = imported.files;
    if (!terms) throw new Error(JSON.stringify(imported.faults));
    await this.room.settled();
    return { processor: { organisation: terms.processorId, role: 'processor' }, termsId: terms.termsId };
  }

  /** A controller with its agreement, and a contact unless said otherwise. */
  async controller(
    processor: Asker,
    termsId: string,
    name: string,
    options: { readonly contact: boolean } = { contact: true },
  ): Promise<TestController> {
    const id = deriveId('test', name);
    const { organisation } = processor;
    const onBehalfOf = organisation;
    const stream = organisationStream(id);
    const registered = { type: 'register-controller', organisationId: id, ...PRACTICE, name, onBehalfOf } as const;
    await this.room.commands.run(organisationDecider, stream, registered, this.context(organisation));
    const contactId = options.contact ? deriveId('test', name, 'contact') : null;
    if (contactId !== null) {
      const email = `${name.toLowerCase()}@practice.example`;
      const contact = {
        name: `Contact of ${name}`,
        function: null,
        email,
        phone: null,
        language: 'de',
        purposes: ['breach-notices'],
      } as const;
      await this.room.commands.run(
        organisationDecider,
        stream,
        { type: 'add-contact', contactId, ...contact, onBehalfOf },
        this.context(organisation),
      );
    }
    const agreementId = agreementIdOf(organisation, id, termsId, 1);
    const concluded = {
      type: 'conclude-agreement',
      agreementId,
      controllerId: id,
      termsId,
      termsVersion: 1,
      from: '2026-01-01T00:00:00.000Z',
      subprocessors: [],
    } as const;
    await this.room.commands.run(
      agreementDecider,
      agreementStream(agreementId),
      { ...concluded, onBehalfOf },
      this.context(organisation),
    );
    await this.room.settled();
    return { id, organisation: id, role: 'controller', agreementId, contactId };
  }

  /** Logs an incident that affects these controllers, and brings their notices in line with it. */
  async incident(
    processor: Asker,
    termsId: string,
    controllers: readonly TestController[],
    facts: readonly IncidentFact[],
  ): Promise<string> {
    const incidentId = randomUUID();
    const { organisation } = processor;
    const onBehalfOf = organisation;
    const run = (command: Parameters<typeof incidentDecider.decide>[0]) =>
      this.room.commands.run(incidentDecider, incidentStream(incidentId), command, this.context(organisation));
    const now = this.room.clock.instant;
    const details = {
      ...UNKNOWN_DETAILS,
      title: 'night',
      summary: 'Ein Unbekannter hat sich angemeldet.',
      detected: stated(now),
    };
    await run({ type: 'log-incident', incidentId, details, awareness: [...facts], subprocessors: [], onBehalfOf, now });
    const agreements = controllers.map(({ agreementId, id }) => ({ agreementId, controllerId: id, ended: false }));
    const rule = { by: 'agreements' } as const;
    await run({
      type: 'affect-controllers',
      rule,
      evaluatedAtLogNumber: 0,
      chunk: 1,
      chunks: 1,
      agreements,
      onBehalfOf,
      now,
    });
    for (const controller of controllers) await this.align(incidentId, processor, termsId, controller, facts);
    return incidentId;
  }

  async align(
    incidentId: string,
    processor: Asker,
    termsId: string,
    controller: TestController,
    facts: readonly IncidentFact[],
  ): Promise<void> {
    const { db } = this.room.models;
    const terms = termsVersion(db, termsId, 1);
    const settings = settingsOf(db, processor.organisation);
    if (!terms || !settings) throw new Error('the terms are not shown yet');
    await this.act(noticeIdOf(incidentId, controller.agreementId), processor.organisation, {
      type: 'align',
      incidentId,
      agreementId: controller.agreementId,
      processorId: processor.organisation,
      controllerId: controller.id,
      facts,
      ruledOut: false,
      terms,
      openTerms: openTermValues(db, termsId, 1),
      settings,
      zone: ZONE,
      recipientsKnown: contactsForNotices(db, controller.id).length > 0,
    });
  }

  /** A command that a process of the service sends. */
  async act(noticeId: string, organisation: string, command: NoticeCommandData): Promise<void> {
    const item = noticeItem(noticeId, command, this.context(organisation));
    await this.room.commands.run(noticeDecider, item.stream, item.command, item.context);
    await this.room.settled();
  }
}

const PRACTICE: Omit<OrganisationDetails, 'name'> = {
  legalForm: null,
  address: { street: 'Am Park 1', postalCode: '60311', city: 'Frankfurt am Main' },
  land: 'HE',
  country: 'DE',
  timeZone: ZONE,
  language: 'de',
  regime: 'gdpr',
  customerNumber: null,
};
