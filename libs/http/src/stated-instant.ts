import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { isInstantFault, parseStatedInstant, type Instant, type StatedInstant } from '@art33/deadlines';
import { IsDefined, IsOptional } from 'class-validator';
import { problem, ProblemException } from './problem.js';

const SCHEMA = {
  oneOf: [
    { type: 'string', description: 'RFC 3339 with offset', example: '2026-10-23T21:40:00+02:00' },
    {
      type: 'object',
      description: 'Local time with an IANA zone; in the hour that the clocks go through twice, with the offset too',
      required: ['local'],
      properties: {
        local: { type: 'string', example: '2026-10-23T21:40' },
        zone: { type: 'string', example: 'Europe/Berlin' },
        offset: { type: 'string', example: '+02:00' },
        precision: { type: 'string', enum: ['exact', 'approximate'] },
      },
    },
  ],
};

/** A field that takes an instant as people state it; read it with `readInstant`. */
export const InstantField = (description: string) =>
  applyDecorators(IsDefined(), ApiProperty({ ...SCHEMA, description }));
/** The same, where it may be left out. */
export const OptionalInstantField = (description: string) =>
  applyDecorators(IsOptional(), ApiPropertyOptional({ ...SCHEMA, description }));

/** The instant that was meant, or a problem that names the field, the rule and, where there are two, both readings. */
export function readInstant(field: string, input: unknown): StatedInstant {
  const instant = parseStatedInstant(input);
  if (!isInstantFault(instant)) return instant;
  const { code, rule, readings } = instant;
  throw new ProblemException(
    problem(code, 422, `${field}: ${rule}`, { errors: [{ field, rule }], ...(readings ? { readings } : {}) }),
  );
}

/** The instants among a query's parameters, in UTC; what was left out stays out. */
export const instantsOf = <F extends string>(
  query: Readonly<Partial<Record<F, string>>>,
  ...fields: readonly F[]
): Readonly<Partial<Record<F, Instant>>> => {
  const given = fields.flatMap((field) => {
    const text = query[field];
    return text === undefined ? [] : [[field, readInstant(field, text).at]];
  });
  return Object.fromEntries(given) as Partial<Record<F, Instant>>;
};
