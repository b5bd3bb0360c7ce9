import { ApiPropertyOptional } from '@nestjs/swagger';
import { PastListQuery } from '@art33/http';
import { IsIn, IsOptional } from 'class-validator';

/** Sorts by `recorded` (default `-recorded`) and `status`. */
export class RegisterQuery extends PastListQuery {
  /** Open or closed ones only. */
  @ApiPropertyOptional({ enum: ['open', 'closed'] })
  @IsOptional()
  @IsIn(['open', 'closed'])
  state?: 'open' | 'closed';
}
