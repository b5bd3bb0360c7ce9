import { Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { READ_MODELS, type CatchUp, type RebuildReport } from '@art33/event-log';
import { Roles } from '@art33/identity';

/** What the operator does to a running service. */
@ApiTags('operations')
@Controller('replays')
export class ReplayController {
  constructor(@Inject(READ_MODELS) private readonly models: CatchUp) {}

  /** Builds the read models anew beside the live ones, compares them, and switches. Answers when it is done. */
  @Post()
  @HttpCode(200)
  @Roles('operator')
  replay(): Promise<RebuildReport> {
    return this.models.rebuild();
  }
}
