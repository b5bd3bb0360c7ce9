import { IsInt, IsOptional, IsString, Matches, MaxLength, Min } from 'class-validator';

const NOT_BLANK = /\S/;
const SAYS_SO = { message: '$property must not be blank' };

/** Who acknowledges, and which sending. */
export class AcknowledgeNoticeBody {
  /** Which sending of the notice, from 1: each is acknowledged by itself. */
  @IsInt()
  @Min(1)
  sendNumber!: number;

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
