import { IsNotEmpty, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { REASON } from './notices.dto.js';

/** Why links are withdrawn, and which. */
export class LinkRevocationBody {
  /** The message whose link it is (`messageId` of a delivery); left out: the links of every mail sent so far. */
  @IsOptional()
  @IsUUID()
  messageId?: string;

  @IsString()
  @IsNotEmpty()
  @MaxLength(REASON)
  reason!: string;
}
