import { noticeIdOf } from './ids.js';
import { hasFailed, initialNotice, type Duty, type NotedStep, type NoticeState } from './state.js';
import type { NoticeEvent } from './events.js';
import type { NoticeRef } from './values.js';

const NEW_DUTY = {
  judgement: null,
  voided: [],
  notRequired: null,
  withdrawn: false,
  reasonsForLateness: [],
  steps: [],
} as const;

/** What an event tells of its own, without whose notice it is about. */
const own = <Data extends { readonly notice: NoticeRef }>({ notice: _, ...data }: Data): Omit<Data, 'notice'> => data;

/** What an event makes of a notice. It decides nothing. */
export function evolveNotice(state: NoticeState, event: NoticeEvent): NoticeState {
  const changed = (dutyId: string, change: (duty: Duty) => Partial<Duty>): NoticeState => ({
    ...state,
    duties: state.duties.map((duty) => (duty.dutyId === dutyId ? { ...duty, ...change(duty) } : duty)),
  });

  /** What was proposed about a duty, or about the pending notice, stands no longer. */
  const settled = (dutyId: string | null, after: NoticeState): NoticeState => ({
    ...after,
    proposals: after.proposals.filter((proposal) => proposal.dutyId !== dutyId),
  });

  const noted = (dutyId: string, { step, about, end, noticed }: NotedStep): NoticeState =>
    changed(dutyId, ({ steps }) => ({ steps: [...steps, { step, about, end, noticed }] }));

  switch (event.type) {
    case 'NoticeOpened': {
      const { notice, basis, zone, at } = event.data;
      return {
        ...initialNotice,
        notice: { noticeId: noticeIdOf(notice.incidentId, notice.agreementId), ...notice, zone, openedAt: at, basis },
      };
    }
    case 'BasisChanged':
      return { ...state, notice: state.notice && { ...state.notice, basis: event.data.basis } };

    case 'DutyOpened': {
      const { at, ...duty } = own(event.data);
      const others = state.duties.filter(({ dutyId }) => dutyId !== duty.dutyId);
      return settled(null, {
        ...state,
        notRequired: null,
        duties: [...others, { ...NEW_DUTY, ...duty, openedAt: at }],
      });
    }
    case 'DeadlineRecomputed': {
      const { dutyId, after, followUpOf } = event.data;
      return changed(dutyId, () => ({ deadline: after, followUpOf }));
    }
    case 'DutyReassessed': {
      const { dutyId, deadline, lateness, cause } = event.data;
      return changed(dutyId, ({ judgement }) => ({
        judgement: judgement && {
          ...judgement,
          reassessments: [...judgement.reassessments, { deadline, lateness, cause }],
        },
      }));
    }
    case 'DutyWithdrawn':
      return settled(
        event.data.dutyId,
        changed(event.data.dutyId, () => ({ withdrawn: true })),
      );

    case 'NoticeDrafted': {
      const text = own(event.data);
      return { ...state, texts: [...state.texts, { ...text, approvedAt: null }] };
    }
    case 'NoticeApproved': {
      const { textNumber, at } = event.data;
      return {
        ...state,
        texts: state.texts.map((text) => (text.textNumber === textNumber ? { ...text, approvedAt: at } : text)),
      };
    }
    case 'NoticeSent': {
      const sending = own(event.data);
      return { ...state, sendings: [...state.sendings, sending] };
    }

    case 'NoticeDelivered': {
      const delivery = own(event.data);
      return { ...state, deliveries: [...state.deliveries, { ...delivery, invalidated: null }] };
    }
    case 'DutyFulfilled': {
      const { dutyId, ...judgement } = own(event.data);
      return settled(
        dutyId,
        changed(dutyId, () => ({ judgement: { ...judgement, reassessments: [] } })),
      );
    }
    case 'DeliveryInvalidated': {
      const { deliveryId, messageId, sendNumber, cause, reason, at } = event.data;
      const deliveries = state.deliveries.map((delivery) =>
        delivery.deliveryId === deliveryId ? { ...delivery, invalidated: { cause, reason, at } } : delivery,
      );
      if (cause !== 'bounced' || messageId === null || sendNumber === null || hasFailed(state, messageId))
        return { ...state, deliveries };
      return { ...state, deliveries, failures: [...state.failures, { messageId, sendNumber, reason, at }] };
    }
    case 'DutyReopened':
      return changed(event.data.dutyId, (duty) => ({
        deadline: event.data.deadline,
        judgement: null,
        voided: duty.judgement ? [...duty.voided, duty.judgement] : duty.voided,
      }));
    case 'NoticeUndeliverable': {
      const failure = own(event.data);
      return { ...state, failures: [...state.failures, failure] };
    }

    case 'NoticeAcknowledged': {
      const acknowledgement = own(event.data);
      return { ...state, acknowledgements: [...state.acknowledgements, { ...acknowledgement, disputes: [] }] };
    }
    case 'AcknowledgementDisputed': {
      const { acknowledgementId, ...dispute } = own(event.data);
      return {
        ...state,
        acknowledgements: state.acknowledgements.map((one) =>
          one.acknowledgementId === acknowledgementId ? { ...one, disputes: [...one.disputes, dispute] } : one,
        ),
      };
    }
    case 'NoticeLinksRevoked':
      return { ...state, linksRevoked: [...state.linksRevoked, own(event.data)] };

    case 'DeadlineApproaching':
      return noted(event.data.dutyId, { ...event.data, about: 'deadline', end: event.data.due });
    case 'DeadlineMissed':
      return noted(event.data.dutyId, { ...event.data, step: 'missed', about: 'deadline', end: event.data.wasDue });
    case 'TargetApproaching':
      return noted(event.data.dutyId, { ...event.data, about: 'target', end: event.data.target });
    case 'TargetMissed':
      return noted(event.data.dutyId, { ...event.data, step: 'missed', about: 'target', end: event.data.target });
    case 'DutyOverdue':
      return noted(event.data.dutyId, { ...event.data, end: event.data.wasDue });

    case 'LatenessExplained': {
      const { dutyId, reason, at } = event.data;
      return changed(dutyId, (duty) => ({ reasonsForLateness: [...duty.reasonsForLateness, { reason, at }] }));
    }
    case 'DutyFoundNotRequired': {
      const { dutyId, ...notRequired } = own(event.data);
      return settled(
        dutyId,
        changed(dutyId, () => ({ notRequired })),
      );
    }
    case 'NoticeFoundNotRequired':
      return settled(null, { ...state, notRequired: own(event.data) });
    case 'NotRequiredProposed':
      return { ...state, proposals: [...state.proposals, own(event.data)] };
    case 'NotRequiredProposalWithdrawn':
      return settled(event.data.dutyId, state);
    case 'NoticeClosed':
      return { ...state, closedAt: event.data.at };
    case 'NoticeReopened':
      return { ...state, closedAt: null };
  }
}
