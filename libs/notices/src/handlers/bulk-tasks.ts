import { Inject, Injectable } from '@nestjs/common';
import { CommandRefused, isErased } from '@art33/event-log';
import type { IncidentState } from '@art33/incidents';
import type { NoticeCommandData } from '../domain/commands.js';
import type { BulkTask } from '../domain/jobs/events.js';
import { isOwed, needsText } from '../domain/owed.js';
import { conflict, invalid } from '../domain/refusals.js';
import type { OpenedNotice } from '../domain/state.js';
import { Materials } from './material.js';
import { noticeIdsOf } from './notice-ids.js';
import { draftFromTemplate } from './texts.js';

/** How many unknown notices a refusal names. */
const NAMED = 100;

/** What is done with each notice, and which notices it is meant for when nobody names any. */
export interface NoticeWork {
  concerns(state: OpenedNotice): boolean;
  commandFor(state: OpenedNotice, incident: IncidentState): NoticeCommandData;
}

/** Says what a task means for each notice. */
@Injectable()
export class BulkTasks {
  constructor(@Inject(Materials) private readonly materials: Materials) {}

  /** `batch`: what the messages of a sending are held and cancelled by. Throws `CommandRefused` where its words were erased. */
  workOf(task: BulkTask, batch?: string): NoticeWork {
    const { materials } = this;
    switch (task.what) {
      case 'draft': {
        const { kind, templates } = task;
        if (templates !== undefined && isErased(templates)) throw new CommandRefused(wordsErased());
        return {
          concerns: needsText,
          commandFor: (state, incident) => draftFromTemplate(materials, incident, state, { kind, templates }),
        };
      }
      case 'approve':
        return {
          concerns: ({ texts }) => texts.length > 0,
          commandFor: ({ texts }) => ({ type: 'approve', textNumber: texts.length }),
        };
      case 'send': {
        const { kind, withGaps } = task;
        return {
          concerns: isOwed,
          commandFor: ({ notice }) => ({
            type: 'send',
            kind,
            withGaps,
            recipients: materials.contacts(notice.controllerId).map(({ contactId }) => contactId),
            ...(batch === undefined ? {} : { batch }),
          }),
        };
      }
      case 'explain': {
        const { reason } = task;
        if (isErased(reason)) throw new CommandRefused(wordsErased());
        return {
          concerns: () => true,
          commandFor: () => ({ type: 'explain-lateness', dutyId: null, reason }),
        };
      }
    }
  }
}

const wordsErased = () => conflict('erased', 'the words that this job was begun with were erased');

/** The notices of everybody affected, or the chosen ones among them. */
export async function selectedNotices(
  incident: IncidentState,
  chosen: readonly string[] | undefined,
): Promise<readonly string[]> {
  const agreements = incident.affected.map(({ agreementId }) => agreementId);
  const all = await noticeIdsOf(incident.incidentId, agreements);
  if (!chosen) return all;
  const known = new Set(all);
  const unknown = chosen.filter((id) => !known.has(id));
  if (unknown.length > 0)
    throw new CommandRefused(
      invalid('unknown-notices', 'notices', 'the notices are of this incident', { unknown: unknown.slice(0, NAMED) }),
    );
  return [...new Set(chosen)];
}
