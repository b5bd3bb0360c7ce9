import { join } from 'node:path';
import {
  CatchUp,
  ModelHistory,
  ReadModelStore,
  TestLog,
  testContext,
  type CommandContext,
  type CommandOutcome,
  type Decider,
  type DomainEvent,
  type EventDeclarations,
  type Projection,
  type ReadModelDb,
} from '@art33/event-log';
import { OrganisationScope, type Role } from '@art33/identity';
import { agreementDecider } from '../domain/agreement-decider.js';
import type { AgreementCommandData, OnBehalf } from '../domain/commands.js';
import { partiesEvents } from '../domain/events.js';
import { agreementStream, organisationStream, termsStream } from '../domain/ids.js';
import { organisationDecider } from '../domain/organisation-decider.js';
import { termsDecider } from '../domain/terms-decider.js';
import type { Terms } from '../domain/terms.js';
import { partiesProjections } from '../index.js';
import { digestOfTerms } from '../terms-file/index.js';
import { anna, conclude, practice, processor, registerProcessor, sampleTerms, termsId } from './samples.js';

/** A real log with the read models of this room (and of others, where asked) kept up with it. */
export class World {
  readonly db: ReadModelDb;

  private constructor(
    readonly log: TestLog,
    private readonly store: ReadModelStore,
    readonly models: CatchUp,
    readonly history: ModelHistory,
  ) {
    this.db = store.db;
    models.start();
  }

  static async open(
    declarations: readonly EventDeclarations[] = [],
    projections: readonly Projection[] = [],
  ): Promise<World> {
    const log = await TestLog.open(partiesEvents, ...declarations);
    const all = [...partiesProjections, ...projections];
    const store = ReadModelStore.open({ directory: join(log.directory, 'models'), projections: all });
    const models = new CatchUp({ log: log.log, codec: log.codec, store });
    const history = new ModelHistory({ log: log.log, codec: log.codec, models, projections: all });
    return new World(log, store, models, history);
  }

  async close(): Promise<void> {
    await this.models.stop();
    this.store.close();
    await this.log.close();
  }

  /** Runs a command on behalf of `onBehalfOf` and shows what it led to. */
  async run<S, C extends { readonly type: string }, E extends DomainEvent>(
    decider: Decider<S, C & OnBehalf, E>,
    stream: string,
    command: C & OnBehalf,
    context: Partial<CommandContext> = {},
  ): Promise<CommandOutcome<E>> {
    const outcome = await this.log.commands.run(
      decider,
      stream,
      command,
      testContext({ organisation: command.onBehalfOf, ...context }),
    );
    await this.catchUp();
    return outcome;
  }

  /** Waits until the read models show what the log holds. */
  async catchUp(): Promise<void> {
    const { position } = await this.log.log.head();
    if (position !== undefined && !(await this.models.waitFor(position, 60_000)))
      throw new Error(JSON.stringify(this.models.status()));
  }

  async registerProcessor(id = processor): Promise<void> {
    await this.run(organisationDecider, organisationStream(id), {
      ...registerProcessor,
      organisationId: id,
      onBehalfOf: id,
    });
  }

  async registerController(id: string, details: Partial<typeof practice> = {}, keptBy = processor): Promise<void> {
    const register = {
      type: 'register-controller',
      organisationId: id,
      ...practice,
      ...details,
      onBehalfOf: keptBy,
    } as const;
    await this.run(organisationDecider, organisationStream(id), register);
  }

  async addContact(
    controller: string,
    contactId: string,
    details: Partial<typeof anna> = {},
    keptBy = processor,
  ): Promise<void> {
    const add = { type: 'add-contact', contactId, ...anna, ...details, onBehalfOf: keptBy } as const;
    await this.run(organisationDecider, organisationStream(controller), add);
  }

  async publish(terms: Terms = sampleTerms): Promise<void> {
    const publish = {
      type: 'publish-terms',
      termsId,
      terms,
      digest: digestOfTerms(terms),
      onBehalfOf: processor,
    } as const;
    await this.run(termsDecider, termsStream(termsId), publish);
  }

  async conclude(agreementId: string, details: Partial<typeof conclude> = {}): Promise<void> {
    await this.run(agreementDecider, agreementStream(agreementId), { ...conclude, agreementId, ...details });
  }

  async agreed(agreementId: string, command: AgreementCommandData, onBehalfOf = processor): Promise<void> {
    await this.run(agreementDecider, agreementStream(agreementId), { ...command, onBehalfOf });
  }
}

export const scopeOf = (organisation: string, role: Role = 'processor'): OrganisationScope =>
  OrganisationScope.of({ organisation, role });
