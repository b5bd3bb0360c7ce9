import type { NoticeFilter, Placed } from '../read-model/queries.js';
import type { ListNoticesQuery } from './notices.dto.js';

/** The filter that a list's query parameters ask for. */
export const filterOf = ({
  incident,
  agreement,
  controller,
  status,
  kind,
  overdue,
  recipientKnown,
}: ListNoticesQuery): NoticeFilter => ({
  incidentId: incident,
  agreementId: agreement,
  controllerId: controller,
  status,
  kind,
  overdue,
  recipientKnown,
});

export const placeOf = ({ place }: Placed<unknown>) => place;
export const withoutPlace = <T>({ place: _, ...row }: Placed<T>): T => row as T;
