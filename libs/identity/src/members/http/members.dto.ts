import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsEmail,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { InstantField, OptionalInstantField } from '@art33/http';
import { CONTROLLER_ROLES, PROCESSOR_ROLES } from '../../domain/rights.js';
import type { GrantedRole, PersonLanguage } from '../domain/events.js';

const ROLES = [...new Set<GrantedRole>([...PROCESSOR_ROLES, ...CONTROLLER_ROLES, 'operator'])];

/** Who is asked in. */
class WhoBody {
  @IsEmail()
  @MaxLength(254)
  email!: string;

  /** As others shall read it; the person can change it. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  name?: string;

  /** Of the mail and the pages. Default: `de`. */
  @IsOptional()
  @IsIn(['de', 'en'])
  language?: PersonLanguage;
}

export class InviteMemberBody extends WhoBody {
  /** Processor: `responder`, `approver`, `admin`, `reader`. Controller: `contact`, `privacy-officer`, `admin`. Installation: `operator`. */
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @IsIn(ROLES, { each: true })
  roles!: GrantedRole[];

  /**
   * Another organisation than the own one: the operator names any that has no admin yet, a processor's admin a controller
   * whose record it keeps and that has none.
   */
  @IsOptional()
  @IsUUID()
  organisation?: string;
}

export class RolesBody {
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @IsIn(ROLES, { each: true })
  roles!: GrantedRole[];
}

export class ListMembersQuery {
  /** Who had which role at this instant (RFC 3339, with offset). Left out: now. */
  @IsOptional()
  @IsString()
  @MaxLength(80)
  at?: string;
}

export class EngagementScopeBody {
  /** Only what is about these agreements. Left out: all. */
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(1_000)
  @ArrayUnique()
  @IsUUID('all', { each: true })
  agreements?: string[];

  /** Only these incidents. Left out: all. */
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(1_000)
  @ArrayUnique()
  @IsUUID('all', { each: true })
  incidents?: string[];

  /** Only what was recorded from here on (RFC 3339, with offset). */
  @OptionalInstantField('Only what was recorded from here on (RFC 3339, with offset).')
  recordedFrom?: unknown;

  /** Only what was recorded before (RFC 3339, with offset). */
  @OptionalInstantField('Only what was recorded before (RFC 3339, with offset).')
  recordedUntil?: unknown;
}

export class EngageAuditorBody extends WhoBody {
  /** What the auditor may read. Left out: everything that the organisation sees. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => EngagementScopeBody)
  scope?: EngagementScopeBody;

  /** From when on (RFC 3339, with offset). Left out: now. */
  @OptionalInstantField('From when on (RFC 3339, with offset). Left out: now.')
  from?: unknown;

  /** When it ends by itself (RFC 3339, with offset), at most 366 days later. */
  @InstantField('When it ends by itself, at most 366 days later')
  until!: unknown;
}
