import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { GetDispatchHandler } from './handlers/dispatch.js';
import { PrepareMessageHandler } from './handlers/prepare-message.js';
import { GetMessageHandler, ListMessagesHandler } from './handlers/queries.js';
import { DispatchController } from './http/dispatch.controller.js';
import { MessagesController } from './http/messages.controller.js';

/** Needs CLOCK, COMMANDS, READ_MODELS, MAIL_IDENTITY, DISPATCH_LIMITS and FORECAST from the app. Outbox and bounce intake are started by the app itself. */
@Module({
  imports: [CqrsModule],
  controllers: [MessagesController, DispatchController],
  providers: [PrepareMessageHandler, ListMessagesHandler, GetMessageHandler, GetDispatchHandler],
})
export class DeliveryModule {}
