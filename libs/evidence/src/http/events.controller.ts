import { Controller, Get, Inject, Param, ParseIntPipe, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { EVENT_LOG, leafHash, READ_MODELS, type EventLog, type ReadModels, type StoredEvent } from '@art33/event-log';
import { notFound, page, type Page } from '@art33/http';
import { CurrentScope, type OrganisationScope } from '@art33/identity';
import { eventByLogNumber, listEvents, type EventRow } from '../read-model/event-list.js';
import { ListEventsQuery } from './events.dto.js';

/** One event as it is stored: personal fields sealed, with the hash that the evidence tree will hold. */
export interface StoredEventView extends Omit<StoredEvent, 'position'> {
  /** SHA-256 of the leaf, hexadecimal. */
  readonly leafHash: string;
}

const utc = (text: string | undefined): string | undefined => text && new Date(text).toISOString();

/** The event history of the asking organisation. */
@ApiTags('events')
@Controller('events')
export class EventsController {
  constructor(
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(EVENT_LOG) private readonly log: EventLog,
  ) {}

  /** All events of the organisation, in log order. */
  @Get()
  list(@CurrentScope() scope: OrganisationScope, @Query() query: ListEventsQuery): Page<EventRow> {
    const rows = listEvents(this.models.db, scope, { ...query, from: utc(query.from), until: utc(query.until) });
    return page(rows, query.limit, (row) => [row.logNumber]);
  }

  /** One event by its log number, as stored. */
  @Get(':logNumber')
  async one(
    @CurrentScope() scope: OrganisationScope,
    @Param('logNumber', ParseIntPipe) logNumber: number,
  ): Promise<StoredEventView> {
    const row = eventByLogNumber(this.models.db, scope, logNumber);
    const [stored] = row ? await this.log.readStream(row.stream, { from: row.revision, limit: 1 }) : [];
    if (!stored) throw notFound();
    const { position: _position, ...event } = stored;
    return { ...event, leafHash: leafHash(stored) };
  }
}
