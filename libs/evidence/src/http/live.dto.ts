import { asList } from '@art33/http';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsOptional, Matches } from 'class-validator';
import { CATEGORY, CATEGORY_RULE, STREAM, STREAM_RULE } from './events.dto.js';

const MANY = 50;

export class LiveQuery {
  /** The log number to go on after: from the next event of the organisation on; -1 from the start. Without it, from now. */
  @IsOptional()
  @Matches(/^(-1|\d{1,15})$/, { message: '$property must be a log number: -1, 0, 1, 2 …' })
  after?: string;

  /** Only these event types, e.g. `DeadlineMissed`; may be repeated. */
  @IsOptional()
  @Transform(asList)
  @IsArray()
  @ArrayMaxSize(MANY)
  @Matches(/^[A-Z][A-Za-z0-9]{0,99}$/, {
    each: true,
    message: '$property must be an event type such as DeadlineMissed',
  })
  type?: string[];

  /** Only these records, by their streams, e.g. `incident-<id>`; may be repeated. */
  @IsOptional()
  @Transform(asList)
  @IsArray()
  @ArrayMaxSize(MANY)
  @Matches(STREAM, { each: true, ...STREAM_RULE })
  stream?: string[];

  /** Only records of these kinds, e.g. `notice`; may be repeated. */
  @IsOptional()
  @Transform(asList)
  @IsArray()
  @ArrayMaxSize(MANY)
  @Matches(CATEGORY, { each: true, ...CATEGORY_RULE })
  category?: string[];
}
