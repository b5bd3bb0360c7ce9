import { OptionalInstantField } from '@art33/http';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsEmail,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';

/** Characters that a report takes. */
export const MOST_TEXT = 10_000;
const SHORT = 200;
const NOT_BLANK = { message: '$property must not be blank' };

export class ReporterBody {
  /** Who told it. */
  @IsOptional()
  @IsString()
  @MaxLength(SHORT)
  name?: string;

  @IsOptional()
  @IsEmail()
  @MaxLength(254)
  email?: string;

  @IsOptional()
  @IsString()
  @MaxLength(60)
  phone?: string;
}

/** What is told, by a webhook or by the API. */
export class ReportBody {
  /** What was noticed, as it was told. */
  @IsString()
  @IsNotEmpty()
  @Matches(/\S/, NOT_BLANK)
  @MaxLength(MOST_TEXT)
  text!: string;

  /** How whoever told it can be reached. */
  @ApiPropertyOptional({ type: ReporterBody })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => ReporterBody)
  reporter?: ReporterBody;

  @OptionalInstantField('When it was noticed.')
  noticedAt?: unknown;

  /** When it was noticed, in the reporter's own words. */
  @IsOptional()
  @IsString()
  @MaxLength(SHORT)
  noticed?: string;

  /** What the sending system calls itself and what it saw. */
  @IsOptional()
  @IsString()
  @MaxLength(SHORT)
  source?: string;
}
