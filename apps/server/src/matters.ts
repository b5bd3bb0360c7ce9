import type { CaseEvent } from '@art33/cases';
import { idOfStream, type DomainEvent, type RecordedEvent } from '@art33/event-log';
import { recordStream, type MatterSource, type ReadingEvent } from '@art33/identity';
import { isNoticeEvent, type JobEvent, type NoticeEvent } from '@art33/notices';

type DataOf<E extends DomainEvent, T> = Extract<E, { type: T }>['data'];

const ownIncident: MatterSource = ({ stream }) => ({ incident: idOfStream(stream), agreement: null });
const linkedIncident: MatterSource = ({ data }) => ({
  incident: (data as { readonly incidentId: string }).incidentId,
  agreement: null,
});

/** Which stream belongs to which incident and agreement: each room's first event of a record says so. */
export const matterSources: Readonly<Record<string, MatterSource>> = {
  IncidentLogged: ownIncident,
  HistoricalIncidentRecorded: ownIncident,
  ReportTurnedIntoIncident: linkedIncident,
  ReportLinkedToIncident: linkedIncident,
  NoticeOpened(event) {
    const opened = event as unknown as NoticeEvent;
    if (!isNoticeEvent(opened, 'NoticeOpened')) return undefined;
    const { incidentId, agreementId } = opened.data.notice;
    return { incident: incidentId, agreement: agreementId };
  },
  BulkBegun({ data }: RecordedEvent) {
    return { incident: (data as DataOf<JobEvent, 'BulkBegun'>).incidentId, agreement: null };
  },
  CaseOpened({ data }: RecordedEvent) {
    return { as: `notice-${(data as DataOf<CaseEvent, 'CaseOpened'>).noticeId}` };
  },
  // That a restricted incident was read says that there is one.
  RecordRead({ data }: RecordedEvent) {
    const stream = recordStream((data as DataOf<ReadingEvent, 'RecordRead'>).record);
    return stream === null ? undefined : { as: stream };
  },
  MessagePrepared({ data }: RecordedEvent) {
    const { about } = data as { readonly about: { readonly kind: string; readonly id: string } };
    return { as: `${about.kind === 'alert' ? 'incident' : 'notice'}-${about.id}` };
  },
};
