import { InstantField, PageQuery } from '@art33/http';
import { IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';

/** Spaces are no reason and no name. */
const NOT_BLANK = /\S/;
const SAYS_SO = { message: '$property must not be blank' };

export class ListCasesQuery extends PageQuery {
  /** Only cases in this state. */
  @IsOptional()
  @IsIn(['open', 'closed'])
  status?: 'open' | 'closed';
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
