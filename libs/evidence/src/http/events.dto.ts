import { PageQuery } from '@art33/http';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';

export const STREAM = /^[a-z]+-[0-9a-f-]{36}$/;
export const STREAM_RULE = { message: '$property must be a record by its stream, such as incident-<id>' };
export const CATEGORY = /^[a-z]{1,30}$/;
export const CATEGORY_RULE = { message: '$property must be a kind of record in lower case, such as notice' };

export class ListEventsQuery extends PageQuery {
  /** One stream, e.g. `incident-<id>`. */
  @IsOptional()
  @Matches(STREAM, STREAM_RULE)
  stream?: string;

  /** One kind of stream, e.g. `notice`. */
  @IsOptional()
  @Matches(CATEGORY, CATEGORY_RULE)
  category?: string;

  /** One event type, e.g. `DeadlineMissed`. */
  @IsOptional()
  @IsString()
  @MaxLength(80)
  type?: string;

  /** Recorded at or after (RFC 3339, with offset). */
  @IsOptional()
  @IsString()
  @MaxLength(60)
  from?: string;

  /** Recorded before (RFC 3339, with offset). */
  @IsOptional()
  @IsString()
  @MaxLength(60)
  until?: string;
}
