import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsOptional, Matches } from 'class-validator';

const MANY = 50;
/** A parameter that is given once is a list of one. */
const listed = ({ value }: { readonly value: unknown }): unknown =>
  value === undefined || Array.isArray(value) ? value : [value];

export class LiveQuery {
  /** The log number to go on after: from the next event of the organisation on; -1 from the start. Without it, from now. */
  @IsOptional()
  @Matches(/^(-1|\d{1,15})$/)
  after?: string;

  /** Only these event types, e.g. `DeadlineMissed`; may be repeated. */
  @IsOptional()
  @Transform(listed)
  @IsArray()
  @ArrayMaxSize(MANY)
  @Matches(/^[A-Z][A-Za-z0-9]{0,99}$/, { each: true })
  type?: string[];

  /** Only these records, by their streams, e.g. `incident-<id>`; may be repeated. */
  @IsOptional()
  @Transform(listed)
  @IsArray()
  @ArrayMaxSize(MANY)
  @Matches(/^[a-z]+-[0-9a-f-]{36}$/, { each: true })
  stream?: string[];

  /** Only records of these kinds, e.g. `notice`; may be repeated. */
  @IsOptional()
  @Transform(listed)
  @IsArray()
  @ArrayMaxSize(MANY)
  @Matches(/^[a-z]{1,30}$/, { each: true })
  category?: string[];
}
