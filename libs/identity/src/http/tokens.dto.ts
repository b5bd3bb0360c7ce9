import { IsIn, IsLowercase, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { ROLES, type TokenRole } from '../domain/principal.js';

export class IssueTokenBody {
  /** The organisation that the token acts for. */
  @IsUUID()
  @IsLowercase()
  organisation!: string;

  /** What it may do. */
  @IsIn(ROLES)
  role!: TokenRole;

  /** What it is for: lower-case letters, digits and dashes; no names of people. */
  @IsString()
  @Matches(/^[a-z0-9][a-z0-9-]{0,39}$/, {
    message: '$property must be lower-case letters, digits and hyphens (at most 40)',
  })
  label!: string;

  /** When it ends by itself (RFC 3339, with offset). */
  @IsOptional()
  @IsString()
  @MaxLength(80)
  expiresAt?: string;
}

export class RevokeTokenBody {
  /** The organisation that the token acts for. */
  @IsUUID()
  @IsLowercase()
  organisation!: string;
}

/** A new token. It is shown once: only its hash is kept. */
export class IssuedToken {
  id!: string;
  token!: string;
  /** To read what was written. */
  position!: string | null;
}
