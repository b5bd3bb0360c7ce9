import { asList } from '@art33/http';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsOptional, Matches } from 'class-validator';

const MANY = 50;

export class LiveQuery {
  /** The log number to go on after: from the next event of the organisation on; -1 from the start. Without it, from now. */
  @IsOptional()
  @Matches(/^(-1|\d{1,15})$/)
  after?: string;

  /** Only these event types, e.g. `DeadlineMissed`; may be repeated. */
  @IsOptional()
  @Transform(asList)
  @IsArray()
  @ArrayMaxSize(MANY)
  @Matches(/^[A-Z][A-Za-z0-9]{0,99}$/, { each: true })
  type?: string[];

  /** Only these records, by their streams, e.g. `incident-<id>`; may be repeated. */
  @IsOptional()
  @Transform(asList)
  @IsArray()
  @ArrayMaxSize(MANY)
  @Matches(/^[a-z]+-[0-9a-f-]{36}$/, { each: true })
  stream?: string[];

  /** Only records of these kinds, e.g. `notice`; may be repeated. */
  @IsOptional()
  @Transform(asList)
  @IsArray()
  @ArrayMaxSize(MANY)
  @Matches(/^[a-z]{1,30}$/, { each: true })
  category?: string[];
}
