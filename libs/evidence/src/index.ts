/** What an auditor can read and check: the event history, and later the tree over it. */
import { Module } from '@nestjs/common';
import { EventsController } from './http/events.controller.js';

export { eventListProjection } from './read-model/projection.js';

@Module({ controllers: [EventsController] })
export class EvidenceModule {}
