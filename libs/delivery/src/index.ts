/** Messages and those who carry them: what was handed over, to whom, when, and what came back. */
export { DeliveryModule } from './delivery.module.js';
export * from './domain/commands.js';
export { messageDecider } from './domain/decider.js';
export * from './domain/events.js';
export * from './domain/ids.js';
export type { MessageState } from './domain/state.js';
export * from './handlers/prepare-message.js';
export * from './handlers/queries.js';
export * from './outbox/outbox.js';
export * from './read-model/projection.js';
export * from './read-model/queries.js';
export * from './smtp/eml-folder-transport.js';
export { returnAddress, type MailIdentity, type SmtpSettings, type SmtpTimeouts } from './smtp/settings.js';
export * from './smtp/smtp-transport.js';
export type { MessageTransport, OutgoingMessage, SendOutcome } from './transport.js';

import { deliveryProjection } from './read-model/projection.js';

export const deliveryProjections = [deliveryProjection];
