import { caseDecider, caseStream, type CaseCommandData } from '@art33/cases';
import type { CommandContext, Commands } from '@art33/event-log';
import { noticeDecider, noticeItem } from '@art33/notices';
import type { StepDue, StepHandler } from '@art33/watch';
import { attemptMany } from './context.js';

/** The watch's own commands: one per duty, period and step, whoever notices it first. */
const contextOf = ({ organisation, commandId }: StepDue): CommandContext => ({
  actor: { kind: 'system', id: 'watch' },
  organisation,
  commandId,
  correlationId: commandId,
});

/** Records reminders and missed deadlines in the notices they belong to. */
export const noticeSteps = (commands: Commands): StepHandler => ({
  async handle(steps) {
    const items = steps.map((step) =>
      noticeItem(
        step.owner.id,
        { type: 'note-deadline-step', dutyId: step.duty, step: step.step, wasDue: step.end, noticed: step.noticedAt },
        contextOf(step),
      ),
    );
    await attemptMany(commands, noticeDecider, items);
  },
});

/** The same for the 72 hours of cases. */
export const caseSteps = (commands: Commands): StepHandler => ({
  async handle(steps) {
    const items = steps.map((step) => ({
      stream: caseStream(step.owner.id),
      command: {
        type: 'note-deadline-step',
        step: step.step,
        due: step.end,
        noticed: step.noticedAt,
      } satisfies CaseCommandData,
      context: contextOf(step),
    }));
    await attemptMany(commands, caseDecider, items);
  },
});
