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
import { readWanted, type Found, type Wanted } from '@art33/http';
import { ScopedQuery, type OrganisationScope } from '@art33/identity';
import { OrganisationNames } from '@art33/parties';
import { laterMatches, type LaterMatch } from '../read-model/later-matches.js';
import {
  affectedAgreements,
  incidentTimeline,
  listIncidents,
  type IncidentFilter,
  type IncidentListItem,
} from '../read-model/lists.js';
import { importStream } from '@art33/imports';
import {
  importOfIncident,
  incidentById,
  type IncidentView,
  type ListedAgreement,
  type TimelineEntry,
} from '../read-model/queries.js';
import { TIMELINE_SOURCES, type TimelineSource } from '../read-model/timeline.js';
import { namesOfSubprocessors } from '../read-model/legal-entities.js';
import { streamsOfIncident } from '../domain/streams.js';

/** Now, or as the log had it at a log number: the same look at other models. */
const lookAt = async <T>(
  live: ReadModelDb,
  history: History,
  incidentId: string,
  asOf: number | undefined,
  look: (db: ReadModelDb) => T,
): Promise<T> => {
  if (asOf === undefined) return look(live);
  // What an import brought is seen since the import was completed, in the past as now.
  const importId = importOfIncident(live, incidentId);
  const streams = [...streamsOfIncident(incidentId), ...(importId === undefined ? [] : [importStream(importId)])];
  return history.asOf(streams, asOf, look);
};

export class ListIncidents extends ScopedQuery<Found<IncidentListItem>> {
  constructor(
    scope: OrganisationScope,
    readonly filter: IncidentFilter,
    readonly wanted: Wanted,
  ) {
    super(scope);
  }
}

@QueryHandler(ListIncidents)
export class ListIncidentsHandler implements IQueryHandler<ListIncidents> {
  constructor(
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(HISTORY) private readonly history: History,
  ) {}

  execute({ scope, filter, wanted }: ListIncidents): Promise<Found<IncidentListItem>> {
    const look = (db: ReadModelDb) => listIncidents(db, scope, filter, wanted);
    return readWanted(wanted, scope.organisation, this.models, this.history, look);
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
    const found = await lookAt(this.models.db, this.history, incidentId, asOf, (db) =>
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

export class GetTimeline extends ScopedQuery<Found<TimelineEntry> | undefined> {
  constructor(
    scope: OrganisationScope,
    readonly incidentId: string,
    readonly wanted: Wanted,
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
    @Inject(TIMELINE_SOURCES) private readonly sources: readonly TimelineSource[],
  ) {}

  async execute({ scope, incidentId, wanted, asOf }: GetTimeline): Promise<Found<TimelineEntry> | undefined> {
    const live = wanted.db ?? this.models.db;
    const isThere = await lookAt(live, this.history, incidentId, asOf, (db) => incidentById(db, scope, incidentId));
    // Lines are added and never changed: what it was then is what it is now, up to that log number.
    return isThere && incidentTimeline(live, scope, incidentId, wanted, { sources: this.sources, upTo: asOf });
  }
}

/** An affected agreement with its controller's name as it is known today; null where it was erased. */
export type ListedController = ListedAgreement & { readonly controllerName: string | null };

export class ListAffected extends ScopedQuery<Found<ListedController> | undefined> {
  constructor(
    scope: OrganisationScope,
    readonly incidentId: string,
    readonly wanted: Wanted,
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

  async execute({ scope, incidentId, wanted, asOf }: ListAffected): Promise<Found<ListedController> | undefined> {
    const live = wanted.db ?? this.models.db;
    const found = await lookAt(live, this.history, incidentId, asOf, (db) =>
      affectedAgreements(db, scope, incidentId, wanted),
    );
    if (!found) return undefined;
    const names = new OrganisationNames(live);
    names.readAhead(found.rows.map(({ controllerId }) => controllerId));
    return {
      ...found,
      rows: found.rows.map((agreement) => ({ ...agreement, controllerName: names.of(agreement.controllerId) })),
    };
  }
}
