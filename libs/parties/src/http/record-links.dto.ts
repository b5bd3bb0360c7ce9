import { IsUUID } from 'class-validator';

export class LinkRecordBody {
  /** Id of the other record: the asker is an admin there too. */
  @IsUUID()
  organisation!: string;
}
