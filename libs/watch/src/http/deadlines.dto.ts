import { ApiPropertyOptional } from '@nestjs/swagger';
import { asList, PastListQuery } from '@art33/http';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { WATCH_STATES, type WatchState } from '../read-model/list.js';

/** Which deadlines to list; sorts by `due` (a target stands in where there is no due time) and `subject`. */
export class ListDeadlinesQuery extends PastListQuery {
  /** May be given several times; default: everything but `settled`. `sent`: receipt not proven, alarms have stopped. */
  @IsOptional()
  @Transform(asList)
  @IsIn(WATCH_STATES, { each: true })
  @ApiPropertyOptional({ enum: WATCH_STATES, isArray: true })
  state?: WatchState[];

  /** Only duties of one kind of record: `notice` or `case`. */
  @IsOptional()
  @IsString()
  @MaxLength(40)
  ownerKind?: string;

  /** Only duties of one incident (or, for a controller, of one case). */
  @IsOptional()
  @IsString()
  @MaxLength(60)
  subject?: string;

  /** Due, or with a target, at this instant (RFC 3339) or later. */
  @IsOptional()
  @IsString()
  @MaxLength(60)
  dueFrom?: string;

  /** Due, or with a target, at this instant (RFC 3339) or earlier. */
  @IsOptional()
  @IsString()
  @MaxLength(60)
  dueUntil?: string;
}
