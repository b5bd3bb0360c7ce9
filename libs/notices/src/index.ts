/** The processor's notices to its controllers: what is owed, until when, told by which text, and what proves it. */
import type { Projection } from '@art33/event-log';
import { noticeProjection } from './read-model/projection.js';

export * from './domain/blockers.js';
export * from './domain/commands.js';
export * from './domain/content.js';
export * from './domain/decider.js';
export * from './domain/events.js';
export * from './domain/ids.js';
export * from './domain/kinds.js';
export * from './domain/state.js';
export * from './domain/templates/reference.js';
export * from './domain/templates/reference.js';
export * from './domain/templates/render.js';
export * from './domain/values.js';
export * from './handlers/bulk.js';
export { NoticeCommand, noticeItem } from './handlers/commands.js';
export * from './handlers/queries.js';
export { newSalt, textHash } from './handlers/text-hash.js';
export { EditDraft, SendNotice } from './handlers/texts.js';
export * from './letter/letter.js';
export * from './mail/compose.js';
export * from './mail/links.js';
export * from './mail/messages.js';
export * from './mail/notice-json.js';
export { receiptOf } from './page/receipt.js';
export { receiptLines, type Receipt } from './page/views.js';
export { words, type Words } from './page/words.js';
export * from './read-model/lists.js';
export * from './read-model/queries.js';
export * from './read-model/record.js';
export * from './read-model/views.js';
export { noticeWatchSource } from './read-model/watch-source.js';
export { NoticesModule } from './notices.module.js';

export const noticeProjections: readonly Projection[] = [noticeProjection];
