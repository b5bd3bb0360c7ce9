import { Controller, Get, Inject, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { decodeCursor, invalid, page, readInstant, sortOf, type Page } from '@art33/http';
import { CurrentScope, type OrganisationScope } from '@art33/identity';
import { ListDeadlines } from '../handlers/deadlines.js';
import type { DeadlineKey, WatchedDeadline } from '../read-model/list.js';
import { ListDeadlinesQuery } from './deadlines.dto.js';

@ApiTags('deadlines')
@Controller('deadlines')
export class DeadlinesController {
  constructor(@Inject(QueryBus) private readonly queryBus: QueryBus) {}

  /** What the organisation owes and when: the nearest first, each with its clause and how it was computed. */
  @Get()
  async list(
    @CurrentScope() scope: OrganisationScope,
    @Query() query: ListDeadlinesQuery,
  ): Promise<Page<WatchedDeadline>> {
    const { state, ownerKind, subject, dueUntil, limit, cursor } = query;
    const filter = {
      ...(state && { states: state }),
      ...(ownerKind !== undefined && { ownerKind }),
      ...(subject !== undefined && { subject }),
      ...(dueUntil !== undefined && { dueUntil: readInstant('dueUntil', dueUntil).at }),
    };
    const { descending } = sortOf(query.sort, ['due'], 'due');
    const after = keyOf(cursor);
    const rows = await this.queryBus.execute(
      new ListDeadlines(scope, filter, { limit: limit + 1, descending, ...(after && { after }) }),
    );
    return page(
      rows,
      limit,
      ({ key }) => key,
      ({ view }) => view,
    );
  }
}

function keyOf(cursor: string | undefined): DeadlineKey | undefined {
  const key = decodeCursor(cursor);
  if (!key) return undefined;
  const [sortAt, ownerId, duty] = key;
  if (key.length !== 3 || typeof sortAt !== 'string' || typeof ownerId !== 'string' || typeof duty !== 'string') {
    throw invalid('cursor', 'a nextCursor of this list');
  }
  return [sortAt, ownerId, duty];
}
