import { lengthOf, plain, relativeTime, shortInstant } from '../terminal/index.js';

/** What an incident would affect, as far as the words below read it. */
export interface AffectedPreview {
  readonly total: number;
  readonly ended: number;
  readonly withoutContact: number;
  /** Selected and listed already. */
  readonly listed: number;
  readonly namedInTerms?: boolean;
  readonly subprocessorsInTerms?: readonly string[];
  readonly sample: readonly { readonly controllerName: string | null }[];
}

/** What a job would do with the notices of an incident. */
export interface JobPreview {
  readonly counts: Readonly<Record<'total' | 'done' | 'unchanged' | 'skipped' | 'refused', number>>;
  readonly refusedBy: Readonly<Record<string, number>>;
  readonly refused: readonly { readonly code: string; readonly rule: string }[];
  readonly earliestDue: string | null;
  readonly withoutContact: number;
  readonly messages: number | null;
  readonly dispatchMinutes: number | null;
}

/** What waits to be sent already. */
export interface Dispatch {
  readonly waiting: number;
  /** Not written yet: what other jobs have still before them. */
  readonly toCome?: number;
  readonly estimatedFinishedAt: string | null;
}

export type JobName = 'draft' | 'approve' | 'send';

const WOULD: Readonly<Record<JobName, string>> = {
  draft: 'get a text',
  approve: 'be approved',
  send: 'be sent',
};
/** Why the service would not touch a notice when nobody names it. */
const PASSED_OVER: Readonly<Record<JobName, string>> = {
  draft: "a person's text waits there, or all that is owed was written about",
  approve: 'they have no text yet (art33 incident draft)',
  send: 'nothing is owed to them now',
};

const count = (number: number, one: string, many: string): string =>
  `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
const notices = (number: number): string => count(number, 'notice', 'notices');
const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** In words: how many agreements become affected, and who of them nobody could tell. */
export function affectedText(preview: AffectedPreview): string {
  const { total, ended, withoutContact, listed, namedInTerms, subprocessorsInTerms = [], sample } = preview;
  const names = sample.map(({ controllerName }) => plain(controllerName ?? '(erased)'));
  const lines = [`${count(total, 'agreement', 'agreements')} selected: one notice each`];
  if (names.length > 0) lines.push(`  ${names.join(', ')}${total > names.length ? ', …' : ''}`);
  if (listed > 0) lines.push(`  ${listed.toLocaleString('en')} listed already; ${total - listed} new`);
  if (ended > 0) lines.push(`  ${ended.toLocaleString('en')} ended: listed, and marked as such`);
  if (withoutContact > 0)
    lines.push(`  ${withoutContact.toLocaleString('en')} without a recipient: nobody there could be told by mail`);
  if (namedInTerms === false) {
    const offered = subprocessorsInTerms.length > 0 ? `; they name ${subprocessorsInTerms.map(plain).join(', ')}` : '';
    lines.push(`  no terms name this subprocessor${offered}`);
  }
  return text(lines);
}

/** In words: what would be done with how many notices, what not and why, and of a sending whether it is in time. */
export function jobText(name: JobName, preview: JobPreview, dispatch: Dispatch | undefined, now: number): string {
  const { counts, withoutContact } = preview;
  const lines = [`${notices(counts.done)} of ${counts.total.toLocaleString('en')} would ${WOULD[name]}`];
  if (counts.unchanged > 0) lines.push(`  ${counts.unchanged.toLocaleString('en')} are so already`);
  if (counts.skipped > 0) lines.push(`  ${counts.skipped.toLocaleString('en')} passed over: ${PASSED_OVER[name]}`);
  for (const [code, refusals] of Object.entries(preview.refusedBy)) {
    const rule = preview.refused.find((one) => one.code === code)?.rule ?? code;
    lines.push(`  ${refusals.toLocaleString('en')} refused: ${plain(rule)}`);
  }
  if (withoutContact > 0)
    lines.push(`  ${notices(withoutContact)} without a recipient: nobody there could be told by mail`);
  if (preview.messages !== null && preview.dispatchMinutes !== null && preview.messages > 0)
    lines.push(
      ...sendingLines({ ...preview, messages: preview.messages, minutes: preview.dispatchMinutes }, dispatch, now),
    );
  else if (preview.earliestDue !== null) lines.push(`  first due: ${dueText(preview.earliestDue, now)}`);
  return text(lines);
}

const dueText = (due: string, now: number): string => `${shortInstant(due)} (${relativeTime(due, now)})`;

interface Sending {
  readonly messages: number;
  /** The fewest that they take at the limits set. */
  readonly minutes: number;
  readonly earliestDue: string | null;
}

/** Says "in time" only where the last mail goes out before the first is due, with all that waits already sent before. */
function sendingLines(
  { messages, minutes, earliestDue }: Sending,
  dispatch: Dispatch | undefined,
  now: number,
): readonly string[] {
  const waiting = (dispatch?.waiting ?? 0) + (dispatch?.toCome ?? 0);
  const behind = waiting > 0 ? `, behind ${count(waiting, 'mail', 'mails')} that go before` : '';
  const lines = [
    `  ${count(messages, 'mail', 'mails')}, at the limits set in ${minutes <= 1 ? 'a minute or less' : `at least ${lengthOf(minutes * 60_000)}`}${behind}`,
  ];
  if (earliestDue === null) return [...lines, '  none of them has a due time'];
  const begins = Math.max(now, Date.parse(dispatch?.estimatedFinishedAt ?? '') || now);
  const ends = begins + minutes * 60_000;
  const due = Date.parse(earliestDue);
  const verdict =
    due < now
      ? 'LATE ALREADY; the earliest due go first'
      : ends <= due
        ? 'all go out in time'
        : 'NOT all go out before that; the earliest due go first';
  return [...lines, `  first due: ${dueText(earliestDue, now)}: ${verdict}`];
}
