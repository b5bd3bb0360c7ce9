import { ListQuery } from '@art33/http';
import { IsIn, IsInt, IsNotEmpty, IsOptional, IsString, IsUUID, MaxLength, Min } from 'class-validator';

export class ConcludeAgreementBody {
  /** One of the processor's controllers. */
  @IsUUID()
  controllerId!: string;

  /** One of the processor's texts. */
  @IsUUID()
  termsId!: string;

  /** The version that the controller accepted. */
  @IsInt()
  @Min(1)
  termsVersion!: number;

  /** Start: a date (its first moment in the processor's time zone) or an RFC 3339 instant. */
  @IsString()
  @MaxLength(60)
  from!: string;
}

/** Sorts by `from` (default) and `until`. */
export class ListAgreementsQuery extends ListQuery {
  /** Only with this controller. */
  @IsOptional()
  @IsUUID()
  controllerId?: string;

  /** Only under these terms, in whatever version. */
  @IsOptional()
  @IsUUID()
  termsId?: string;

  /** Only those under which this subprocessor was authorised at any time. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  subprocessorId?: string;

  /** Only those in force at this instant (RFC 3339). */
  @IsOptional()
  @IsString()
  @MaxLength(60)
  inForceAt?: string;
}

export class EndAgreementBody {
  /** End: the last day (in the processor's time zone; it counts in full) or an RFC 3339 instant. */
  @IsString()
  @MaxLength(60)
  until!: string;
}

export class MoveAgreementBody {
  /** The version that the controller accepted now. */
  @IsInt()
  @Min(1)
  termsVersion!: number;

  /** Since when: a date (its first moment in the processor's time zone) or an RFC 3339 instant. */
  @IsString()
  @MaxLength(60)
  from!: string;
}

export class SubprocessorBody {
  /** Whether the controller authorises the subprocessor or no longer does. */
  @IsIn(['authorise', 'withdraw'])
  action!: 'authorise' | 'withdraw';

  /** The legal entity, e.g. `microsoft-ireland-operations-ltd`: the same id as in terms. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  subprocessorId!: string;

  /** Since when: a date (its first moment in the processor's time zone) or an RFC 3339 instant. */
  @IsString()
  @MaxLength(60)
  from!: string;
}
