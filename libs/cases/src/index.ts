/** The controller's file: its 72-hour clock, its filings, its decisions. */
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { ListedPast } from '@art33/event-log';
import { SignInModule } from '@art33/identity';
import { caseHandlers } from './handlers/cases.js';
import { FileReceivedNoticeHandler } from './handlers/received.js';
import { caseProjection } from './read-model/projection.js';
import { CasesController } from './http/cases.controller.js';
import { InboxController } from './http/inbox.controller.js';
import { RegisterController } from './http/register.controller.js';
import { ReceivedNoticesController } from './http/received.controller.js';

export * from './domain/clocks.js';
export * from './domain/commands.js';
export * from './domain/decider.js';
export * from './domain/events.js';
export * from './domain/ids.js';
export * from './domain/received-commands.js';
export * from './domain/received-events.js';
export * from './domain/received-state.js';
export * from './domain/state.js';
export { CaseCommand } from './handlers/cases.js';
export type { CaseView, ReceivedNoticeView } from './read-model/queries.js';
export { casesOfMemberPlan, type CaseOfMember } from './read-model/cases-of-member.js';
export { inboxPlan, type InboxItem } from './read-model/inbox.js';
export { casePlan, noticesOfCases, type CaseRow } from './read-model/lists.js';
export type { RegisterEntry } from './read-model/register.js';
export { ReturnSender, type ReturnSenderOptions } from './sending/return-sender.js';
export { caseProjection } from './read-model/projection.js';
export { caseWatchSource } from './read-model/watch-source.js';

/** What lists show of the past of cases. */
export const casePast: ListedPast = {
  projections: [caseProjection],
  streams: "SELECT 'case-' || id AS stream FROM cases_records WHERE controller = :organisation",
};

/** The inbox across organisations. Needs `SignInModule`, whose sessions say who asks. */
@Module({ imports: [SignInModule], controllers: [InboxController] })
export class InboxModule {}

@Module({
  imports: [CqrsModule],
  controllers: [CasesController, RegisterController, ReceivedNoticesController],
  providers: [...caseHandlers, FileReceivedNoticeHandler],
})
export class CasesModule {}
