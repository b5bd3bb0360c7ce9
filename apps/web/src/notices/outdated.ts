import type { Schemas } from '../api/client.js';

type Notice = Pick<Schemas['NoticeListItem'], 'lastText' | 'progress' | 'status'>;

/** Whether a text that is still to be sent was written before what was last recorded of the incident that notices tell. */
export const isOutdated = (
  { lastText, progress, status }: Notice,
  incident: Pick<Schemas['IncidentShown'], 'contentChanged'> | undefined,
): boolean =>
  incident !== undefined &&
  lastText !== null &&
  (progress === 'drafted' || progress === 'approved') &&
  status !== 'closed' &&
  status !== 'not-required' &&
  lastText.logNumber < incident.contentChanged.logNumber;

/** Whether drafting all of them anew would write it: what a person wrote stays. */
export const isOutdatedDraft = (
  notice: Notice,
  incident: Pick<Schemas['IncidentShown'], 'contentChanged'> | undefined,
): boolean => notice.lastText?.author === 'template' && isOutdated(notice, incident);
