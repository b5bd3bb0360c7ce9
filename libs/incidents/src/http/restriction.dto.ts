import { ArrayMaxSize, ArrayUnique, IsArray, IsUUID } from 'class-validator';

export class RestrictionBody {
  /** Ids of members of the own organisation; whoever asks is one of them without being named. */
  @IsArray()
  @ArrayMaxSize(100)
  @ArrayUnique()
  @IsUUID('all', { each: true })
  members!: string[];
}
