import { PageQuery } from '@art33/http';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';

export class ListEventsQuery extends PageQuery {
  /** One stream, e.g. `incident-<id>`. */
  @IsOptional()
  @Matches(/^[a-z]+-[0-9a-f-]{36}$/)
  stream?: string;

  /** One kind of stream, e.g. `notice`. */
  @IsOptional()
  @Matches(/^[a-z]{1,30}$/)
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
