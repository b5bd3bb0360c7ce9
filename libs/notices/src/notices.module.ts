import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { bulkHandlers } from './handlers/bulk.js';
import { NoticeCommandHandler } from './handlers/commands.js';
import { Materials } from './handlers/material.js';
import { queryHandlers } from './handlers/queries.js';
import { EditDraftHandler, SendNoticeHandler } from './handlers/texts.js';
import { ControllerRecordController } from './http/controller-record.controller.js';
import { IncidentNoticesController } from './http/incident-notices.controller.js';
import { NoticesController } from './http/notices.controller.js';
import { NoticePageController } from './page/notice-page.controller.js';

/** The processor's notices. Needs the kernel's services and `NoticeLinks` from a global module. */
@Module({
  imports: [CqrsModule],
  controllers: [NoticesController, IncidentNoticesController, ControllerRecordController, NoticePageController],
  providers: [Materials, NoticeCommandHandler, EditDraftHandler, SendNoticeHandler, ...bulkHandlers, ...queryHandlers],
})
export class NoticesModule {}
