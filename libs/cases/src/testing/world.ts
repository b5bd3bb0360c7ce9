import { deriveId, testContext, type CommandContext, type ReadModelDb } from '@art33/event-log';
import {
  allRightsOf,
  AUTHENTICATORS,
  OrganisationScope,
  ServedRooms,
  type Authenticator,
  type Role,
} from '@art33/identity';
import { partiesEvents } from '@art33/parties';
import { watchProjection } from '@art33/watch';
import { caseDecider } from '../domain/decider.js';
import { caseEvents } from '../domain/events.js';
import { caseIdOf, caseStream } from '../domain/ids.js';
import type { CaseCommandData, CaseDelivery } from '../domain/commands.js';
import { caseProjection } from '../read-model/projection.js';
import { caseWatchSource } from '../read-model/watch-source.js';
import { CasesModule } from '../index.js';
import { alignOf, practice, utc } from './story.js';

/** Stands for a session: a person of the controller, named by a header. */
const namedByHeader: Authenticator = ({ headers }) =>
  typeof headers['x-person'] === 'string'
    ? {
        actor: { kind: 'person', id: headers['x-person'] },
        organisation: practice,
        role: 'controller',
        rights: allRightsOf('controller'),
      }
    : undefined;

/** Cases over a real log, with their read models, the index of deadlines, and real HTTP. */
export class World {
  private constructor(readonly rooms: ServedRooms) {}

  static async open(): Promise<World> {
    return new World(
      await ServedRooms.open({
        imports: [CasesModule],
        providers: [{ provide: AUTHENTICATORS, useValue: [namedByHeader] }],
        events: { ...partiesEvents, ...caseEvents },
        projections: [caseProjection, watchProjection([caseWatchSource])],
      }),
    );
  }
  close(): Promise<void> {
    return this.rooms.close();
  }

  get db(): ReadModelDb {
    return this.rooms.models.db;
  }
  scope(organisation = practice, role: Role = 'controller'): OrganisationScope {
    return OrganisationScope.of({ organisation, role });
  }

  /** Gives a command to a case at an instant, and waits until what it led to is shown. */
  async give(
    caseId: string,
    at: string,
    command: CaseCommandData,
    context: Partial<CommandContext> = {},
  ): Promise<void> {
    this.rooms.test.clock.set(utc(at));
    const of = testContext({ organisation: practice, ...context });
    await this.rooms.test.commands.run(caseDecider, caseStream(caseId), command, of);
    await this.rooms.settled();
  }

  /** Tells a controller's case, as the service does, what is known of its notice's deliveries; gives the case's id. */
  async deliver(name: string, at: string, deliveries: readonly CaseDelivery[], controller = practice): Promise<string> {
    const notice = deriveId('notice', name);
    const actor = { kind: 'system', id: 'test' } as const;
    await this.give(caseIdOf(notice), at, alignOf(notice, controller, deliveries), { actor, organisation: controller });
    return caseIdOf(notice);
  }
}
