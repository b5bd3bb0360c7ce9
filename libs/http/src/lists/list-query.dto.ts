import { ApiPropertyOptional } from '@nestjs/swagger';
import { SEPARATORS, type Language, type Separator } from '@art33/documents';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQuery } from '../page.dto.js';

export const FORMATS = ['json', 'csv', 'xlsx'] as const;
export type Format = (typeof FORMATS)[number];
const LANGUAGES = ['de', 'en'] as const satisfies readonly Language[];
const SEPARATOR_NAMES = Object.keys(SEPARATORS) as readonly Separator[];

/** `?overdue=true`: anything but the two words stays as it is and is refused. */
export const asBoolean = ({ value }: { readonly value: unknown }): unknown =>
  value === 'true' ? true : value === 'false' ? false : value;
/** `?state=open&state=missed`, or one alone. */
export const asList = ({ value }: { readonly value: unknown }): unknown => (Array.isArray(value) ? value : [value]);

/** What can be asked of a list that can be saved. */
export class SavableQuery extends PageQuery {
  /**
   * `csv` and `xlsx` answer a file with all rows that match, in the same order, not only a page; `cursor`, `limit` and
   * `count` play no part then.
   */
  @ApiPropertyOptional({ enum: FORMATS, default: 'json' })
  @IsOptional()
  @IsIn(FORMATS)
  format?: Format;

  /** Language of a file's headers. */
  @ApiPropertyOptional({ enum: LANGUAGES, default: 'en' })
  @IsOptional()
  @IsIn(LANGUAGES)
  lang?: Language;

  /** What separates the cells of a CSV file; left out: semicolon for `lang=de`, as German spreadsheets expect, else comma. */
  @ApiPropertyOptional({ enum: SEPARATOR_NAMES })
  @IsOptional()
  @IsIn(SEPARATOR_NAMES)
  sep?: Separator;
}

/** What can be asked of a list that can be counted, too. */
export class CountableQuery extends SavableQuery {
  /** `true`: says in `total` how many rows match; beyond 10,000 only that there are more. */
  @ApiPropertyOptional({ type: Boolean })
  @IsOptional()
  @Transform(asBoolean)
  @IsBoolean()
  count?: boolean;
}

/** What can be asked of a list that can be searched, too. */
export class ListQuery extends CountableQuery {
  /**
   * Rows that show all these parts of words, whatever their case and accents: three letters and more are found anywhere in
   * a word, fewer at its beginning. Ids are found by their first four characters and more.
   */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  q?: string;
}

/** What can be asked of a list that is shown as it was, too. */
export class PastListQuery extends ListQuery {
  /**
   * The list as it was at this instant (RFC 3339) or when the log stood at this log number; what is running and what is over is
   * judged at that instant. Names, and who may see what, are those of now.
   */
  @IsOptional()
  @IsString()
  @MaxLength(40)
  asOf?: string;
}
