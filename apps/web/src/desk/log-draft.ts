import type { Schemas } from '../api/client.js';
import { now } from '../app/clock.js';
import { awarenessOf, type Known } from '../deeds/facts.js';
import { wallClock } from '../design/time.js';
import { isMeant, statedIn, type When } from '../design/when.js';

/** What somebody writes who logs an incident. */
export interface LogDraft extends Known {
  /** Sent along, so that a request that is repeated after a lost answer logs once. */
  readonly key: string;
  readonly title: string;
  readonly from: When;
  readonly until: When;
  readonly detected: When;
  readonly summary: string;
  /** Of the legal entity; empty: none. */
  readonly subprocessor: string;
  readonly itsAwareness: When;
  readonly toldUs: When;
}

const NONE: When = { local: '' };

/** What one begins with: it is known since now unless one says otherwise. */
export const freshDraft = (zone: string): LogDraft => ({
  key: crypto.randomUUID(),
  title: '',
  fact: 'suspicion-known',
  irregularity: 'unauthorised-access-or-change',
  at: { local: wallClock(now(), zone) },
  from: NONE,
  until: NONE,
  detected: NONE,
  summary: '',
  subprocessor: '',
  itsAwareness: NONE,
  toldUs: NONE,
});

/** Whether something was written that can also follow. */
export const hasMore = ({ from, until, detected, summary, subprocessor }: LogDraft): boolean =>
  [from, until, detected].some(({ local }) => local !== '') || summary !== '' || subprocessor !== '';

/** Whether it can be sent: what is needed is there, and every instant that is there means one. */
export const isWhole = (draft: LogDraft, zone: string): boolean => {
  const { title, at, from, until, detected, itsAwareness, toldUs } = draft;
  const others = [from, until, detected, itsAwareness, toldUs].filter(({ local }) => local !== '');
  return title.trim() !== '' && isMeant(at, zone) && others.every((each) => isMeant(each, zone));
};

/** The request that logs it. */
export function bodyOf(draft: LogDraft, zone: string): Schemas['LogIncidentBody'] {
  const { title, from, until, detected, summary, subprocessor, itsAwareness, toldUs } = draft;
  const known = (name: string, when: When) => when.local !== '' && { [name]: statedIn(when, zone) };
  return {
    title: title.trim(),
    awareness: [awarenessOf(draft, zone)],
    ...((from.local !== '' || until.local !== '') && {
      occurred: { ...known('from', from), ...known('until', until) },
    }),
    ...known('detected', detected),
    ...(summary.trim() !== '' && { summary: summary.trim() }),
    ...(subprocessor !== '' && {
      subprocessors: [
        {
          subprocessorId: subprocessor,
          sphere: 'undetermined' as const,
          ...known('itsAwareness', itsAwareness),
          ...known('toldUs', toldUs),
        },
      ],
    }),
  };
}
