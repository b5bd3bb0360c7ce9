import { Inject, Injectable } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import {
  CLOCK,
  HISTORY,
  READ_MODELS,
  lastLogNumber,
  lastLogTime,
  toInstant,
  type Clock,
  type History,
  type ReadModelDb,
  type ReadModels,
} from '@art33/event-log';
import { readWanted, type Found, type Wanted } from '@art33/http';
import { ScopedQuery, type OrganisationScope } from '@art33/identity';
import { affectedIds, incidentById } from '@art33/incidents';
import { organisation } from '@art33/parties';
import { noticeStream } from '../domain/ids.js';
import { listNotices, listNoticesOf, type NoticeFilter } from '../read-model/lists.js';
import { KeptTally, quartersUpTo } from '../read-model/kept.js';
import { noticeProjection } from '../read-model/projection.js';
import { controllerRecord, incidentCounts, type Reading } from '../read-model/queries.js';
import { noticeById, receiptsOf, type FoundNotice } from '../read-model/record.js';
import type {
  ControllerRecord,
  IncidentCounts,
  KeptRecord,
  NoticeListItem,
  ReceiptView,
  ReceivedNoticeListItem,
} from '../read-model/views.js';
import { noticeIdsOf } from './notice-ids.js';

/** Reads the models of now, or of the past as the log had it at a log number. */
@Injectable()
export class NoticeReader {
  constructor(
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(HISTORY) private readonly history: History,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  get live(): Reading {
    return this.at();
  }

  /** The live models, or those of one moment. */
  at(db: ReadModelDb = this.models.db): Reading {
    return { db, now: toInstant(this.clock.now()), names: db };
  }

  /** The same look at the models of now or of the past. */
  async look<T>(noticeIds: readonly string[], asOf: number | undefined, look: (reading: Reading) => T): Promise<T> {
    if (asOf === undefined) return look(this.live);
    const { live } = this;
    const then = (db: ReadModelDb) => look({ ...live, db, now: lastLogTime(db) ?? live.now });
    return this.history.asOf(noticeIds.map(noticeStream), asOf, then, [noticeProjection]);
  }

  /** The same look at the past of many notices, which is kept for the next page of them. */
  lookAtAll<T>(name: string, noticeIds: readonly string[], asOf: number, look: (reading: Reading) => T): Promise<T> {
    const { now } = this.live;
    const past = { name, streams: noticeIds.map(noticeStream), among: [noticeProjection] };
    // What this past holds no tables of is read as it is now: names, and who may see what.
    return this.history.kept(past, asOf, (db) => look({ db, now: lastLogTime(db) ?? now, names: db }));
  }

  /** A look at all notices, now or in the past, with the names of now. */
  list<T>(scope: OrganisationScope, wanted: Wanted, look: (reading: Reading) => T): Promise<T> {
    const now = wanted.asOf?.instant ?? toInstant(this.clock.now());
    const then = (db: ReadModelDb) => look({ db, now, names: db });
    return readWanted(wanted, scope.organisation, this.models, this.history, then);
  }
}

/** The processor's notices; for a controller (and its auditors) what it was told, where no filter counts. */
export class ListNotices extends ScopedQuery<Found<NoticeListItem | ReceivedNoticeListItem>> {
  constructor(
    scope: OrganisationScope,
    readonly filter: NoticeFilter,
    readonly wanted: Wanted,
  ) {
    super(scope);
  }
}

@QueryHandler(ListNotices)
export class ListNoticesHandler implements IQueryHandler<ListNotices> {
  constructor(@Inject(NoticeReader) private readonly reader: NoticeReader) {}

  execute({ scope, filter, wanted }: ListNotices): Promise<Found<NoticeListItem | ReceivedNoticeListItem>> {
    return this.reader.list(scope, wanted, (reading) => listNotices(reading, scope, filter, wanted));
  }
}

/** One notice, now or as the log had it; undefined where there is none to see. */
export class GetNotice extends ScopedQuery<FoundNotice | undefined> {
  constructor(
    scope: OrganisationScope,
    readonly noticeId: string,
    readonly asOf?: number,
  ) {
    super(scope);
  }
}

@QueryHandler(GetNotice)
export class GetNoticeHandler implements IQueryHandler<GetNotice> {
  constructor(@Inject(NoticeReader) private readonly reader: NoticeReader) {}

  execute({ scope, noticeId, asOf }: GetNotice): Promise<FoundNotice | undefined> {
    return this.reader.look([noticeId], asOf, (reading) => noticeById(reading, scope, noticeId));
  }
}

/** The receipts of a notice's acknowledgements, the latest first; undefined where there is no notice to see. */
export class GetReceipts extends ScopedQuery<readonly ReceiptView[] | undefined> {
  constructor(
    scope: OrganisationScope,
    readonly noticeId: string,
    readonly asOf?: number,
  ) {
    super(scope);
  }
}

@QueryHandler(GetReceipts)
export class GetReceiptsHandler implements IQueryHandler<GetReceipts> {
  constructor(@Inject(NoticeReader) private readonly reader: NoticeReader) {}

  execute({ scope, noticeId, asOf }: GetReceipts): Promise<readonly ReceiptView[] | undefined> {
    return this.reader.look([noticeId], asOf, ({ db }) => receiptsOf(db, scope, noticeId));
  }
}

/** The matrix of an incident: where its notices stand, counted and one by one. */
export interface IncidentNotices extends Found<NoticeListItem> {
  readonly counts: IncidentCounts;
  /** Of the last event that is shown. */
  readonly logNumber: number;
}

/** Undefined where there is no incident to see. */
export class GetIncidentNotices extends ScopedQuery<IncidentNotices | undefined> {
  constructor(
    scope: OrganisationScope,
    readonly incidentId: string,
    readonly filter: NoticeFilter,
    readonly wanted: Wanted,
    readonly asOf?: number,
  ) {
    super(scope);
  }
}

@QueryHandler(GetIncidentNotices)
export class GetIncidentNoticesHandler implements IQueryHandler<GetIncidentNotices> {
  constructor(@Inject(NoticeReader) private readonly reader: NoticeReader) {}

  async execute({ scope, incidentId, filter, wanted, asOf }: GetIncidentNotices): Promise<IncidentNotices | undefined> {
    const live = this.reader.at(wanted.db);
    const { db } = live;
    if (!incidentById(db, scope, incidentId)) return undefined;
    const look = (reading: Reading): IncidentNotices => ({
      counts: incidentCounts(reading.db, scope, incidentId, reading.now),
      logNumber: lastLogNumber(reading.db),
      ...listNoticesOf(reading, scope, incidentId, filter, wanted),
    });
    if (asOf === undefined) return look(live);
    const noticeIds = await noticeIdsOf(incidentId, [...affectedIds(db, scope, incidentId)]);
    return this.reader.lookAtAll(`notices of ${incidentId}`, noticeIds, asOf, look);
  }
}

/** How the processor has kept its duties towards one controller; undefined where it keeps no such record. */
export class GetControllerRecord extends ScopedQuery<ControllerRecord | undefined> {
  constructor(
    scope: OrganisationScope,
    readonly controllerId: string,
  ) {
    super(scope);
  }
}

@QueryHandler(GetControllerRecord)
export class GetControllerRecordHandler implements IQueryHandler<GetControllerRecord> {
  constructor(@Inject(NoticeReader) private readonly reader: NoticeReader) {}

  async execute({ scope, controllerId }: GetControllerRecord): Promise<ControllerRecord | undefined> {
    const { db, now } = this.reader.live;
    return controllerRecord(db, scope, controllerId, now);
  }
}

/** How the processor has kept its duties in the last two years. */
export class GetKeptRecord extends ScopedQuery<KeptRecord | undefined> {}

/** Two years. */
const QUARTERS = 8;

@QueryHandler(GetKeptRecord)
export class GetKeptRecordHandler implements IQueryHandler<GetKeptRecord> {
  constructor(@Inject(NoticeReader) private readonly reader: NoticeReader) {}

  async execute({ scope }: GetKeptRecord): Promise<KeptRecord | undefined> {
    const { db, now } = this.reader.live;
    const own = organisation(db, scope.organisation);
    if (own?.kind !== 'processor') return undefined;
    const tally = new KeptTally(scope, now);
    for (const quarter of quartersUpTo(now, own.timeZone, QUARTERS)) {
      tally.add(this.reader.live.db, quarter);
      // Clocks and others have their turn between quarters of thousands of notices.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return tally.record(this.reader.live.db);
  }
}

export const queryHandlers = [
  NoticeReader,
  ListNoticesHandler,
  GetNoticeHandler,
  GetReceiptsHandler,
  GetIncidentNoticesHandler,
  GetControllerRecordHandler,
  GetKeptRecordHandler,
];
