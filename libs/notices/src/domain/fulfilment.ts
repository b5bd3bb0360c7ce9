import { judge, type Instant } from '@art33/deadlines';
import { GRADES } from '@art33/parties';
import { stating, type NoticeEvent } from './events.js';
import {
  currentDeadline,
  dutyStatus,
  validDeliveries,
  type Duty,
  type KnownDelivery,
  type OpenedNotice,
} from './state.js';
import type { Basis, JudgedBy } from './values.js';

/**
 * What a change of deliveries, duties or basis means for the duties: judgements whose delivery fell are void, duties that are
 * no longer covered open again, and each open duty is fulfilled by its first valid delivery of a sufficient grade.
 * `before` is the notice ahead of the change.
 */
export function settle(before: OpenedNotice, after: OpenedNotice, at: Instant): readonly NoticeEvent[] {
  return after.duties.flatMap((duty) => [...reopening(before, after, duty, at), ...fulfilment(after, duty)]);
}

function reopening(before: OpenedNotice, after: OpenedNotice, duty: Duty, at: Instant): readonly NoticeEvent[] {
  const status = dutyStatus(after, duty);
  if (status !== 'open' && status !== 'handed-over') return [];
  const known = before.duties.find(({ dutyId }) => dutyId === duty.dutyId);
  const alarmsResume = status === 'open' && known !== undefined && dutyStatus(before, known) === 'handed-over';
  if (!duty.judgement && !alarmsResume) return [];
  const voided = duty.judgement?.deliveryId ?? null;
  const deadline = currentDeadline(duty);
  return [
    stating(after.notice)('DutyReopened', {
      dutyId: duty.dutyId,
      voided,
      handedOver: status === 'handed-over',
      deadline,
      at,
    }),
  ];
}

function fulfilment(state: OpenedNotice, duty: Duty): readonly NoticeEvent[] {
  const status = dutyStatus(state, duty);
  if (status !== 'open' && status !== 'handed-over') return [];
  const delivery = first(
    validDeliveries(state).filter(
      ({ duties, ...graded }) => duties.includes(duty.dutyId) && suffices(graded, state.notice.basis),
    ),
  );
  if (!delivery) return [];
  const judgedBy = judgingInstant(state, delivery);
  return [
    stating(state.notice)('DutyFulfilled', {
      dutyId: duty.dutyId,
      deliveryId: delivery.deliveryId,
      deliveredAt: delivery.at,
      judgedBy,
      lateness: judge(currentDeadline(duty), judgedBy.at),
    }),
  ];
}

const first = (deliveries: readonly KnownDelivery[]): KnownDelivery | undefined =>
  deliveries.reduce<KnownDelivery | undefined>((one, other) => (one && one.at <= other.at ? one : other), undefined);

/**
 * Whether a delivery's grade fulfils a duty. Our own relay's word never does. The sender's own statement does where no form
 * is asked for or text form was kept, and where the organisation asks for no better proof than a server's.
 */
export function suffices(
  delivery: Pick<KnownDelivery, 'grade' | 'statement'>,
  { requiredGrade, textForm }: Basis,
): boolean {
  if (delivery.grade !== 'stated') return GRADES.indexOf(delivery.grade) >= GRADES.indexOf(requiredGrade);
  return requiredGrade === 'accepted-by-server' && (!textForm || delivery.statement?.textForm === true);
}

/**
 * The instant a duty is judged by. What a person opened counts from when its message was accepted by the recipient's server
 * or, where no server said so, handed over: it was told in time, and receipt is merely proven later.
 */
function judgingInstant(state: OpenedNotice, delivery: KnownDelivery): JudgedBy {
  const own: JudgedBy = { what: 'delivery', deliveryId: delivery.deliveryId, at: delivery.at };
  if (delivery.grade !== 'opened' && delivery.grade !== 'acknowledged') return own;
  const earlier = validDeliveries(state).filter(
    ({ messageId, at }) => messageId === delivery.messageId && at <= delivery.at,
  );
  const accepted = earlier.find(({ grade }) => grade === 'accepted-by-server');
  const handedOver = earlier.find(({ grade }) => grade === 'handed-over');
  if (accepted) return { what: 'acceptance', deliveryId: accepted.deliveryId, at: accepted.at };
  return handedOver ? { what: 'hand-over', deliveryId: handedOver.deliveryId, at: handedOver.at } : own;
}
