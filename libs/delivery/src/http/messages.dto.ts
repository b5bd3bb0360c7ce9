import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { ListQuery } from '@art33/http';
import type { OmissionReason } from '../domain/attachments.js';
import type { AcceptedBy } from '../domain/events.js';
import { MESSAGE_STATES, type MessageStateName } from '../read-model/projection.js';

const OMISSIONS = ['erased', 'failed'] as const satisfies readonly OmissionReason[];

/** Filters of the list of messages. Sorts by `preparedAt` (default `-preparedAt`), `state`, `acceptedAt`. */
export class MessageListQuery extends ListQuery {
  @ApiProperty({ enum: MESSAGE_STATES, required: false, description: 'Where the message stands.' })
  @IsOptional()
  @IsIn(MESSAGE_STATES)
  state?: MessageStateName;

  /** What the message is about: `notice`, `alert`, `receipt` … */
  @IsOptional()
  @IsString()
  @MaxLength(40)
  aboutKind?: string;

  /** Id of what the message is about. */
  @IsOptional()
  @IsUUID()
  aboutId?: string;

  /** Prepared at this instant (RFC 3339) or later. */
  @IsOptional()
  @IsString()
  @MaxLength(60)
  preparedFrom?: string;

  /** Prepared at this instant (RFC 3339) or earlier. */
  @IsOptional()
  @IsString()
  @MaxLength(60)
  preparedUntil?: string;
}

/** What a message is about. */
export class MessageAboutDto {
  /** `notice`, `alert`, `receipt` … */
  kind!: string;
  id!: string;
  /** Which sending of it, where there are several. */
  part?: number;
}

export class MessageRecipientDto {
  @ApiProperty({ type: String, nullable: true, description: 'Null for an address without a contact.' })
  contactId!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Masked for auditors; null where it has been erased.' })
  address!: string | null;
}

/** A file that was meant to go with a message. */
export class OmittedFileDto {
  /** As the recipient would have seen it, e.g. `notice.json`. */
  name!: string;

  @ApiProperty({
    enum: OMISSIONS,
    description: '`erased`: what it is made from is no more. `failed`: it was not made.',
  })
  why!: OmissionReason;
}

/** One message: where it stands, never what it says. Instants are UTC. */
export class MessageDto {
  id!: string;
  about!: MessageAboutDto;

  @ApiProperty({ enum: ['smtp'] })
  channel!: 'smtp';

  @ApiProperty({ enum: ['de', 'en'] })
  language!: 'de' | 'en';

  recipient!: MessageRecipientDto;

  @ApiProperty({
    enum: MESSAGE_STATES,
    description:
      '`retrying`: failed for now. `unknown`: a copy may have arrived; it is sent again by itself. `accepted`: a server took it. ' +
      "`delivered`: the recipient's server reported delivery. The last four are final, `accepted` unless it bounces.",
  })
  state!: MessageStateName;

  /** How many attempts were started. */
  attempts!: number;
  preparedAt!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Null while an attempt runs, and when there is none to come.',
  })
  nextAttemptAt!: string | null;

  @ApiProperty({ type: String, nullable: true })
  acceptedAt!: string | null;

  @ApiProperty({ enum: ['relay', 'recipient-server'], nullable: true, description: 'Whose server took it.' })
  acceptedBy!: AcceptedBy | null;

  /** Another attempt may have delivered a copy as well, with the same Message-ID. */
  mayHaveArrivedTwice!: boolean;

  @ApiProperty({ type: String, nullable: true })
  deliveredAt!: string | null;

  @ApiProperty({ type: String, nullable: true })
  bouncedAt!: string | null;

  @ApiProperty({ type: [OmittedFileDto], description: 'Files that were meant to go with it and did not.' })
  omitted!: OmittedFileDto[];
}

/** One step in the life of a message. */
export class MessageStepDto {
  /** The event, e.g. `MessageFailed`. */
  type!: string;
  at!: string;
  logNumber!: number;

  @ApiProperty({ type: Number, nullable: true })
  attempt!: number | null;

  @ApiProperty({ type: String, nullable: true, description: 'SMTP or enhanced status code, or what went wrong.' })
  code!: string | null;

  @ApiProperty({ type: String, nullable: true, description: "The server's words; withheld from auditors." })
  reply!: string | null;
}

export class MessageDetailsDto extends MessageDto {
  @ApiProperty({ type: [MessageStepDto], description: 'In log order.' })
  steps!: MessageStepDto[];
}

export class MessageTotalDto {
  count!: number;
  isExact!: boolean;
}

export class MessagePageDto {
  @ApiProperty({ type: [MessageDto] })
  items!: MessageDto[];

  @ApiProperty({ type: String, nullable: true, description: 'Null on the last page.' })
  nextCursor!: string | null;

  /** Where it was asked for: how many match; at least so many where `isExact` is false. */
  total?: MessageTotalDto;
}
