import type { Schemas } from '../../api/client.js';
import { text } from '../../app/root.js';

export type Notice = Schemas['NoticeListItem'];

/** How far a notice has come, in one word: its state; while it is open, how far its text has come. */
export const STAGES = [
  'pending',
  'undrafted',
  'drafted',
  'approved',
  'sent',
  'failed',
  'open',
  'handed-over',
  'fulfilled',
  'not-required',
  'closed',
] as const;
export type Stage = (typeof STAGES)[number];

const OF_OPEN: readonly string[] = ['undrafted', 'drafted', 'approved', 'sent', 'failed'];
export function stageOf({ status, progress }: Pick<Notice, 'status' | 'progress'>): Stage {
  const stage = status === 'open' && OF_OPEN.includes(progress) ? progress : status;
  return STAGES.find((each) => each === stage) ?? 'open';
}

/** Whether something was sent without what the agreement owes, which is to follow without delay. */
export const isFollowUpOwed = ({ status, blockers }: Pick<Notice, 'status' | 'blockers'>): boolean =>
  status !== 'closed' && blockers.some(({ reason }) => reason === 'gaps-open');

export const KINDS = ['breach', 'suspected-breach', 'irregularity', 'for-information', 'security-defect'] as const;
export const GRADES = ['none', 'handed-over', 'stated', 'accepted-by-server', 'opened', 'acknowledged'] as const;

/** What the matrix shows, as it stands in the address. */
export interface MatrixSearch {
  readonly q?: string;
  readonly kind?: (typeof KINDS)[number];
  readonly stage?: Stage;
  readonly grade?: (typeof GRADES)[number];
  readonly overdue?: true;
  /** Only those with nobody to tell. */
  readonly untold?: true;
}

export function matrixSearch(search: Record<string, unknown>): MatrixSearch {
  const q = text(search['q']);
  const kind = KINDS.find((each) => each === search['kind']);
  const stage = STAGES.find((each) => each === search['stage']);
  const grade = GRADES.find((each) => each === search['grade']);
  return {
    ...(q !== undefined && { q }),
    ...(kind && { kind }),
    ...(stage && { stage }),
    ...(grade && { grade }),
    ...(search['overdue'] === true && { overdue: true }),
    ...(search['untold'] === true && { untold: true }),
  };
}

export const isFiltered = (search: MatrixSearch): boolean => Object.keys(matrixSearch({ ...search })).length > 0;

/** Without case and accents: who types `yilmaz` finds Yılmaz. */
const plain = (words: string): string =>
  words.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ı', 'i');

export function filtered(notices: readonly Notice[], search: MatrixSearch): readonly Notice[] {
  if (!isFiltered(search)) return notices;
  const { q, kind, stage, grade, overdue, untold } = search;
  const sought = q === undefined ? undefined : plain(q);
  return notices.filter(
    (notice) =>
      (!overdue || notice.overdue) &&
      (!untold || !notice.recipientKnown) &&
      (kind === undefined || notice.kind === kind) &&
      (grade === undefined || (notice.grade ?? 'none') === grade) &&
      (stage === undefined || stageOf(notice) === stage) &&
      (sought === undefined || plain(notice.counterpart ?? '').includes(sought)),
  );
}
