import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  asBoolean,
  CountableQuery,
  InstantField,
  invalid,
  ListQuery,
  PastListQuery,
  OptionalInstantField,
  readInstant,
} from '@art33/http';
import type { Fact, Irregularity } from '@art33/parties';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
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
import type { IncidentFact } from '../domain/facts.js';
import {
  IRREGULARITIES,
  RULINGS,
  SPHERES,
  type Implication,
  type RiskInformation,
  type Ruling,
  type Sphere,
} from '../domain/values.js';
import type { Selection } from '../read-model/selection.js';
import { DetailsBody, readOptionalInstant } from './details.dto.js';

const REASON = 4_000;
const TEXT = 10_000;
/** Of a legal entity, as the terms files name it. */
const ENTITY = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const ENTITY_RULE = { message: '$property is the id of a legal entity, e.g. microsoft-ireland-operations-ltd' };

const FACTS = [
  'suspicion-known',
  'breach-established',
  'irregularity-known',
  'defect-known',
  'ruled-out-as-notifiable',
] as const satisfies readonly Fact[];

export class FactBody {
  /** What became known. `ruled-out-as-notifiable` is known by a ruling only. */
  @ApiProperty({ enum: FACTS })
  @IsIn(FACTS)
  fact!: Fact;

  /** Which irregularity, for `irregularity-known`. */
  @ApiPropertyOptional({ enum: IRREGULARITIES })
  @IsOptional()
  @IsIn(IRREGULARITIES)
  irregularity?: Irregularity;

  @InstantField('Since when it is known: the earliest knowledge anywhere in the organisation counts.')
  at!: unknown;
}

export class CorrectAwarenessBody extends FactBody {
  /** Why the instant recorded before was wrong. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(REASON)
  reason!: string;
}

export class ImplicateSubprocessorBody {
  /** Of the legal entity, the same in every terms file. */
  @IsString()
  @MaxLength(80)
  @Matches(ENTITY, ENTITY_RULE)
  subprocessorId!: string;

  @OptionalInstantField('When it became aware itself.')
  itsAwareness?: unknown;

  @OptionalInstantField('When it told the processor.')
  toldUs?: unknown;

  /** Whether it acted on behalf of the controllers or in a responsibility of its own. */
  @ApiPropertyOptional({ enum: SPHERES, default: 'undetermined' })
  @IsOptional()
  @IsIn(SPHERES)
  sphere?: Sphere;
}

export class LogIncidentBody extends DetailsBody {
  /** What the team calls the incident. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  title!: string;

  /** What is known, and since when; a mere suspicion is enough. */
  @ApiPropertyOptional({ type: [FactBody] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => FactBody)
  awareness?: FactBody[];

  /** Subprocessors that have a part in it. */
  @ApiPropertyOptional({ type: [ImplicateSubprocessorBody] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => ImplicateSubprocessorBody)
  subprocessors?: ImplicateSubprocessorBody[];
}

/** Exactly one of the three. */
export class SelectionBody {
  /** Agreement ids, one by one. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10_000)
  @ArrayUnique()
  @IsUUID('all', { each: true })
  agreements?: string[];

  /** Terms id: every agreement under these terms. */
  @IsOptional()
  @IsUUID()
  terms?: string;

  /** Every agreement that authorised this legal entity at any time since the incident began. */
  @IsOptional()
  @IsString()
  @MaxLength(80)
  @Matches(ENTITY, ENTITY_RULE)
  subprocessor?: string;
}

export class PreviewQuery {
  /** How many of the selected are named, 1 to 10,000. */
  @ApiPropertyOptional({ type: 'integer', default: 10 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(10_000)
  sample?: number;
}

export class ConfirmationBody {
  @InstantField('Since when the breach is established.')
  at!: unknown;
}

export class RulingOutBody {
  /** No personal data breach at all, or none that has to be told. */
  @ApiProperty({ enum: RULINGS })
  @IsIn(RULINGS)
  ruling!: Ruling;

  @InstantField('When that was found.')
  at!: unknown;

  /** Why. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(REASON)
  reason!: string;
}

export class MeasureBody {
  /** What was or is to be done against the breach and its effects. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(TEXT)
  description!: string;

  /** Whether it has been taken or is proposed (Art. 33(3)(d) GDPR). */
  @ApiProperty({ enum: ['taken', 'proposed'] })
  @IsIn(['taken', 'proposed'])
  stage!: 'taken' | 'proposed';

  @OptionalInstantField('When it was taken, or is to be.')
  at?: unknown;
}

export class RiskBody implements RiskInformation {
  /** Whether the data are unintelligible to whoever has them, e.g. by encryption (Art. 34(3)(a) GDPR). */
  @ApiProperty({ enum: ['yes', 'partly', 'no', 'unknown'] })
  @IsIn(['yes', 'partly', 'no', 'unknown'])
  unintelligible!: 'yes' | 'partly' | 'no' | 'unknown';

  /** Whether somebody meant harm. */
  @ApiProperty({ enum: ['yes', 'no', 'unknown'] })
  @IsIn(['yes', 'no', 'unknown'])
  malicious!: 'yes' | 'no' | 'unknown';

  /** What helps controllers to judge the risk; the processor does not judge it. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(TEXT)
  information!: string;
}

export class ClosureBody {
  /** What came of it. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(TEXT)
  conclusion?: string;
}

export class ReopeningBody {
  /** Why it is opened again. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(REASON)
  reason!: string;
}

/** Sorts by `recorded` (default `-recorded`), `aware`, `detected`, `occurred`, `affected`, `title`, `status`, `assessment`. */
export class ListIncidentsQuery extends PastListQuery {
  /** Open or closed ones only. */
  @ApiPropertyOptional({ enum: ['open', 'closed'] })
  @IsOptional()
  @IsIn(['open', 'closed'])
  state?: 'open' | 'closed';

  /** What it has been found to be. */
  @ApiPropertyOptional({ enum: ['undecided', 'breach', 'ruled-out'] })
  @IsOptional()
  @IsIn(['undecided', 'breach', 'ruled-out'])
  assessment?: 'undecided' | 'breach' | 'ruled-out';

  /** Incidents in which this legal entity has a part. */
  @IsOptional()
  @IsString()
  @MaxLength(80)
  @Matches(ENTITY, ENTITY_RULE)
  subprocessor?: string;

  /** Incidents that affect this controller. */
  @IsOptional()
  @IsUUID()
  controller?: string;

  /** `true`: only incidents of the past that were imported; `false`: none of them. */
  @IsOptional()
  @Transform(asBoolean)
  @IsBoolean()
  imported?: boolean;

  /** Recorded at this instant (RFC 3339) or later. */
  @IsOptional()
  @IsString()
  @MaxLength(60)
  recordedFrom?: string;

  /** Recorded at this instant (RFC 3339) or earlier. */
  @IsOptional()
  @IsString()
  @MaxLength(60)
  recordedUntil?: string;
}

/** Sorts by `id`, `name`, `incidents`, `agreements`. */
export class ListSubprocessorsQuery extends ListQuery {
  /** `true`: only those with a part in an incident; `false`: only the others. */
  @IsOptional()
  @Transform(asBoolean)
  @IsBoolean()
  implicated?: boolean;
}

/** A list that can be read as of an earlier instant. */
export class PageAsOfQuery extends CountableQuery {
  /** The list as it was recorded at this instant (RFC 3339) or at this log number. */
  @IsOptional()
  @IsString()
  @MaxLength(40)
  asOf?: string;
}

/** `prefix` names the body's place in the request, for the faults. */
export const factOf = ({ fact, irregularity, at }: FactBody, prefix = ''): IncidentFact => ({
  fact,
  ...(irregularity && { irregularity }),
  at: readInstant(`${prefix}at`, at),
});

export const implicationOf = (body: ImplicateSubprocessorBody, prefix = ''): Implication => ({
  subprocessorId: body.subprocessorId,
  itsAwareness: readOptionalInstant(`${prefix}itsAwareness`, body.itsAwareness) ?? null,
  toldUs: readOptionalInstant(`${prefix}toldUs`, body.toldUs) ?? null,
  sphere: body.sphere ?? 'undetermined',
});

export function selectionOf({ agreements, terms, subprocessor }: SelectionBody): Selection {
  const [selection, ...others]: readonly Selection[] = [
    ...(agreements ? [{ by: 'agreements', agreements } as const] : []),
    ...(terms ? [{ by: 'terms', termsId: terms } as const] : []),
    ...(subprocessor ? [{ by: 'subprocessor', subprocessorId: subprocessor } as const] : []),
  ];
  if (!selection || others.length > 0) throw invalid('', 'exactly one of agreements, terms, subprocessor');
  return selection;
}
