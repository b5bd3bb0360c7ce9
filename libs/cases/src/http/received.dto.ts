import { asBoolean } from '@art33/http';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { RECEIVED_KINDS, type ReceivedKind } from '../domain/received-events.js';

const NOT_BLANK = /\S/;
const SAYS_SO = { message: '$property must not be blank' };

/** What a person states of a received file; in an address, `+` is written `%2B`. */
export class ReceivedQuery {
  /** When the controller received it: RFC 3339 with offset, or local time with `zone`. Never taken from the file. */
  @ApiProperty({ example: '2026-10-24T21:40' })
  @IsString()
  @MaxLength(80)
  received!: string;

  /** IANA zone of a local time. */
  @ApiPropertyOptional({ example: 'Europe/Berlin' })
  @IsOptional()
  @IsString()
  @MaxLength(60)
  zone?: string;

  /** Who sent it; needed where the file holds no notice.json. */
  @IsOptional()
  @IsString()
  @Matches(NOT_BLANK, SAYS_SO)
  @MaxLength(200)
  processor?: string;

  /** What the controller takes it for; needed where the file holds no notice.json, and counts before what that says. */
  @ApiPropertyOptional({ enum: RECEIVED_KINDS })
  @IsOptional()
  @IsIn(RECEIVED_KINDS)
  kind?: ReceivedKind;

  /** Whether a notice.json in the mail is left aside, e.g. because it cannot be read. */
  @IsOptional()
  @Transform(asBoolean)
  @IsBoolean()
  withoutNoticeJson?: boolean;
}

/** Who acknowledges. It is told to the sender. */
export class AcknowledgeBody {
  /** The person's name. */
  @IsString()
  @Matches(NOT_BLANK, SAYS_SO)
  @MaxLength(200)
  name!: string;

  /** The person's function. */
  @IsOptional()
  @IsString()
  @Matches(NOT_BLANK, SAYS_SO)
  @MaxLength(200)
  function?: string;
}
