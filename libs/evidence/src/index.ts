/** What an auditor can read and check: the event history, and later the tree over it. */
import { Module } from '@nestjs/common';
import { EventsController } from './http/events.controller.js';
import { LiveController } from './http/live.controller.js';
import { LiveEvents } from './live/live-events.js';

export { LIVE_LIMITS, LiveEvents, type LiveLimits, type LiveStatus } from './live/live-events.js';
export { eventListProjection } from './read-model/projection.js';

@Module({ controllers: [EventsController, LiveController], providers: [LiveEvents] })
export class EvidenceModule {}
