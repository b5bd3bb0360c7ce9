import type { CaseEvent } from '@art33/cases';
import type { PublicEventKind, PublicFacts } from '@art33/delivery';
import { idOfStream, type RecordedEvent } from '@art33/event-log';
import type { IncidentEvent } from '@art33/incidents';
import { noticeIdOf, type NoticeEventOf, type NoticeEventType, type NoticeFacts } from '@art33/notices';

type Audience = PublicEventKind['audience'];
const PROCESSOR: Audience = ['processor'];
const CONTROLLER: Audience = ['controller'];
const BOTH: Audience = ['processor', 'controller'];

type AnyEvent = { readonly type: string; readonly data: unknown };
type DataOf<Event extends AnyEvent, Type> = Extract<Event, { type: Type }>['data'];

/** An event of a record in whose stream one organisation alone writes: it alone is told. */
const ownEvent =
  <Event extends AnyEvent>(record: 'incident' | 'case', audience: Audience) =>
  <T extends Event['type']>(
    name: string,
    from: T,
    meaning: string,
    facts: (data: DataOf<Event, T>) => PublicFacts = () => ({}),
  ): PublicEventKind => ({
    type: `eu.art33.${record}.${name}`,
    from,
    meaning,
    audience,
    read({ stream, data, metadata }) {
      const id = idOfStream(stream);
      return [
        {
          organisation: metadata.organisation,
          subject: `${record}s/${id}`,
          facts: { [`${record}Id`]: id, ...facts(data as DataOf<Event, T>) },
        },
      ];
    },
  });
const incident = ownEvent<IncidentEvent>('incident', PROCESSOR);
/** A controller's own file of a breach. */
const file = ownEvent<CaseEvent>('case', CONTROLLER);

/** An event of a notice. Its controller sees neither the incident nor anything before a notice was sent. */
const notice = <T extends NoticeEventType>(
  name: string,
  from: T,
  audience: Audience,
  meaning: string,
  facts: (data: NoticeFacts[T]) => PublicFacts = () => ({}),
): PublicEventKind => ({
  type: `eu.art33.${name}`,
  from,
  meaning,
  audience,
  read(event: RecordedEvent) {
    const { data } = event as RecordedEvent<NoticeEventOf<T>>;
    const { incidentId, agreementId, processorId, controllerId } = data.notice;
    const noticeId = noticeIdOf(incidentId, agreementId);
    return audience.map((role) => ({
      organisation: role === 'processor' ? processorId : controllerId,
      subject: `notices/${noticeId}`,
      facts: { noticeId, agreementId, ...(role === 'processor' && { incidentId }), ...facts(data) },
    }));
  },
});

/** What receivers of webhooks can be told. docs/webhooks.md lists the same. */
export const publicEventKinds: readonly PublicEventKind[] = [
  incident('logged', 'IncidentLogged', 'An incident was logged.'),
  incident('details-added', 'IncidentDetailsAdded', 'More became known of an incident.'),
  incident(
    'awareness-established',
    'AwarenessEstablished',
    'A fact became known: clocks may start.',
    ({ fact, at }) => ({
      fact,
      at: at.at,
    }),
  ),
  incident(
    'awareness-corrected',
    'AwarenessCorrected',
    'The instant of awareness of a fact was corrected.',
    (data) => ({
      fact: data.fact,
      at: data.to.at,
    }),
  ),
  incident('controllers-affected', 'ControllersAffected', 'Controllers were listed as affected.', ({ agreements }) => ({
    count: agreements.length,
  })),
  incident('confirmed-as-breach', 'IncidentConfirmedAsBreach', 'An incident was confirmed as a breach.', ({ at }) => ({
    at: at.at,
  })),
  incident('ruled-out', 'IncidentRuledOut', 'An incident was ruled out.', ({ ruling, at }) => ({ ruling, at: at.at })),
  incident('closed', 'IncidentClosed', 'An incident was closed.'),
  incident('reopened', 'IncidentReopened', 'A closed incident was opened again.'),

  notice('notice.opened', 'NoticeOpened', PROCESSOR, 'A controller is affected: it has a notice.'),
  notice('notice.approved', 'NoticeApproved', PROCESSOR, 'A text was approved.', ({ textNumber }) => ({ textNumber })),
  notice('notice.sent', 'NoticeSent', BOTH, 'A notice was sent.', ({ sendNumber, kind, at }) => ({
    sendNumber,
    kind,
    at,
  })),
  notice(
    'notice.delivered',
    'NoticeDelivered',
    PROCESSOR,
    'A notice reached its recipient, as well as the grade says.',
    ({ deliveryId, grade, kind, at }) => ({ deliveryId, grade, kind, at }),
  ),
  notice(
    'notice.delivery-invalidated',
    'DeliveryInvalidated',
    PROCESSOR,
    'A delivery proved to be none.',
    ({ deliveryId, cause, at }) => ({ deliveryId, cause, at }),
  ),
  notice(
    'notice.undeliverable',
    'NoticeUndeliverable',
    PROCESSOR,
    'A message of a notice could not be delivered.',
    ({ messageId, at }) => ({ messageId, at }),
  ),
  notice(
    'notice.acknowledged',
    'NoticeAcknowledged',
    BOTH,
    'A notice was acknowledged.',
    ({ acknowledgementId, grade, at }) => ({ acknowledgementId, grade, at }),
  ),
  notice(
    'notice.acknowledgement-disputed',
    'AcknowledgementDisputed',
    BOTH,
    'A contact disputes an acknowledgement.',
    ({ acknowledgementId, at }) => ({ acknowledgementId, at }),
  ),
  notice('notice.closed', 'NoticeClosed', PROCESSOR, 'A notice was closed.'),
  notice('notice.reopened', 'NoticeReopened', PROCESSOR, 'A closed notice is open again.'),

  notice('duty.opened', 'DutyOpened', PROCESSOR, 'A controller must be told.', ({ dutyId, kind, deadline }) => ({
    dutyId,
    kind,
    due: deadline.due,
  })),
  notice(
    'duty.deadline-changed',
    'DeadlineRecomputed',
    PROCESSOR,
    'A due time changed.',
    ({ dutyId, before, after }) => ({
      dutyId,
      before: before.due,
      due: after.due,
    }),
  ),
  notice('duty.deadline-approaching', 'DeadlineApproaching', PROCESSOR, 'A due time approaches.', (data) => ({
    dutyId: data.dutyId,
    step: data.step,
    due: data.due,
  })),
  notice('duty.deadline-missed', 'DeadlineMissed', PROCESSOR, 'A due time passed.', ({ dutyId, wasDue }) => ({
    dutyId,
    due: wasDue,
  })),
  notice('duty.overdue', 'DutyOverdue', PROCESSOR, 'A duty is still open after its due time or target.', (data) => ({
    dutyId: data.dutyId,
    step: data.step,
    about: data.about,
    due: data.wasDue,
  })),
  notice(
    'duty.fulfilled',
    'DutyFulfilled',
    PROCESSOR,
    'A duty was fulfilled.',
    ({ dutyId, lateness, deliveredAt }) => ({
      dutyId,
      onTime: lateness.onTime,
      at: deliveredAt,
    }),
  ),
  notice('duty.reopened', 'DutyReopened', PROCESSOR, 'A duty is open again.', ({ dutyId, deadline }) => ({
    dutyId,
    due: deadline.due,
  })),
  notice('duty.withdrawn', 'DutyWithdrawn', PROCESSOR, 'A duty no longer exists.', ({ dutyId }) => ({ dutyId })),
  notice(
    'duty.found-not-required',
    'DutyFoundNotRequired',
    PROCESSOR,
    'A person decided that a duty is none.',
    (data) => ({
      dutyId: data.dutyId,
    }),
  ),

  file('opened', 'CaseOpened', 'A file for a breach was opened.', ({ noticeId }) => ({ noticeId })),
  file('clock-started', 'ClockStarted', 'The 72 hours run from a delivery.', ({ clockId, kind, deadline }) => ({
    clockId,
    kind,
    due: deadline.due,
  })),
  file('clock-withdrawn', 'ClockWithdrawn', 'A clock no longer counts.', ({ clockId, why }) => ({ clockId, why })),
  file(
    'awareness-set',
    'AwarenessSetByController',
    'The controller stated when it became aware.',
    ({ aware, after }) => ({
      at: aware.at,
      due: after.due,
    }),
  ),
  file(
    'deadline-set',
    'FilingDeadlineSet',
    'The end of the 72 hours was computed, or computed anew.',
    ({ after, clock }) => ({
      due: after?.due ?? null,
      clock,
    }),
  ),
  file('deadline-approaching', 'FilingDeadlineApproaching', 'The end of the 72 hours approaches.', ({ step, due }) => ({
    step,
    due,
  })),
  file('deadline-missed', 'FilingDeadlineMissed', 'The 72 hours ended without filing or decision.', ({ due }) => ({
    due,
  })),
  file('overdue', 'FilingDeadlineOverdue', 'There is still neither filing nor decision.', ({ step, due }) => ({
    step,
    due,
  })),
  file('filed', 'FilingRecorded', 'A filing was recorded.', ({ filingId, phase, filedAt }) => ({
    filingId,
    phase,
    at: filedAt.at,
  })),
  file('decided-not-to-file', 'DecidedNotToFile', 'The controller decided not to file.', ({ at }) => ({ at })),
  file(
    'communication-recorded',
    'CommunicationRecorded',
    'A decision or act under Art. 34 GDPR was recorded.',
    (data) => ({
      outcome: data.outcome,
      at: data.at.at,
    }),
  ),
  file('closed', 'CaseClosed', 'A file was closed.'),
  file('reopened', 'CaseReopened', 'A file is open again.', ({ cause }) => ({ cause })),
];
