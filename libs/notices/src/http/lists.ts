import { readInstant } from '@art33/http';
import type { NoticeFilter } from '../read-model/lists.js';
import type { ListNoticesQuery } from './notices.dto.js';

const instant = (field: string, value: string | undefined) =>
  value === undefined ? undefined : readInstant(field, value).at;

/** The filter that a list's query parameters ask for. */
export const filterOf = (query: ListNoticesQuery): NoticeFilter => {
  const { incident, agreement, controller, status, kind, overdue, recipientKnown, grade, q } = query;
  return {
    incidentId: incident,
    agreementId: agreement,
    controllerId: controller,
    ...{ status, kind, overdue, recipientKnown, grade, q },
    dueFrom: instant('dueFrom', query.dueFrom),
    dueUntil: instant('dueUntil', query.dueUntil),
    toldFrom: instant('toldFrom', query.toldFrom),
    toldUntil: instant('toldUntil', query.toldUntil),
  };
};
