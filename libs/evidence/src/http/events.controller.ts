import { Controller, Get, Inject, Param, ParseIntPipe, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  categoryOfStream,
  EVENT_LOG,
  leafHash,
  READ_MODELS,
  type EventLog,
  type ReadModels,
  type StoredEvent,
} from '@art33/event-log';
import { instantsOf, notFound, page, type Page } from '@art33/http';
import { CurrentScope, recordsRead, type OrganisationScope, type ReadRecord } from '@art33/identity';
import { eventByLogNumber, eventCursor, listEvents, type EventFilter, type EventRow } from '../read-model/queries.js';
import { ListEventsQuery } from './events.dto.js';

/** One event as it is stored: personal fields sealed, with the hash that the evidence tree will hold. */
export interface StoredEventView extends Omit<StoredEvent, 'position'> {
  /** SHA-256 of the leaf, hexadecimal: recomputed from the other fields but the log number. */
  readonly leafHash: string;
}

/** An event as lists of events show it. */
export interface ListedEvent extends EventRow {
  /** What somebody read: an event about that is kept in a stream of its own. */
  readonly read?: ReadRecord;
}

/** The event history of the asking organisation. */
@ApiTags('events')
@Controller('events')
export class EventsController {
  constructor(
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(EVENT_LOG) private readonly log: EventLog,
  ) {}

  /** All events of the organisation, in log order; the newest first with `sort=-logNumber`. */
  @Get()
  async list(@CurrentScope() scope: OrganisationScope, @Query() query: ListEventsQuery): Promise<Page<ListedEvent>> {
    const filter: EventFilter = { ...query, ...instantsOf(query, 'from', 'until') };
    const rows = await listEvents(this.models.db, scope, filter);
    return page(this.withRead(scope, rows), query.limit, eventCursor(query.sort));
  }

  private withRead(scope: OrganisationScope, rows: readonly EventRow[]): readonly ListedEvent[] {
    const streams = rows.filter(({ stream }) => categoryOfStream(stream) === 'access').map(({ stream }) => stream);
    if (streams.length === 0) return rows;
    const records = recordsRead(this.models.db, scope, streams);
    return rows.map((row) => {
      const read = records.get(row.stream);
      return read ? { ...row, read } : row;
    });
  }

  /** One event by its log number, as stored. */
  @Get(':logNumber')
  async one(
    @CurrentScope() scope: OrganisationScope,
    @Param('logNumber', ParseIntPipe) logNumber: number,
  ): Promise<StoredEventView> {
    const row = eventByLogNumber(this.models.db, scope, logNumber);
    const [event] = row ? await this.log.readStream(row.stream, { from: row.revision, limit: 1 }) : [];
    if (!event) throw notFound();
    const { id, stream, revision, type, schemaVersion, recordedAt, metadata, data } = event;
    const stored = {
      logNumber: event.logNumber,
      id,
      stream,
      revision,
      type,
      schemaVersion,
      recordedAt,
      metadata,
      data,
    };
    return { ...stored, leafHash: leafHash(stored) };
  }
}
