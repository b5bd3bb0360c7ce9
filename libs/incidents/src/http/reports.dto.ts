import { ApiPropertyOptional } from '@nestjs/swagger';
import { PastListQuery } from '@art33/http';
import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { CHANNELS, type Channel } from '../domain/reports/events.js';

const STATUS = ['open', 'turned', 'linked', 'rejected'] as const;

/** Filters of the list of reports. Sorts by `received` (default `-received`), `noticed`, `status`, `channel`, `reference`. */
export class ListReportsQuery extends PastListQuery {
  /** What was decided: `open` ones wait for somebody. */
  @ApiPropertyOptional({ enum: STATUS })
  @IsOptional()
  @IsIn(STATUS)
  status?: (typeof STATUS)[number];

  /** How they came in. */
  @ApiPropertyOptional({ enum: CHANNELS })
  @IsOptional()
  @IsIn(CHANNELS)
  channel?: Channel;

  /** What the reporter was given, e.g. `R-7KQ2-M4ZD`. */
  @IsOptional()
  @IsString()
  @MaxLength(20)
  reference?: string;

  /** Turned into this incident, or found to be about it. */
  @IsOptional()
  @IsUUID()
  incident?: string;

  /** Received at this instant (RFC 3339) or later. */
  @IsOptional()
  @IsString()
  @MaxLength(60)
  receivedFrom?: string;

  /** Received at this instant (RFC 3339) or earlier. */
  @IsOptional()
  @IsString()
  @MaxLength(60)
  receivedUntil?: string;
}

export class DecisionBody {
  /** Why. */
  @IsString()
  @IsNotEmpty()
  @Matches(/\S/, { message: '$property must not be blank' })
  @MaxLength(4_000)
  reason!: string;
}

export class LinkBody {
  /** The incident that the report is about. */
  @IsUUID()
  incidentId!: string;
}

export class InstructionsBody {
  /** In German. */
  @IsOptional()
  @IsString()
  @MaxLength(2_000)
  de?: string;

  /** In English. */
  @IsOptional()
  @IsString()
  @MaxLength(2_000)
  en?: string;
}

export class OpenFormBody {
  /** Telephone number for what cannot wait; shown to everybody. */
  @IsOptional()
  @IsString()
  @Matches(/^[+\d][\d ()/.-]{2,39}$/, { message: '$property must be a telephone number' })
  phone?: string;

  /** What to do in an emergency; shown to everybody. */
  @ApiPropertyOptional({ type: InstructionsBody })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => InstructionsBody)
  instructions?: InstructionsBody;

  /** Whether the form moves to another address; the one before then answers nothing. */
  @IsOptional()
  @IsBoolean()
  anotherAddress?: boolean;
}

export class MakeSecretBody {
  /** For how many hours the secret before is taken beside the new one, 0 to 72; 24 unless said otherwise. */
  @ApiPropertyOptional({ default: 24 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(72)
  overlapHours?: number;
}
