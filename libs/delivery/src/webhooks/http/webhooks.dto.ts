import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsDefined,
  IsOptional,
  IsString,
  MaxLength,
} from 'class-validator';
import type { DisabledReason } from '../domain/events.js';
import { POST_OUTCOMES, type PostOutcome } from '../sending/post.js';

/** An address and what is sent to it. */
export class ChangeWebhookBody {
  /** Where events are posted to: https, a public address, no user name or password. */
  @IsString()
  @MaxLength(2000)
  url!: string;

  /** Types of events, e.g. `eu.art33.notice.sent`, or beginnings of them, e.g. `eu.art33.notice.*`; `*`: all. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  types!: string[];
}

export class RegisterWebhookBody extends ChangeWebhookBody {
  /** Whether to begin sending at once; default true. */
  @IsOptional()
  @IsBoolean()
  enabled?: boolean;
}

/** From where events are sent again. */
export class ReplayWebhookBody {
  @IsDefined()
  @ApiProperty({
    oneOf: [
      { type: 'integer', minimum: 0 },
      { type: 'string', description: 'RFC 3339 with offset' },
    ],
    description: 'The first log number, or the instant from which on events were recorded.',
    example: 1234,
  })
  from!: unknown;
}

/** Why nothing is sent, and since when. */
export class WebhookDisabledDto {
  @ApiProperty({ enum: ['by-person', 'gone', 'failing'] })
  reason!: DisabledReason;

  at!: string;

  @ApiProperty({ type: String, nullable: true, description: 'When the first of the failures in a row was seen.' })
  failingSince!: string | null;

  /** The same in words. */
  message!: string;
}

/** How deliveries go. */
export class WebhookProgressDto {
  /** Everything up to this log number has been taken, or was not wanted. */
  through!: number;

  /** Failures in a row. */
  failures!: number;

  @ApiProperty({ type: String, nullable: true, description: 'When the first of them was seen.' })
  failingSince!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'When it is tried again; null: there is nothing to wait for.',
  })
  nextAttemptAt!: string | null;
}

/** An endpoint. Its secret is shown once, when it is made. */
export class WebhookDto {
  id!: string;

  @ApiProperty({ type: String, nullable: true, description: 'Null where it has been erased.' })
  url!: string | null;

  types!: string[];
  enabled!: boolean;

  @ApiProperty({ type: WebhookDisabledDto, nullable: true })
  disabled!: WebhookDisabledDto | null;

  registeredAt!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Until then the secret before the last rotation signs as well.',
  })
  secondSecretUntil!: string | null;

  @ApiProperty({ type: WebhookProgressDto, nullable: true, description: 'Null before anything was looked at.' })
  progress!: WebhookProgressDto | null;
}

export class WebhookPageDto {
  @ApiProperty({ type: [WebhookDto] })
  items!: WebhookDto[];

  @ApiProperty({ type: String, nullable: true, description: 'Always null: there are at most 20.' })
  nextCursor!: string | null;
}

/** One request that was made, and what came of it. */
export class WebhookAttemptDto {
  at!: string;

  /** The `webhook-id` that was sent. */
  eventId!: string;

  @ApiProperty({ type: Number, nullable: true, description: 'Null for a ping.' })
  logNumber!: number | null;

  type!: string;

  @ApiProperty({ enum: POST_OUTCOMES, description: '`delivered`: 2xx; everything else is tried again.' })
  outcome!: PostOutcome;

  @ApiProperty({ type: Number, nullable: true, description: 'HTTP status; null where there was no answer.' })
  status!: number | null;

  milliseconds!: number;
}

export class WebhookAttemptPageDto {
  @ApiProperty({ type: [WebhookAttemptDto], description: 'The last hundred, the latest first.' })
  items!: WebhookAttemptDto[];

  @ApiProperty({ type: String, nullable: true, description: 'Always null.' })
  nextCursor!: string | null;
}
