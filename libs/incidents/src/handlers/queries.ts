import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import {
  CLOCK,
  HISTORY,
  READ_MODELS,
  toInstant,
  type Clock,
  type History,
  type ReadModelDb,
  type ReadModels,
} from '@art33/event-log';
import { ScopedQuery, type OrganisationScope } from '@art33/identity';
import { organisation } from '@art33/parties';
import { laterMatches, type LaterMatch } from '../read-model/later-matches.js';
import {
  affectedAgreements,
  incidentById,
  incidentTimeline,
  listIncidents,
  type IncidentFilter,
  type IncidentListItem,
  type IncidentSort,
  type IncidentView,
  type ListedAgreement,
  type PageOf,
  type Placed,
  type TimelineEntry,
  type TimelineSort,
} from '../read-model/queries.js';
import { namesOfSubprocessors } from '../read-model/legal-entities.js';
import { streamsOfIncident } from '../domain/streams.js';

/** Now, or as the log had it at a log number: the same look at other models. */
const lookAt = async <T>(
  models: ReadModels,
  history: History,
  incidentId: string,
  asOf: number | undefined,
  look: (db: ReadModelDb) => T,
): Promise<T> => (asOf === undefined ? look(models.db) : history.asOf(streamsOfIncident(incidentId), asOf, look));

export class ListIncidents extends ScopedQuery<readonly Placed<IncidentListItem>[]> {
  constructor(
    scope: OrganisationScope,
    readonly filter: IncidentFilter,
    readonly page: PageOf<IncidentSort>,
  ) {
    super(scope);
  }
}

@QueryHandler(ListIncidents)
export class ListIncidentsHandler implements IQueryHandler<ListIncidents> {
  constructor(@Inject(READ_MODELS) private readonly models: ReadModels) {}

  async execute({ scope, filter, page }: ListIncidents): Promise<readonly Placed<IncidentListItem>[]> {
    return listIncidents(this.models.db, scope, filter, page);
  }
}

/** An incident as it is shown: with the names of the legal entities, and who matches its rules by now. */
export interface IncidentShown extends Omit<IncidentView, 'subprocessors'> {
  readonly subprocessors: readonly (IncidentView['subprocessors'][number] & { readonly name: string | null })[];
  /** Findings of today; empty in a look at the past. */
  readonly matchesLater: readonly LaterMatch[];
}

/** One incident; undefined where there is none to see. */
export class GetIncident extends ScopedQuery<{ readonly view: IncidentShown; readonly edits: number } | undefined> {
  constructor(
    scope: OrganisationScope,
    readonly incidentId: string,
    readonly asOf?: number,
  ) {
    super(scope);
  }
}

@QueryHandler(GetIncident)
export class GetIncidentHandler implements IQueryHandler<GetIncident> {
  constructor(
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(HISTORY) private readonly history: History,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({
    scope,
    incidentId,
    asOf,
  }: GetIncident): Promise<{ readonly view: IncidentShown; readonly edits: number } | undefined> {
    const found = await lookAt(this.models, this.history, incidentId, asOf, (db) =>
      incidentById(db, scope, incidentId),
    );
    if (!found) return undefined;
    const { view, edits } = found;
    const names = namesOfSubprocessors(this.models.db, scope);
    const subprocessors = view.subprocessors.map((one) => ({ ...one, name: names.get(one.subprocessorId) ?? null }));
    const matchesLater =
      asOf === undefined ? laterMatches(this.models.db, scope, view, toInstant(this.clock.now())) : [];
    return { view: { ...view, subprocessors, matchesLater }, edits };
  }
}

export class GetTimeline extends ScopedQuery<readonly Placed<TimelineEntry>[] | undefined> {
  constructor(
    scope: OrganisationScope,
    readonly incidentId: string,
    readonly page: PageOf<TimelineSort>,
    readonly asOf?: number,
  ) {
    super(scope);
  }
}

@QueryHandler(GetTimeline)
export class GetTimelineHandler implements IQueryHandler<GetTimeline> {
  constructor(
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(HISTORY) private readonly history: History,
  ) {}

  execute({ scope, incidentId, page, asOf }: GetTimeline): Promise<readonly Placed<TimelineEntry>[] | undefined> {
    return lookAt(this.models, this.history, incidentId, asOf, (db) => incidentTimeline(db, scope, incidentId, page));
  }
}

/** An affected agreement with its controller's name as it is known today; null where it was erased. */
export type ListedController = ListedAgreement & { readonly controllerName: string | null };

export class ListAffected extends ScopedQuery<readonly ListedController[] | undefined> {
  constructor(
    scope: OrganisationScope,
    readonly incidentId: string,
    readonly page: Pick<PageOf<never>, 'after' | 'limit'>,
    readonly asOf?: number,
  ) {
    super(scope);
  }
}

@QueryHandler(ListAffected)
export class ListAffectedHandler implements IQueryHandler<ListAffected> {
  constructor(
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(HISTORY) private readonly history: History,
  ) {}

  async execute({ scope, incidentId, page, asOf }: ListAffected): Promise<readonly ListedController[] | undefined> {
    const listed = await lookAt(this.models, this.history, incidentId, asOf, (db) =>
      affectedAgreements(db, scope, incidentId, page),
    );
    if (!listed) return undefined;
    return listed.map((agreement) => ({
      ...agreement,
      controllerName: organisation(this.models.db, agreement.controllerId)?.name ?? null,
    }));
  }
}
