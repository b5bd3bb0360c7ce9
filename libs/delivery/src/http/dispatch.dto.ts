import { ApiProperty } from '@nestjs/swagger';

export class DispatchSentenceDto {
  de!: string;
  en!: string;
}

/** How sending goes, measured against what is due. */
export class DispatchDto {
  /** Written and not yet handed over, those included that are tried again or held. */
  waiting!: number;

  /** Of these: held back because somebody paused their sending. */
  held!: number;

  /** Not written yet: what running and paused jobs have still before them. */
  toCome!: number;

  /** Of these: not written before somebody resumes their job. */
  toComeHeld!: number;

  /** Being handed over now. */
  inFlight!: number;
  sentInLastMinute!: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'At the pace of the last minute or what the limits allow, whichever is slower, with what is to come and without what is held. Null: nothing to send.',
  })
  estimatedFinishedAt!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Earliest due time that a message waiting or to come serves.',
  })
  earliestDue!: string | null;

  @ApiProperty({
    type: Boolean,
    nullable: true,
    description:
      'Whether each of them goes out before its due time; none that is held does. Null: none of them has one.',
  })
  inTime!: boolean | null;

  /** The same in a sentence. */
  statement!: DispatchSentenceDto;
}
