import { ApiPropertyOptional } from '@nestjs/swagger';
import { asBoolean, InstantField, PageQuery, PastListQuery } from '@art33/http';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';

/** Spaces are no reason and no name. */
const NOT_BLANK = /\S/;
const SAYS_SO = { message: '$property must not be blank' };

const OUTCOMES = ['filed', 'not-to-file', 'none'] as const;
const CLOCKS = ['decided', 'proper', 'precautionary'] as const;

/** Sorts by `due` (default), `openedAt`, `filedAt`, `status`, `outcome`. */
export class ListCasesQuery extends PastListQuery {
  /** Only cases in this state. */
  @IsOptional()
  @IsIn(['open', 'closed'])
  status?: 'open' | 'closed';

  /** What came of the duty to file (Art. 33(1) GDPR); `none`: nothing yet. */
  @ApiPropertyOptional({ enum: OUTCOMES })
  @IsOptional()
  @IsIn(OUTCOMES)
  outcome?: (typeof OUTCOMES)[number];

  /** `true`: only cases whose end, as it counts now, was missed; `false`: only the others. */
  @ApiPropertyOptional({ type: Boolean })
  @IsOptional()
  @Transform(asBoolean)
  @IsBoolean()
  missed?: boolean;

  /** What the 72 hours are counted from now: the controller's own statement, a clock proper, or a precaution. */
  @ApiPropertyOptional({ enum: CLOCKS })
  @IsOptional()
  @IsIn(CLOCKS)
  clock?: (typeof CLOCKS)[number];

  /** Due at this instant (RFC 3339) or later. */
  @IsOptional()
  @IsString()
  @MaxLength(60)
  dueFrom?: string;

  /** Due at this instant (RFC 3339) or earlier. */
  @IsOptional()
  @IsString()
  @MaxLength(60)
  dueUntil?: string;
}

/** Sorts by `due` (default), `openedAt`, `filedAt`, `status`, `outcome`. */
export class InboxCasesQuery extends PageQuery {
  /** Only cases in this state. */
  @IsOptional()
  @IsIn(['open', 'closed'])
  status?: 'open' | 'closed';

  /** What came of the duty to file (Art. 33(1) GDPR); `none`: nothing yet. */
  @ApiPropertyOptional({ enum: OUTCOMES })
  @IsOptional()
  @IsIn(OUTCOMES)
  outcome?: (typeof OUTCOMES)[number];

  /** `true`: only cases whose end, as it counts now, was missed; `false`: only the others. */
  @ApiPropertyOptional({ type: Boolean })
  @IsOptional()
  @Transform(asBoolean)
  @IsBoolean()
  missed?: boolean;

  /** `true`: says in `total` how many cases match; beyond 10,000 only that there are more. */
  @ApiPropertyOptional({ type: Boolean })
  @IsOptional()
  @Transform(asBoolean)
  @IsBoolean()
  count?: boolean;
}

export class SetAwarenessBody {
  @InstantField('When the controller itself became aware.')
  aware!: unknown;

  /** Needed where the awareness is later than what the clock runs from. */
  @IsOptional()
  @IsString()
  @Matches(NOT_BLANK, SAYS_SO)
  @MaxLength(4000)
  reason?: string;
}

export class RecordFilingBody {
  /** The phase (Art. 33(4) GDPR). */
  @IsIn(['initial', 'follow-up', 'withdrawal'])
  phase!: 'initial' | 'follow-up' | 'withdrawal';

  /** The supervisory authority. */
  @IsString()
  @Matches(NOT_BLANK, SAYS_SO)
  @MaxLength(200)
  authority!: string;

  /** The authority's own reference (Aktenzeichen); without it the filing is unproven. */
  @IsOptional()
  @IsString()
  @Matches(NOT_BLANK, SAYS_SO)
  @MaxLength(200)
  reference?: string;

  @InstantField('When it was filed.')
  filedAt!: unknown;

  /** Art. 33(1) GDPR: needed where the filing is later than 72 hours after becoming aware. */
  @IsOptional()
  @IsString()
  @Matches(NOT_BLANK, SAYS_SO)
  @MaxLength(4000)
  reasonsForDelay?: string;
}

export class AddReferenceBody {
  /** The authority's own reference (Aktenzeichen). */
  @IsString()
  @Matches(NOT_BLANK, SAYS_SO)
  @MaxLength(200)
  reference!: string;
}

export class DecideNotToFileBody {
  /** Why the breach is unlikely to result in a risk (Art. 33(1) GDPR). */
  @IsString()
  @Matches(NOT_BLANK, SAYS_SO)
  @MaxLength(4000)
  reason!: string;

  /** Who decided. */
  @IsString()
  @Matches(NOT_BLANK, SAYS_SO)
  @MaxLength(200)
  decidedBy!: string;
}

export class RecordCommunicationBody {
  /** What was decided or done about telling the persons concerned (Art. 34 GDPR). */
  @IsIn(['required', 'sent', 'not-required', 'exempt'])
  outcome!: 'required' | 'sent' | 'not-required' | 'exempt';

  /** Which exemption of Art. 34(3) GDPR. */
  @IsOptional()
  @IsIn(['a', 'b', 'c'])
  letter?: 'a' | 'b' | 'c';

  /** Needed where they are not told. */
  @IsOptional()
  @IsString()
  @Matches(NOT_BLANK, SAYS_SO)
  @MaxLength(4000)
  reason?: string;

  /** Who decided. */
  @IsString()
  @Matches(NOT_BLANK, SAYS_SO)
  @MaxLength(200)
  decidedBy!: string;

  @InstantField('When it was decided or done.')
  at!: unknown;
}
