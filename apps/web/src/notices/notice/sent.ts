import type { NoticeInFull } from '../queries.js';

type Sending = NoticeInFull['sendings'][number];

/** How the last text went out so far; none: it is still to be sent, or there is none. */
export function sendingsOfLast({ texts, sendings }: NoticeInFull): readonly Sending[] {
  const last = texts.at(-1)?.textNumber;
  return sendings.filter(({ textNumber }) => textNumber === last);
}
