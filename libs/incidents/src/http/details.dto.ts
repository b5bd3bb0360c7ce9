import { ApiPropertyOptional } from '@nestjs/swagger';
import { applyDecorators } from '@nestjs/common';
import { OptionalInstantField, readInstant } from '@art33/http';
import type { StatedInstant } from '@art33/deadlines';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsEmail,
  IsIn,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import type { StatedDetails } from '../domain/commands.js';
import { UNKNOWN_DETAILS } from '../domain/state.js';
import {
  DIMENSIONS,
  SPECIAL_CATEGORIES,
  type ContactPoint,
  type Dimension,
  type IncidentDetails,
  type Occurred,
  type Quantity,
  type SpecialCategory,
} from '../domain/values.js';

/** Longest free text, in characters. */
const TEXT = 10_000;
const QUANTITY_RULE = 'is {"kind": "exact" or "approximate", "value": a whole number from 0} or {"kind": "unknown"}';

function isQuantity(value: unknown): value is Quantity {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, value: number, ...strangers } = value as Record<string, unknown>;
  if (Object.keys(strangers).length > 0) return false;
  if (kind === 'unknown') return number === undefined;
  return (kind === 'exact' || kind === 'approximate') && Number.isSafeInteger(number) && (number as number) >= 0;
}

const QuantityField = (description: string) =>
  applyDecorators(
    IsOptional(),
    ValidateBy({
      name: 'isQuantity',
      validator: { validate: isQuantity, defaultMessage: () => `$property ${QUANTITY_RULE}` },
    }),
    ApiPropertyOptional({
      description,
      type: 'object',
      required: ['kind'],
      properties: {
        kind: { type: 'string', enum: ['exact', 'approximate', 'unknown'] },
        value: { type: 'integer', minimum: 0 },
      },
    }),
  );

export class OccurredBody {
  @OptionalInstantField('When it began; null or left out while unknown.')
  from?: unknown;

  @OptionalInstantField('When it ended; null or left out while unknown or still going on.')
  until?: unknown;
}

export class ContactPointBody {
  /** The data protection officer or another contact point (Art. 33(3)(b) GDPR). */
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  name!: string;

  /** Where it is reached by mail. */
  @IsOptional()
  @IsEmail()
  @MaxLength(254)
  email?: string | null;

  /** Where it is reached by telephone. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(60)
  phone?: string | null;
}

/** What may be stated of an incident. What is left out stays as it is; null says that it is not known. */
export abstract class DetailsBody {
  /** The nature of the incident, as it may be told to controllers: no patient's name (§ 203 StGB). */
  @IsOptional()
  @IsString()
  @MaxLength(TEXT)
  summary?: string | null;

  /** When it occurred, as far as it is known. */
  @ApiPropertyOptional({ type: OccurredBody })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => OccurredBody)
  occurred?: OccurredBody | null;

  @OptionalInstantField('When it was detected.')
  detected?: unknown;

  /** What is hurt, in any combination (Art. 4 no. 12 GDPR). */
  @ApiPropertyOptional({ enum: DIMENSIONS, isArray: true })
  @IsOptional()
  @IsArray()
  @ArrayUnique()
  @IsIn(DIMENSIONS, { each: true })
  dimensions?: Dimension[] | null;

  /** Categories of data subjects, e.g. `patients`. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @IsNotEmpty({ each: true })
  @MaxLength(200, { each: true })
  categoriesOfPersons?: string[] | null;

  @QuantityField('How many data subjects.')
  numberOfPersons?: Quantity | null;

  /** Categories of records, e.g. `appointments`. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @IsNotEmpty({ each: true })
  @MaxLength(200, { each: true })
  categoriesOfRecords?: string[] | null;

  @QuantityField('How many records.')
  numberOfRecords?: Quantity | null;

  /** Special categories of Art. 9(1) GDPR; empty: none; null: not known. */
  @ApiPropertyOptional({ enum: SPECIAL_CATEGORIES, isArray: true, nullable: true })
  @IsOptional()
  @IsArray()
  @ArrayUnique()
  @IsIn(SPECIAL_CATEGORIES, { each: true })
  specialCategories?: SpecialCategory[] | null;

  /** Which data and systems are affected. */
  @IsOptional()
  @IsString()
  @MaxLength(TEXT)
  dataAffected?: string | null;

  /** Likely consequences (Art. 33(3)(c) GDPR). */
  @IsOptional()
  @IsString()
  @MaxLength(TEXT)
  consequences?: string | null;

  /** Where controllers can ask. */
  @ApiPropertyOptional({ type: ContactPointBody, nullable: true })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => ContactPointBody)
  contactPoint?: ContactPointBody | null;
}

export class AddDetailsBody extends DetailsBody {
  /** What the team calls the incident. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  title?: string;

  /** An entry for the timeline. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(TEXT)
  note?: string;
}

/** An instant where one is given; null where it is said to be unknown; undefined where nothing is said. */
export const readOptionalInstant = (field: string, input: unknown): StatedInstant | null | undefined =>
  input === undefined || input === null ? input : readInstant(field, input);

/** What a body states, in the domain's terms. */
export function detailsOf(body: DetailsBody & { readonly title?: string }): StatedDetails {
  const { occurred, contactPoint } = body;
  const stated = {
    title: body.title,
    summary: body.summary,
    occurred: occurred && occurredOf(occurred),
    detected: readOptionalInstant('detected', body.detected),
    dimensions: body.dimensions,
    categoriesOfPersons: body.categoriesOfPersons,
    numberOfPersons: body.numberOfPersons,
    categoriesOfRecords: body.categoriesOfRecords,
    numberOfRecords: body.numberOfRecords,
    specialCategories: body.specialCategories,
    dataAffected: body.dataAffected,
    consequences: body.consequences,
    contactPoint: contactPoint && contactPointOf(contactPoint),
  } satisfies Record<keyof IncidentDetails, unknown>;
  const said = Object.entries(stated).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    said.map(([field, value]) => [field, value ?? UNKNOWN_DETAILS[field as keyof IncidentDetails]]),
  );
}

/** Beginning and end are stated apart: one may follow later. */
function occurredOf(body: OccurredBody): Partial<Occurred> {
  const from = readOptionalInstant('occurred.from', body.from);
  const until = readOptionalInstant('occurred.until', body.until);
  return { ...(from !== undefined && { from }), ...(until !== undefined && { until }) };
}

const contactPointOf = ({ name, email = null, phone = null }: ContactPointBody): ContactPoint => ({
  name,
  email,
  phone,
});
