import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Global, Module, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  CatchUp,
  CommandRunner,
  deriveId,
  DirectoryKeyStore,
  EventCodec,
  EventLogModule,
  EventRegistry,
  ModelHistory,
  ReadModelStore,
  Sealer,
  SqliteEventLog,
  TestClock,
  toInstant,
  type CommandContext,
  type Projection,
} from '@art33/event-log';
import { addBodyParsers, CommandInterceptor, commandProjection, DIGEST_KEY, ProblemFilter, validationPipe } from '@art33/http';
import type { AuthenticatedRequest, Role } from '@art33/identity';
import { incidentDecider, incidentEvents, incidentProjections, incidentStream, UNKNOWN_DETAILS, type IncidentFact } from '@art33/incidents';
import {
  agreementDecider,
  agreementIdOf,
  agreementStream,
  contactsForNotices,
  importTerms,
  openTermValues,
  organisationDecider,
  organisationStream,
  partiesEvents,
  partiesProjections,
  settingsOf,
  termsVersion,
  type OrganisationDetails,
} from '@art33/parties';
import type { NoticeCommandData } from '../domain/commands.js';
import { noticeDecider } from '../domain/decider.js';
import { noticeEvents } from '../domain/events.js';
import { noticeIdOf } from '../domain/ids.js';
import { noticeItem } from '../handlers/commands.js';
import { NoticeLinks } from '../mail/links.js';
import { NoticesModule } from '../notices.module.js';
import { noticeProjection } from '../read-model/projection.js';
import { stated, ZONE } from './story.js';

const PROJECTIONS: readonly Projection[] = [commandProjection, ...partiesProjections, ...incidentProjections, noticeProjection];
const PATIENCE = 5_000;

/** Names organisation and role by headers, in place of a token. */
class HeaderGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const header = (name: string) => String(request.headers[name]);
    request.principal = { actor: { kind: 'token', id: header('x-actor') }, organisation: header('x-organisation'), role: header('x-role') as Role };
    return true;
  }
}

export interface Answered {
  readonly status: number;
  readonly etag: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Somebody who asks. */
export interface Asker {
  readonly organisation: string;
  readonly role: Role;
  readonly actor?: string;
}

export interface TestController extends Asker {
  readonly id: string;
  readonly agreementId: string;
  readonly contactId: string | null;
}

/** The notices' room with a real log, real keys, real models and a real HTTP port, and what else a test needs of its neighbours. */
export class Room {
  private constructor(
    readonly clock: TestClock,
    private readonly directory: string,
    private readonly log: SqliteEventLog,
    readonly commands: CommandRunner,
    readonly models: CatchUp,
    private readonly store: ReadModelStore,
    private readonly app: NestFastifyApplication,
    private readonly url: string,
  ) {}

  static async open(startAt: string): Promise<Room> {
    const directory = mkdtempSync(join(tmpdir(), 'art33-notices-'));
    const clock = new TestClock(toInstant(Date.parse(startAt)));
    const log = await SqliteEventLog.open({ file: join(directory, 'log.db'), clock });
    const keys = await DirectoryKeyStore.open({ directory: join(directory, 'keys'), masterKey: Buffer.alloc(32, 33) });
    const codec = new EventCodec(new EventRegistry([partiesEvents, incidentEvents, noticeEvents]), new Sealer(keys));
    const commands = new CommandRunner(log, codec, clock);
    const store = ReadModelStore.open({ directory: join(directory, 'models'), projections: PROJECTIONS });
    const models = new CatchUp({ log, codec, store });
    const history = new ModelHistory({ log, codec, models, projections: PROJECTIONS });
    models.start();

    @Global()
    @Module({
      providers: [
        { provide: NoticeLinks, useValue: new NoticeLinks(Buffer.alloc(32, 7), 'https://art33.example') },
        { provide: DIGEST_KEY, useValue: Buffer.alloc(32, 9) },
      ],
      exports: [NoticeLinks, DIGEST_KEY],
    })
    class Shared {}
    @Module({ imports: [EventLogModule.with({ clock, log, keys, commands, models, history }), Shared, NoticesModule] })
    class App {}
    const adapter = new FastifyAdapter();
    const app = await NestFactory.create<NestFastifyApplication>(App, adapter, { logger: false, bodyParser: false });
    addBodyParsers(adapter.getInstance() as never);
    app.useGlobalPipes(validationPipe());
    app.useGlobalGuards(new HeaderGuard());
    app.useGlobalFilters(new ProblemFilter());
    app.useGlobalInterceptors(new CommandInterceptor(models, history, Buffer.alloc(32, 9)));
    await app.listen(0, '127.0.0.1');
    return new Room(clock, directory, log, commands, models, store, app, await app.getUrl());
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.models.stop();
    this.store.close();
    await this.log.close();
    rmSync(this.directory, { recursive: true });
  }

  /** Waits until everything written is shown. */
  async settled(): Promise<void> {
    const { position } = await this.log.head();
    if (position !== undefined && !(await this.models.waitFor(position, PATIENCE))) throw new Error('the models do not keep up');
  }

  async request(
    who: Asker,
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answered> {
    await this.settled();
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        'x-organisation': who.organisation,
        'x-role': who.role,
        'x-actor': who.actor ?? 'one',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    await this.settled();
    return { status: response.status, etag: response.headers.get('etag'), body: (text === '' ? {} : JSON.parse(text)) as Answered['body'] };
  }

  context(organisation: string): CommandContext {
    return { actor: { kind: 'system', id: 'test' }, organisation, commandId: randomUUID(), correlationId: randomUUID() };
  }

  /** Imports a terms file of the examples and returns its processor and terms. */
  async terms(file: 'cgm' | 'ratiomedicus' | 'lumitra'): Promise<{ readonly processor: Asker; readonly termsId: string }> {
    const { organisation: _, ...context } = this.context('');
    const content = readFileSync(join('examples', 'terms', `${file}.yaml`));
    const imported = await importTerms({ commands: this.commands, clock: this.clock }, [{ name: file, content }], { context, onlyFor: null, dryRun: false });
    const [terms] = imported.files;
    if (!terms) throw new Error(JSON.stringify(imported.faults));
    await this.settled();
    return { processor: { organisation: terms.processorId, role: 'processor' }, termsId: terms.termsId };
  }

  /** A controller with its agreement, and a contact unless said otherwise. */
  async controller(processor: Asker, termsId: string, name: string, options: { readonly contact: boolean } = { contact: true }): Promise<TestController> {
    const id = deriveId('test', name);
    const { organisation } = processor;
    const onBehalfOf = organisation;
    const stream = organisationStream(id);
    const registered = { type: 'register-controller', organisationId: id, ...PRACTICE, name, onBehalfOf } as const;
    await this.commands.run(organisationDecider, stream, registered, this.context(organisation));
    const contactId = options.contact ? deriveId('test', name, 'contact') : null;
    if (contactId !== null) {
      const email = `${name.toLowerCase()}@practice.example`;
      const contact = { name: `Contact of ${name}`, function: null, email, phone: null, language: 'de', purposes: ['breach-notices'] } as const;
      await this.commands.run(organisationDecider, stream, { type: 'add-contact', contactId, ...contact, onBehalfOf }, this.context(organisation));
    }
    const agreementId = agreementIdOf(organisation, id, termsId, 1);
    const concluded = { type: 'conclude-agreement', agreementId, controllerId: id, termsId, termsVersion: 1, from: '2026-01-01T00:00:00.000Z', subprocessors: [] } as const;
    await this.commands.run(agreementDecider, agreementStream(agreementId), { ...concluded, onBehalfOf }, this.context(organisation));
    await this.settled();
    return { id, organisation: id, role: 'controller', agreementId, contactId };
  }

  /** Logs an incident that affects these controllers, and brings their notices in line with it. */
  async incident(processor: Asker, termsId: string, controllers: readonly TestController[], facts: readonly IncidentFact[]): Promise<string> {
    const incidentId = randomUUID();
    const { organisation } = processor;
    const onBehalfOf = organisation;
    const run = (command: Parameters<typeof incidentDecider.decide>[0]) =>
      this.commands.run(incidentDecider, incidentStream(incidentId), command, this.context(organisation));
    const now = this.clock.instant;
    const details = { ...UNKNOWN_DETAILS, title: 'night', summary: 'Ein Unbekannter hat sich angemeldet.', detected: stated(now) };
    await run({ type: 'log-incident', incidentId, details, awareness: [...facts], subprocessors: [], onBehalfOf, now });
    const agreements = controllers.map(({ agreementId, id }) => ({ agreementId, controllerId: id, ended: false }));
    const rule = { by: 'agreements' } as const;
    await run({ type: 'affect-controllers', rule, evaluatedAtLogNumber: 0, chunk: 1, chunks: 1, agreements, onBehalfOf, now });
    for (const controller of controllers) await this.align(incidentId, processor, termsId, controller, facts);
    return incidentId;
  }

  async align(incidentId: string, processor: Asker, termsId: string, controller: TestController, facts: readonly IncidentFact[]): Promise<void> {
    const { db } = this.models;
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
    await this.commands.run(noticeDecider, item.stream, item.command, item.context);
    await this.settled();
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
