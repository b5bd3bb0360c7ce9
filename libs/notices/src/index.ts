/** The processor's notices to its controllers: what is owed, until when, told by which text, and what proves it. */
export * from './domain/blockers.js';
export * from './domain/commands.js';
export * from './domain/decider.js';
export * from './domain/events.js';
export * from './domain/ids.js';
export * from './domain/kinds.js';
export * from './domain/state.js';
export * from './domain/values.js';
export { NoticeCommand, noticeItem } from './handlers/commands.js';
export { noticeMail, receiptMail, type Mail, type ReceiptLine } from './mail/compose.js';
export { NoticeLinks } from './mail/links.js';
export { NoticePageController } from './page/notice-page.controller.js';
export { receiptOf } from './page/receipt.js';
export { receiptLines } from './page/views.js';
export { words } from './page/words.js';
