import { instantsOf } from '@art33/http';
import type { NoticeFilter } from '../read-model/lists.js';
import type { ListNoticesQuery } from './notices.dto.js';

/** The filter that a list's query parameters ask for. */
export const filterOf = (query: ListNoticesQuery): NoticeFilter => {
  const { incident, agreement, controller, status, kind, overdue, recipientKnown, grade, q } = query;
  return {
    incidentId: incident,
    agreementId: agreement,
    controllerId: controller,
    status,
    kind,
    overdue,
    recipientKnown,
    grade,
    q,
    ...instantsOf(query, 'dueFrom', 'dueUntil', 'toldFrom', 'toldUntil'),
  };
};
