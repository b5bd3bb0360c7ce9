import type { Grade } from '@art33/parties';
import { isCancelled, validDeliveries, type NoticeState } from './state.js';

/**
 * How far the last text of a notice has come, least far first. `sent`: on its way, or handed over without proof of receipt;
 * `failed`: every message of it bounced or could not be delivered; `stated`: told by other means, as the sender says.
 */
export const NOTICE_PROGRESS = [
  'undrafted',
  'drafted',
  'approved',
  'sent',
  'failed',
  'stated',
  'delivered',
  'opened',
  'acknowledged',
] as const;
export type NoticeProgress = (typeof NOTICE_PROGRESS)[number];

/** What each proof says of the text, the best first. */
const BY_GRADE: readonly (readonly [Grade, NoticeProgress])[] = [
  ['acknowledged', 'acknowledged'],
  ['opened', 'opened'],
  ['accepted-by-server', 'delivered'],
  ['stated', 'stated'],
  ['handed-over', 'sent'],
];

/** What has happened to the last text; before there is one, whether the controller was told by other means. */
export function noticeProgress(state: NoticeState): NoticeProgress {
  const text = state.texts.at(-1);
  const sendings = state.sendings.filter(
    (sending) => sending.textNumber === text?.textNumber && !isCancelled(state, sending),
  );
  const numbers = new Set<number | null>(text ? sendings.map(({ sendNumber }) => sendNumber) : [null]);
  const grades = new Set(
    validDeliveries(state)
      .filter(({ sendNumber }) => numbers.has(sendNumber))
      .map(({ grade }) => grade),
  );
  const reached = BY_GRADE.find(([grade]) => grades.has(grade))?.[1];
  if (reached) return reached;
  if (!text) return 'undrafted';
  if (sendings.length > 0) return sendings.every((sending) => hasFailedWhole(state, sending)) ? 'failed' : 'sent';
  return text.approvedAt === null ? 'drafted' : 'approved';
}

type Sending = NoticeState['sendings'][number];

/** A message has one recipient; one that bounced after several proofs is noted as often. */
const hasFailedWhole = ({ failures }: NoticeState, { sendNumber, recipients }: Sending): boolean =>
  new Set(failures.filter((failure) => failure.sendNumber === sendNumber).map(({ messageId }) => messageId)).size >=
  recipients.length;
