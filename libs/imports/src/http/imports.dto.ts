import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PageQuery } from '@art33/http';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
} from 'class-validator';

const PROCESSOR = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const PROCESSOR_RULE = { message: "$property is a processor's organisation id, or its id in its terms file" };

export class ImportQuery {
  /** What the file holds. */
  @ApiProperty({ example: 'controllers' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(60)
  kind!: string;

  /** Whose records they are, for the operator: organisation id, or the id in the terms file. A processor imports its own. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  @Matches(PROCESSOR, PROCESSOR_RULE)
  processor?: string;

  /** Chosen by whoever imports, so that the same file can be sent again under it; left out: a new one. */
  @IsOptional()
  @IsUUID()
  importId?: string;

  /** `true`: only tells what would happen. */
  @ApiPropertyOptional({ enum: ['true', 'false'] })
  @IsOptional()
  @IsIn(['true', 'false'])
  dryRun?: 'true' | 'false';

  /** Of a CSV file; left out: UTF-8, or Windows-1252 where it is no UTF-8. */
  @ApiPropertyOptional({ enum: ['utf-8', 'windows-1252'] })
  @IsOptional()
  @IsIn(['utf-8', 'windows-1252'])
  encoding?: 'utf-8' | 'windows-1252';

  /** `field=column`, any number of times: where a column's name is not recognised. */
  @ApiPropertyOptional({ type: [String], example: ['name=Kunde', 'from=Vertrag seit'] })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (Array.isArray(value) || value === undefined ? value : [value]))
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(300, { each: true })
  @Matches(/^\w+=.+$/s, { each: true, message: '$property is field=column' })
  map?: string[];
}

export class ListImportsQuery extends PageQuery {
  /** For the operator: the imports of one processor only. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  @Matches(PROCESSOR, PROCESSOR_RULE)
  processor?: string;
}
