import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

/** Paging of every list. */
export class PageQuery {
  /** Where the last page ended: its `nextCursor`. */
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  cursor?: string;

  /** How many items, 1 to 200. */
  @ApiPropertyOptional({ type: 'integer' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 20;

  /** A field name, with `-` in front for descending. */
  @IsOptional()
  @IsString()
  @MaxLength(60)
  sort?: string;
}

/** `?asOf=`: an RFC 3339 instant or a log number. */
export class AsOfQuery {
  /** The record as it was recorded at this instant (RFC 3339) or at this log number. */
  @IsOptional()
  @IsString()
  @MaxLength(40)
  asOf?: string;
}
