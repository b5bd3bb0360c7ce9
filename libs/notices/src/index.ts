/** The processor's notices to its controllers: what is owed, until when, told by which text, and what proves it. */
import type { ListedPast, Projection } from '@art33/event-log';
import { deedProjection } from './read-model/deeds.js';
import { jobProjection } from './read-model/jobs.js';
import { noticeProjection } from './read-model/projection.js';

export * from './domain/blockers.js';
export * from './domain/commands.js';
export * from './domain/content.js';
export * from './domain/decider.js';
export * from './domain/events.js';
export * from './domain/jobs/decider.js';
export * from './domain/jobs/events.js';
export * from './domain/ids.js';
export * from './domain/kinds.js';
export { earliestDue } from './domain/owed.js';
export * from './domain/state.js';
export * from './domain/templates/reference.js';
export * from './domain/templates/render.js';
export * from './domain/values.js';
export { AT_ONCE, WorkOnNotices, type BulkOutcome, type NoticeSelection } from './handlers/bulk.js';
export { BeginJob, GetJob, ListJobs, SteerJob, type JobStateName, type JobView } from './handlers/jobs.js';
export { PreviewJob, type JobPreview } from './handlers/preview-job.js';
export { NoticeCommand, noticeItem } from './handlers/commands.js';
export * from './handlers/queries.js';
export { newSalt, textHash } from './handlers/text-hash.js';
export { EditDraft, SendNotice } from './handlers/texts.js';
export * from './letter/letter.js';
export * from './mail/compose.js';
export * from './mail/links.js';
export * from './mail/messages.js';
export * from './mail/notice-json.js';
export * from './page/contact-sign-in.js';
export { receiptOf } from './page/receipt.js';
export { receiptLines, type Receipt } from './page/views.js';
export { words, type Words } from './page/words.js';
export { BulkWorker, LOOK_AHEAD } from './process/bulk-worker.js';
export { noticeDeeds } from './read-model/deeds.js';
export * from './read-model/lists.js';
export { PRINT_RUN_FOLDER } from './print-run/print-runs.js';
export type { PrintRunView } from './print-run/print-run.js';
export type { PostedLetters } from './print-run/post-letters.js';
export { PrintRunsModule } from './print-run/print-runs.module.js';
export * from './read-model/queries.js';
export * from './read-model/record.js';
export * from './read-model/views.js';
export { noticeWatchSource } from './read-model/watch-source.js';
export { NoticesModule } from './notices.module.js';

export const noticeProjections: readonly Projection[] = [noticeProjection, jobProjection, deedProjection];

/** What lists show of the past of notices. */
export const noticePast: ListedPast = {
  projections: [noticeProjection],
  streams: `SELECT 'notice-' || id AS stream FROM notices_notices WHERE processor = :organisation
    UNION SELECT 'notice-' || id FROM notices_notices WHERE controller = :organisation`,
};
