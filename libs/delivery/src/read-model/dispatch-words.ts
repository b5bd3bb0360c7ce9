import { toMilliseconds, type Instant } from '@art33/event-log';
import type { Dispatch } from './dispatch.js';

/** The same sentence in both languages of the pages. */
export interface Sentence {
  readonly de: string;
  readonly en: string;
}

const MINUTE = 60_000;
const NOTHING: Sentence = { de: '', en: '' };

/** How sending stands against the earliest due time, in a few plain sentences. */
export function dispatchInWords(dispatch: Dispatch, now: Instant): Sentence {
  const { waiting, toCome } = dispatch;
  if (waiting + toCome === 0) return { de: 'Es wartet keine Nachricht.', en: 'No message is waiting.' };
  const left = (instant: Instant): Sentence => span(toMilliseconds(instant) - toMilliseconds(now));
  return joined([goingOut(dispatch, left), standingStill(dispatch), dueTime(dispatch, now, left)]);
}

/** What goes out, and until when. */
function goingOut(
  { waiting, held, toCome, toComeHeld, estimatedFinishedAt: end }: Dispatch,
  left: (instant: Instant) => Sentence,
): Sentence {
  if (end === null) return NOTHING;
  const going = counted(waiting - held, toCome - toComeHeld);
  const until = left(end);
  return {
    de: `${going.de}; die letzte ist in etwa ${until.de} unterwegs.`,
    en: `${going.en}; the last one will have gone in about ${until.en}.`,
  };
}

/** What is paused: nothing of it goes out by itself. */
function standingStill({ held, toComeHeld }: Dispatch): Sentence {
  if (held + toComeHeld === 0) return NOTHING;
  const { de, en } = counted(held, toComeHeld);
  return {
    de: `Angehalten: ${de}. Davon geht nichts hinaus, bis jemand die Sendung fortsetzt.`,
    en: `On hold: ${en}. Nothing of it goes out until somebody resumes the sending.`,
  };
}

function dueTime(
  { held, toComeHeld, earliestDue, inTime }: Dispatch,
  now: Instant,
  left: (instant: Instant) => Sentence,
): Sentence {
  if (earliestDue === null) return NOTHING;
  if (earliestDue <= now)
    return { de: 'Die früheste Frist ist schon verstrichen.', en: 'The earliest due time has passed already.' };
  const until = left(earliestDue);
  const verdict: Sentence = inTime
    ? { de: ': alle gehen rechtzeitig hinaus', en: ': all go out in time' }
    : held + toComeHeld > 0
      ? NOTHING
      : { de: ': so gehen nicht alle rechtzeitig hinaus', en: ': at this pace not all go out in time' };
  return {
    de: `Die früheste Frist endet in ${until.de}${verdict.de}.`,
    en: `The earliest due time is in ${until.en}${verdict.en}.`,
  };
}

/** `198 messages are waiting, 2152 more are still to be written`. */
function counted(written: number, toCome: number): Sentence {
  const waiting: Sentence =
    written === 1
      ? { de: '1 Nachricht wartet', en: '1 message is waiting' }
      : { de: `${written} Nachrichten warten`, en: `${written} messages are waiting` };
  if (toCome === 0) return waiting;
  if (written === 0)
    return toCome === 1
      ? { de: '1 Nachricht ist noch zu schreiben', en: '1 message is still to be written' }
      : { de: `${toCome} Nachrichten sind noch zu schreiben`, en: `${toCome} messages are still to be written` };
  return {
    de: `${waiting.de}, ${toCome} weitere ${toCome === 1 ? 'ist' : 'sind'} noch zu schreiben`,
    en: `${waiting.en}, ${toCome} more ${toCome === 1 ? 'is' : 'are'} still to be written`,
  };
}

const joined = (sentences: readonly Sentence[]): Sentence => ({
  de: sentences.flatMap(({ de }) => de || []).join(' '),
  en: sentences.flatMap(({ en }) => en || []).join(' '),
});

/** `2 h 5 min`: rounded up to whole minutes. */
function span(milliseconds: number): Sentence {
  const minutes = Math.max(1, Math.ceil(milliseconds / MINUTE));
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const text = hours === 0 ? `${minutes} min` : rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
  return { de: text, en: text };
}
