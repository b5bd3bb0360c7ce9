import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CatchUp,
  deriveId,
  ModelHistory,
  ReadModelStore,
  testContext,
  TestLog,
  type CommandContext,
  type DomainEvent,
  type ReadModelDb,
} from '@art33/event-log';
import { commandProjection } from '@art33/http';
import { identityEvents, OrganisationScope, tokenProjection, type Role } from '@art33/identity';
import {
  agreementDecider,
  agreementIdOf,
  agreementStream,
  importTerms,
  organisationDecider,
  organisationStream,
  partiesEvents,
  partiesProjections,
  processorId,
  termsIdOf,
  type OrganisationCommandData,
} from '@art33/parties';
import { AffectControllersHandler } from '../handlers/affect-controllers.js';
import { IncidentCommandHandler, IncidentCommand } from '../handlers/commands.js';
import { Selector } from '../handlers/selector.js';
import { incidentEvents } from '../domain/events.js';
import { reportEvents } from '../domain/reports/events.js';
import { incidentProjections } from '../index.js';

export const ratiomedicus = processorId('ratiomedicus-gmbh');
export const ratiomedicusTerms = termsIdOf(ratiomedicus, 'ratiomedicus-avv');
export const lumitra = processorId('lumitra-gmbh');
export const START = '2026-01-01T00:00:00.000Z';

const NAMED = ['microsoft-ireland-operations-ltd', 'hetzner-online-gmbh', 'abcomed-gmbh', 'datev-eg'];

/** Two processors with their real terms, on a real log with real read models. */
export class World {
  private constructor(
    readonly test: TestLog,
    private readonly store: ReadModelStore,
    readonly models: CatchUp,
    readonly history: ModelHistory,
  ) {}

  static async open(): Promise<World> {
    const test = await TestLog.open(incidentEvents, reportEvents, partiesEvents, identityEvents);
    const projections = [commandProjection, tokenProjection, ...partiesProjections, ...incidentProjections];
    const store = ReadModelStore.open({ directory: join(test.directory, 'models'), projections });
    const models = new CatchUp({ log: test.log, codec: test.codec, store });
    models.start();
    const history = new ModelHistory({ log: test.log, codec: test.codec, models, projections });
    const world = new World(test, store, models, history);
    await world.importTerms();
    return world;
  }

  async close(): Promise<void> {
    await this.models.stop();
    this.store.close();
    await this.test.close();
  }

  get db(): ReadModelDb {
    return this.models.db;
  }
  get selector(): Selector {
    return new Selector(this.test.log, this.models, this.test.clock);
  }
  get affectHandler(): AffectControllersHandler {
    return new AffectControllersHandler(this.test.commands, this.selector);
  }

  /** What a token of this organisation may see. */
  scope(organisation: string = ratiomedicus, role: Role = 'processor'): OrganisationScope {
    return OrganisationScope.of({ organisation, role });
  }
  context(organisation: string = ratiomedicus, rest: Partial<CommandContext> = {}): CommandContext {
    return testContext({ organisation, ...rest });
  }

  /** Waits until the read models show everything. */
  async settled(): Promise<void> {
    const { position } = await this.test.log.head();
    if (position !== undefined) await this.models.waitFor(position, 60_000);
  }

  /** Gives a command to an incident, and waits until what it led to is shown. */
  async give(
    incidentId: string,
    command: IncidentCommand['command'],
    context = this.context(),
  ): Promise<readonly DomainEvent[]> {
    const handler = new IncidentCommandHandler(this.test.commands);
    const { events } = await handler.execute(new IncidentCommand(incidentId, command, context));
    await this.settled();
    return events;
  }

  /** Logs an incident and gives its id. */
  async log(
    details: Extract<IncidentCommand['command'], { type: 'log-incident' }>['details'],
    rest: Partial<Extract<IncidentCommand['command'], { type: 'log-incident' }>> = {},
    context = this.context(),
  ): Promise<string> {
    const incidentId = deriveId(context.commandId, 'incident');
    await this.give(
      incidentId,
      { type: 'log-incident', incidentId, details, awareness: [], subprocessors: [], ...rest },
      context,
    );
    return incidentId;
  }

  /** Registers a controller (a name that is its own) and concludes its agreement under ratiomedicus' terms. */
  async agreement(
    name: string,
    options: { readonly contact?: boolean; readonly until?: string } = {},
  ): Promise<string> {
    const controllerId = deriveId('controller', name);
    await this.organisation(controllerId, {
      type: 'register-controller',
      organisationId: controllerId,
      ...practice(name),
    });
    if (options.contact ?? true)
      await this.organisation(controllerId, { type: 'add-contact', contactId: deriveId('contact', name), ...person });
    const [agreementId] = await this.agreements([controllerId]);
    if (options.until !== undefined)
      await this.test.commands.run(
        agreementDecider,
        agreementStream(agreementId!),
        { type: 'end-agreement', until: options.until, onBehalfOf: ratiomedicus },
        this.context(),
      );
    await this.settled();
    return agreementId!;
  }

  /** Concludes an agreement with each of the controllers, registered or not. */
  async agreements(controllers: readonly string[]): Promise<readonly string[]> {
    const items = controllers.map((controllerId) => {
      const agreementId = agreementIdOf(ratiomedicus, controllerId, ratiomedicusTerms, 1);
      const command = {
        type: 'conclude-agreement',
        agreementId,
        controllerId,
        termsId: ratiomedicusTerms,
        termsVersion: 1,
        from: START,
      } as const;
      return {
        stream: agreementStream(agreementId),
        command: { ...command, subprocessors: NAMED, onBehalfOf: ratiomedicus },
        context: this.context(),
      };
    });
    const failed = (await this.test.commands.runMany(agreementDecider, items)).find(
      (outcome) => outcome instanceof Error,
    );
    if (failed) throw failed;
    await this.settled();
    return items.map(({ command }) => command.agreementId);
  }

  private organisation(id: string, command: OrganisationCommandData) {
    return this.test.commands.run(
      organisationDecider,
      organisationStream(id),
      { ...command, onBehalfOf: ratiomedicus },
      this.context(),
    );
  }

  private async importTerms(): Promise<void> {
    const names = ['ratiomedicus', 'lumitra'];
    const files = await Promise.all(
      names.map(async (name) => ({ name, content: await readFile(join('examples', 'terms', `${name}.yaml`)) })),
    );
    const services = { commands: this.test.commands, clock: this.test.clock };
    const { faults } = await importTerms(services, files, { context: this.context(), onlyFor: null, dryRun: false });
    if (faults.length > 0) throw new Error(JSON.stringify(faults));
    await this.settled();
  }
}

const practice = (name: string) =>
  ({
    name,
    legalForm: null,
    address: { street: 'Lindenweg 3', postalCode: '87435', city: 'Kempten' },
    land: 'BY',
    country: 'DE',
    timeZone: 'Europe/Berlin',
    language: 'de',
    regime: 'gdpr',
    customerNumber: null,
  }) as const;
const person = {
  name: 'Dr. Anna Meier',
  function: null,
  email: 'praxis@example.org',
  phone: null,
  language: 'de',
  purposes: ['breach-notices'],
} as const;
