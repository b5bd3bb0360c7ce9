import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { CONTROLLER_ROLES, PROCESSOR_ROLES, type MemberRole } from '../../domain/rights.js';

const ROLES = [...new Set<MemberRole>([...PROCESSOR_ROLES, ...CONTROLLER_ROLES])];

/** The roles that one group of the issuer gives. */
export class GroupRolesDto {
  /** The group as the issuer writes it: its name, or an id where it says ids. */
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  group!: string;

  /** Processor: `responder`, `approver`, `admin`, `reader`. Controller: `contact`, `privacy-officer`, `admin`. */
  @IsArray()
  @ArrayUnique()
  @IsIn(ROLES, { each: true })
  @ApiProperty({ enum: ROLES, isArray: true })
  roles!: MemberRole[];
}

/** An OpenID Connect issuer, and what it may say. */
export class IssuerBody {
  /** What people read where they sign in. */
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  label!: string;

  /** The issuer exactly as it calls itself, e.g. `https://login.example.org/realms/staff`. */
  @IsString()
  @MaxLength(2000)
  url!: string;

  /** How the issuer knows this service. */
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  clientId!: string;

  /** What this service shows the issuer. Never shown again. Null: none; left out in a change: the one that there is. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  @ApiProperty({ type: String, nullable: true, required: false })
  clientSecret?: string | null;

  /** What is asked for beside `openid`; default `email` and `profile`. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ArrayUnique()
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  scopes?: string[];

  /** The claim that names a person's groups; a path with dots leads into what it holds. Default `groups`. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  groupsClaim?: string;

  /** Which groups give which roles. Members that came by the issuer have these roles, and lose them with the group. */
  @IsArray()
  @ArrayMaxSize(200)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => GroupRolesDto)
  groups!: GroupRolesDto[];

  /** Whether somebody whom nobody invited becomes a member at the first sign-in; default false. */
  @IsOptional()
  @IsBoolean()
  justInTime?: boolean;

  /** Domains of the e-mail addresses that the issuer may speak for, e.g. `example.org`; none below them. */
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(50)
  @ArrayUnique()
  @IsString({ each: true })
  @MaxLength(253, { each: true })
  domains!: string[];
}

/** An issuer. Its secret is not shown. */
export class IssuerDto {
  id!: string;
  label!: string;
  url!: string;
  clientId!: string;

  /** Whether the issuer is shown a secret. */
  hasSecret!: boolean;

  scopes!: string[];
  groupsClaim!: string;
  groups!: GroupRolesDto[];
  justInTime!: boolean;
  domains!: string[];

  /** Where people sign in: to be told to them. */
  signInUrl!: string;

  /** Where the issuer sends them back to: to be told to the issuer, exactly so. */
  callbackUrl!: string;

  addedAt!: string;
  changedAt!: string;
}

export class IssuerPageDto {
  @ApiProperty({ type: [IssuerDto] })
  items!: IssuerDto[];

  @ApiProperty({ type: String, nullable: true, description: 'Always null: there are at most 10.' })
  nextCursor!: string | null;
}
