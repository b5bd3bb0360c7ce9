/** Outgoing webhooks: who wants which events sent where, and the sending. */
export { webhookDecider } from './domain/decider.js';
export { webhookEvents, webhookStream, type WebhookEvent, type WebhookEventData } from './domain/events.js';
export { PUBLIC_EVENT_KINDS } from './handlers/webhooks.js';
export type { PublicEvent, PublicEventKind, PublicFacts } from './public-events.js';
export { publicEventProjection } from './read-model/public-events.js';
export { webhookProjection } from './read-model/projection.js';
export { guardedLookup, systemResolve, urlFault, type Resolve } from './sending/addresses.js';
export { connectionFault } from './sending/connection-fault.js';
export { WebhookSender, type WebhookSenderOptions } from './sending/sender.js';
export { WebhooksModule } from './webhooks.module.js';
