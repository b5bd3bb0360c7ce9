import { IsNotEmpty, IsNumber, IsOptional, IsPositive, IsString, IsUUID, Max, MaxLength } from 'class-validator';
import { PageQuery } from '@art33/http';
import { LONGEST_HOURS } from '../domain/break-glass.js';

/** Sorted by `at`; the newest first where nothing is said. */
export class ListAccessQuery extends PageQuery {
  /** Only what this person or token read: its id. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  reader?: string;

  /** Only reads of this record: its id, or the address of a list, e.g. `/incidents`. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  record?: string;
}

export class BreakGlassBody {
  /** Whose records are opened. */
  @IsUUID()
  organisation!: string;

  /** Why. The organisation reads it. Sealed. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(2000)
  reason!: string;

  /** For how long: more than 0, at most 4. */
  @IsNumber({ allowNaN: false, allowInfinity: false })
  @IsPositive()
  @Max(LONGEST_HOURS)
  hours!: number;
}
