import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { Type } from 'class-transformer';

export class TermsQuery {
  /** Which version; left out: the latest that may be seen. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  version?: number;
}

export class ConfirmOpenTermBody {
  /** What holds from now on: one of the open term's values, a period such as `14 days`, a date, a place, or words. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(1000)
  value!: string;

  /** Why this holds, e.g. where it was agreed. Sealed. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(4000)
  reason!: string;
}

export class TermsFileBody {
  /** File name, for the report. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  name!: string;

  /** The file's text: YAML or JSON. */
  @IsString()
  text!: string;
}

export class ImportTermsBody {
  /** Terms files of this processor; all of them are taken, or none. */
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(100)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => TermsFileBody)
  files!: TermsFileBody[];

  /** Only tells what would happen. */
  @IsBoolean()
  dryRun: boolean = false;
}
