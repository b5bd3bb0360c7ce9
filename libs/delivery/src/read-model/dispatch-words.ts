import { toMilliseconds, type Instant } from '@art33/event-log';
import type { Dispatch } from './dispatch.js';

/** The same sentence in both languages of the pages. */
export interface Sentence {
  readonly de: string;
  readonly en: string;
}

const MINUTE = 60_000;

/** How sending stands against the earliest due time, in one plain sentence. */
export function dispatchInWords(dispatch: Dispatch, now: Instant): Sentence {
  const { waiting, held, estimatedFinishedAt: end, earliestDue: due, inTime } = dispatch;
  if (waiting === 0) return { de: 'Es wartet keine Nachricht.', en: 'No message is waiting.' };
  const until = (instant: Instant) => span(toMilliseconds(instant) - toMilliseconds(now));
  const rest = end && until(end);
  const pace: Sentence = rest
    ? {
        de: `${waiting} Nachrichten warten; die letzte ist in etwa ${rest.de} unterwegs.`,
        en: `${waiting} messages are waiting; the last one will have gone in about ${rest.en}.`,
      }
    : { de: `${waiting} Nachrichten warten.`, en: `${waiting} messages are waiting.` };
  const pause: Sentence =
    held > 0 ? { de: ` ${held} davon sind angehalten.`, en: ` ${held} of them are held back.` } : { de: '', en: '' };
  return { de: pace.de + pause.de + verdict('de'), en: pace.en + pause.en + verdict('en') };

  function verdict(language: 'de' | 'en'): string {
    if (due === null) return '';
    if (due <= now)
      return language === 'de'
        ? ' Die früheste Frist ist schon verstrichen.'
        : ' The earliest due time has passed already.';
    const left = until(due)[language];
    if (language === 'de')
      return inTime
        ? ` Die früheste Frist endet in ${left}: alle gehen rechtzeitig hinaus.`
        : ` Die früheste Frist endet in ${left}: so gehen nicht alle rechtzeitig hinaus.`;
    return inTime
      ? ` The earliest due time is in ${left}: all go out in time.`
      : ` The earliest due time is in ${left}: at this pace not all go out in time.`;
  }
}

/** `2 h 5 min`: rounded up to whole minutes. */
function span(milliseconds: number): Sentence {
  const minutes = Math.max(1, Math.ceil(milliseconds / MINUTE));
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const text = hours === 0 ? `${minutes} min` : rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
  return { de: text, en: text };
}
