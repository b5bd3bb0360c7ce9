import { ApiProperty } from '@nestjs/swagger';

/** Where calendar programs read the organisation's deadlines. Whoever has the address can read them: keep it like a password. */
export class CalendarDto {
  @ApiProperty({ type: String, nullable: true, description: 'Null where there is none.' })
  address!: string | null;

  @ApiProperty({ type: String, nullable: true })
  since!: string | null;
}
