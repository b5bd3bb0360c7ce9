import { Global, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { FORECAST } from '@art33/delivery';
import { BulkRunner, WorkOnNoticesHandler } from './handlers/bulk.js';
import { BulkTasks } from './handlers/bulk-tasks.js';
import { NoticeCommandHandler } from './handlers/commands.js';
import { jobHandlers } from './handlers/jobs.js';
import { Materials } from './handlers/material.js';
import { PreviewJobHandler } from './handlers/preview-job.js';
import { queryHandlers } from './handlers/queries.js';
import { EditDraftHandler, SendNoticeHandler } from './handlers/texts.js';
import { ControllerRecordController, KeptRecordController } from './http/controller-record.controller.js';
import { IncidentNoticesController } from './http/incident-notices.controller.js';
import { IncidentJobsController, JobsController } from './http/jobs.controller.js';
import { NoticesController } from './http/notices.controller.js';
import { AcknowledgementsController } from './http/acknowledgements.controller.js';
import { LinksController } from './http/links.controller.js';
import { LinkedNotices } from './page/linked.js';
import { NoticePageController } from './page/notice-page.controller.js';
import { BulkWorker } from './process/bulk-worker.js';
import { MailsAhead } from './process/mails-ahead.js';

/** Tells the delivery of messages, which stands before this room and knows nothing of it, what is still to come. */
@Global()
@Module({
  providers: [Materials, BulkRunner, BulkTasks, MailsAhead, { provide: FORECAST, useExisting: MailsAhead }],
  exports: [Materials, BulkRunner, BulkTasks, MailsAhead, FORECAST],
})
class MailsAheadModule {}

/**
 * The processor's notices. Needs the kernel's services, `NoticeLinks` and DISPATCH_LIMITS from a global module; the app starts
 * `BulkWorker`.
 */
@Module({
  imports: [CqrsModule, MailsAheadModule],
  controllers: [
    NoticesController,
    AcknowledgementsController,
    IncidentNoticesController,
    IncidentJobsController,
    JobsController,
    ControllerRecordController,
    KeptRecordController,
    LinksController,
    NoticePageController,
  ],
  providers: [
    LinkedNotices,
    NoticeCommandHandler,
    EditDraftHandler,
    SendNoticeHandler,
    BulkWorker,
    WorkOnNoticesHandler,
    PreviewJobHandler,
    ...jobHandlers,
    ...queryHandlers,
  ],
})
export class NoticesModule {}
