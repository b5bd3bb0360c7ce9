import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { BulkRunner, WorkOnNoticesHandler } from './handlers/bulk.js';
import { BulkTasks } from './handlers/bulk-tasks.js';
import { NoticeCommandHandler } from './handlers/commands.js';
import { jobHandlers } from './handlers/jobs.js';
import { Materials } from './handlers/material.js';
import { PreviewJobHandler } from './handlers/preview-job.js';
import { queryHandlers } from './handlers/queries.js';
import { EditDraftHandler, SendNoticeHandler } from './handlers/texts.js';
import { ControllerRecordController } from './http/controller-record.controller.js';
import { IncidentNoticesController } from './http/incident-notices.controller.js';
import { IncidentJobsController, JobsController } from './http/jobs.controller.js';
import { NoticesController } from './http/notices.controller.js';
import { NoticePageController } from './page/notice-page.controller.js';
import { BulkWorker } from './process/bulk-worker.js';

/**
 * The processor's notices. Needs the kernel's services, `NoticeLinks` and DISPATCH_LIMITS from a global module; the app starts
 * `BulkWorker`.
 */
@Module({
  imports: [CqrsModule],
  controllers: [
    NoticesController,
    IncidentNoticesController,
    IncidentJobsController,
    JobsController,
    ControllerRecordController,
    NoticePageController,
  ],
  providers: [
    Materials,
    NoticeCommandHandler,
    EditDraftHandler,
    SendNoticeHandler,
    BulkRunner,
    BulkTasks,
    BulkWorker,
    WorkOnNoticesHandler,
    PreviewJobHandler,
    ...jobHandlers,
    ...queryHandlers,
  ],
})
export class NoticesModule {}
