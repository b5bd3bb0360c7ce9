import {
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsIn,
  IsLowercase,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
} from 'class-validator';
import { ROLES, type TokenRole } from '../domain/principal.js';
import { RIGHTS, type Right } from '../domain/rights.js';

export class IssueTokenBody {
  /** The organisation that the token acts for. The operator names one; an admin's is its own. */
  @IsOptional()
  @IsUUID()
  @IsLowercase()
  organisation?: string;

  /** On which side it stands. */
  @IsIn(ROLES)
  role!: TokenRole;

  /** The only rights that it is to have, e.g. `processor:responder`, `scim`. Left out: all of its role. */
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @IsIn(RIGHTS, { each: true })
  rights?: Right[];

  /** What it is for: lower-case letters, digits and dashes; no names of people. */
  @IsString()
  @Matches(/^[a-z0-9][a-z0-9-]{0,39}$/, {
    message: '$property must be lower-case letters, digits and hyphens (at most 40)',
  })
  label!: string;

  /** When it ends by itself (RFC 3339, with offset). Left out by an admin: after a year. */
  @IsOptional()
  @IsString()
  @MaxLength(80)
  expiresAt?: string;
}

export class RevokeTokenBody {
  /** The organisation that the token acts for. The operator names it; an admin's is its own. */
  @IsOptional()
  @IsUUID()
  @IsLowercase()
  organisation?: string;
}

/** A new token. It is shown once: only its hash is kept. */
export class IssuedToken {
  id!: string;
  token!: string;
  /** To read what was written. */
  position!: string | null;
}
