import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { PostLettersHandler } from './post-letters.js';
import { PrintRunsController } from './print-runs.controller.js';
import { PrintRuns } from './print-runs.js';

/** Notices as letters. Needs the kernel's services, `NoticeLinks` and PRINT_RUN_FOLDER from a global module. */
@Module({
  imports: [CqrsModule],
  controllers: [PrintRunsController],
  providers: [PrintRuns, PostLettersHandler],
})
export class PrintRunsModule {}
