import BetterSqlite3 from 'better-sqlite3';
import {
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
import { agreementProjection, organisationProjection, termsProjection } from '../read-model/projection.js';
import { digestOfTerms } from '../terms-file/index.js';
import { anna, conclude, practice, processor, registerProcessor, sampleTerms, termsId } from './samples.js';

/** A real log with the read models of this room (and of others, where asked) over it, in memory. */
export class World {
  db: ReadModelDb;
  private position: string | undefined;

  private constructor(
    readonly log: TestLog,
    private readonly projections: readonly Projection[],
  ) {
    this.db = emptyModels(projections);
  }

  static async open(
    declarations: readonly EventDeclarations[] = [],
    projections: readonly Projection[] = [],
  ): Promise<World> {
    const log = await TestLog.open(partiesEvents, ...declarations);
    return new World(log, [organisationProjection, termsProjection, agreementProjection, ...projections]);
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

  /** Shows everything that the log holds. */
  async catchUp(): Promise<void> {
    for (let events = await this.next(); events.length > 0; events = await this.next()) {
      for (const event of await this.log.codec.openMany(events)) {
        for (const projection of this.projections)
          if (projection.handles === 'all' || projection.handles.includes(event.type)) projection.apply(event, this.db);
        this.position = event.position;
      }
    }
  }

  /** Builds the read models anew, as after an erasure. */
  async rebuild(): Promise<void> {
    this.db = emptyModels(this.projections);
    this.position = undefined;
    await this.catchUp();
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

  private async next() {
    return this.log.log.readAll(this.position, 500);
  }
}

export const scopeOf = (organisation: string, role: Role = 'processor'): OrganisationScope =>
  OrganisationScope.of({ organisation, role });

function emptyModels(projections: readonly Projection[]): ReadModelDb {
  const database = new BetterSqlite3(':memory:');
  for (const { tables } of projections) database.exec(tables);
  return { sql: (text) => database.prepare<unknown[], Record<string, unknown>>(text) };
}
