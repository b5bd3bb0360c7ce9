import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { asBoolean, InstantField, PastListQuery, NullIsNone } from '@art33/http';
import { GRADES, TemplatesBody, type Grade, type NoticeKind } from '@art33/parties';
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
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import type { NoticeStatus } from '../domain/state.js';
import type { Language, Statement } from '../domain/values.js';
import { NOTICE_STATUSES } from '../read-model/queries.js';

const NAME = 200;
export const REASON = 4_000;
const TEXT = 50_000;

export const KINDS = [
  'breach',
  'suspected-breach',
  'irregularity',
  'for-information',
  'security-defect',
] as const satisfies readonly NoticeKind[];
const SHOWN_GRADES = ['none', ...GRADES, 'stated'] as const;
const LANGUAGES = ['de', 'en'] as const satisfies readonly Language[];
const CHANNELS = ['phone', 'letter', 'fax', 'meeting', 'other'] as const satisfies readonly Statement['channel'][];

/**
 * Sorts by `due` (default), `opened`, `told`, `kind`, `status`, `grade`. For a controller only `q`, `kind`, `grade`, `toldFrom`,
 * `toldUntil` and `sort=told` count: it sees what it was told.
 */
export class ListNoticesQuery extends PastListQuery {
  /** Only notices of this incident. */
  @IsOptional()
  @IsUUID()
  incident?: string;

  /** Only notices under this agreement. */
  @IsOptional()
  @IsUUID()
  agreement?: string;

  /** Only notices to this controller. */
  @IsOptional()
  @IsUUID()
  controller?: string;

  @ApiPropertyOptional({ enum: NOTICE_STATUSES })
  @IsOptional()
  @IsIn(NOTICE_STATUSES)
  status?: NoticeStatus;

  /** Kind of the strongest undecided duty. */
  @ApiPropertyOptional({ enum: KINDS })
  @IsOptional()
  @IsIn(KINDS)
  kind?: NoticeKind;

  /** Past a due time with a clock running. */
  @IsOptional()
  @Transform(asBoolean)
  @IsBoolean()
  overdue?: boolean;

  /** False: only those whose controller has nobody to tell. */
  @IsOptional()
  @Transform(asBoolean)
  @IsBoolean()
  recipientKnown?: boolean;

  /** The best grade of a delivery that still counts; `none`: nothing was delivered. */
  @ApiPropertyOptional({ enum: SHOWN_GRADES })
  @IsOptional()
  @IsIn(SHOWN_GRADES)
  grade?: Grade | 'none';

  /** Due, or with a target, at this instant (RFC 3339) or later. */
  @IsOptional()
  @IsString()
  @MaxLength(60)
  dueFrom?: string;

  /** Due, or with a target, at this instant (RFC 3339) or earlier. */
  @IsOptional()
  @IsString()
  @MaxLength(60)
  dueUntil?: string;

  /** Told at this instant (RFC 3339) or later. */
  @IsOptional()
  @IsString()
  @MaxLength(60)
  toldFrom?: string;

  /** Told at this instant (RFC 3339) or earlier. */
  @IsOptional()
  @IsString()
  @MaxLength(60)
  toldUntil?: string;
}

/** The notices of one incident, also as they were. */
export class IncidentNoticesQuery extends ListNoticesQuery {
  /** Only notices to which something happened after this log number. */
  @ApiPropertyOptional({ type: 'integer' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(-1)
  changedAfter?: number;
}

/** A person's text. What is still missing is told by the incident. */
export class DraftBody {
  /** One line that tells nothing of the matter. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(NAME)
  subject!: string;

  /** Plain text. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(TEXT)
  text!: string;

  /** Left out: the controller's. */
  @ApiPropertyOptional({ enum: LANGUAGES })
  @IsOptional()
  @NullIsNone()
  @IsIn(LANGUAGES)
  language?: Language;

  /** What the text calls the matter; left out: after the strongest undecided duty. */
  @ApiPropertyOptional({ enum: KINDS })
  @IsOptional()
  @NullIsNone()
  @IsIn(KINDS)
  kind?: NoticeKind;

  /** Nothing is filled in here: words in double braces are refused, unless they are meant to stand so. */
  @IsOptional()
  @IsBoolean()
  bracesAreMeant?: boolean;
}

export class ApprovalBody {
  /** The text that was read: the last one. */
  @IsInt()
  @Min(1)
  textNumber!: number;
}

export class SendingBody {
  /** Left out: what the text calls the matter. Never stronger. */
  @ApiPropertyOptional({ enum: KINDS })
  @IsOptional()
  @NullIsNone()
  @IsIn(KINDS)
  kind?: NoticeKind;

  /** Contact ids of the controller; left out: all that are registered for notices. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @ArrayUnique()
  @IsUUID('all', { each: true })
  recipients?: string[];

  /** Send the same text once more, e.g. because the link in the first mail has expired: new mails, with new links. */
  @IsOptional()
  @NullIsNone()
  @IsBoolean()
  again?: boolean;

  /** Send although content that the agreement owes is missing; it is named in the text and owed as a follow-up. */
  @IsOptional()
  @NullIsNone()
  @IsBoolean()
  withGaps?: boolean;
}

/** What the sender states: told by telephone, letter, fax, in a meeting … */
export class StatedDeliveryBody {
  @ApiProperty({ enum: CHANNELS })
  @IsIn(CHANNELS)
  channel!: Statement['channel'];

  /** Readable, naming the declarant, on a durable medium (§ 126b BGB): never a phone call. */
  @IsBoolean()
  textForm!: boolean;

  @InstantField('When the controller was told.')
  at!: unknown;

  /** Who told it. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(NAME)
  by!: string;

  /** Who was told. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(NAME)
  to!: string;

  /** What there is to show for it. */
  @IsString()
  @MaxLength(REASON)
  evidence!: string;

  /** As what it was told; left out: the strongest that is owed. */
  @ApiPropertyOptional({ enum: KINDS })
  @IsOptional()
  @IsIn(KINDS)
  kind?: NoticeKind;

  /** The message whose text was handed over this way. */
  @IsOptional()
  @IsInt()
  @Min(1)
  sendNumber?: number;
}

export class WithdrawalBody {
  /** Why the statement was wrong. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(REASON)
  reason!: string;
}

/** A person's decision that something need not be told. */
export class NotRequiredBody {
  /** The duty decided on; left out: the pending notice as a whole. */
  @IsOptional()
  @IsUUID()
  dutyId?: string;

  @IsString()
  @IsNotEmpty()
  @MaxLength(REASON)
  reason!: string;

  /** Name of the person who decides. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(NAME)
  decidedBy!: string;
}

/** Which proposal is meant. */
export class NotRequiredProposalBody {
  /** The duty that it is about; left out: the pending notice as a whole. */
  @IsOptional()
  @IsUUID()
  dutyId?: string;
}

export class LatenessReasonsBody {
  @IsUUID()
  dutyId!: string;

  /** Why the duty was fulfilled late. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(REASON)
  reason!: string;
}

/** Which notices of the incident. */
export class BulkBody {
  /** Notice ids; left out: all that need it. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10_000)
  @ArrayUnique()
  @IsUUID('all', { each: true })
  notices?: string[];

  /** Also those that need nothing now: under pending notices, or told already. */
  @IsOptional()
  @IsBoolean()
  everyone?: boolean;
}

export class BulkChoiceBody extends BulkBody {
  /** What the texts call the matter; left out: each after its strongest undecided duty. */
  @ApiPropertyOptional({ enum: KINDS })
  @IsOptional()
  @NullIsNone()
  @IsIn(KINDS)
  kind?: NoticeKind;
}

export class BulkDraftsBody extends BulkChoiceBody {
  /** The text for all of these notices, written for this incident; left out: the organisation's templates. */
  @IsOptional()
  @NullIsNone()
  @IsObject()
  @ValidateNested()
  @Type(() => TemplatesBody)
  templates?: TemplatesBody;
}

export class BulkSendingsBody extends BulkChoiceBody {
  /** Send also where content that the agreement owes is missing. */
  @IsOptional()
  @IsBoolean()
  withGaps?: boolean;
}

export class BulkLatenessReasonsBody extends BulkBody {
  /** Why the duties were fulfilled late: given for every late duty that has no reasons yet. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(REASON)
  reason!: string;
}
