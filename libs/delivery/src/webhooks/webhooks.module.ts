import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { GetWebhookHandler, ListWebhooksHandler, WebhookCommandHandler } from './handlers/webhooks.js';
import { WebhooksController } from './http/webhooks.controller.js';

/** Needs the log's services, `WebhookSender` and PUBLIC_EVENT_KINDS from the app, which starts the sender itself. */
@Module({
  imports: [CqrsModule],
  controllers: [WebhooksController],
  providers: [WebhookCommandHandler, ListWebhooksHandler, GetWebhookHandler],
})
export class WebhooksModule {}
