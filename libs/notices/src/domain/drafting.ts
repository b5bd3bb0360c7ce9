import { canonicalJson, type Refusal } from '@art33/event-log';
import { faultOfSecondPerson, isPerson, type NoticeKind } from '@art33/parties';
import type { Approve, Draft, Send, Timed } from './commands.js';
import { stating, type NoticeEvent } from './events.js';
import { gapsDuty, owed } from './gaps.js';
import { covers, factsAllow } from './kinds.js';
import { hasRevoked } from './links.js';
import { conflict, invalid, isBlank, unknown } from './refusals.js';
import { isGapsDuty, isUndecided, kindDue, standingDuties, type DraftedText, type OpenedNotice } from './state.js';

/**
 * Writes the next text. A text that says the same as the last one is that text, and keeps its approval; only where four
 * eyes are asked for, and no person wrote it, a person takes it over by that.
 */
export function draft(command: Timed<Draft>, state: OpenedNotice): readonly NoticeEvent[] | Refusal {
  const { kind = kindDue(state), language, subject, text, gaps, salt, hash, author, actor, now: at } = command;
  if (isBlank(subject)) return invalid('subject-empty', 'subject', 'a notice has a subject');
  if (/[\p{Cc}\u2028\u2029]/u.test(subject)) return invalid('subject-not-one-line', 'subject', 'a subject is one line');
  if (isBlank(text)) return invalid('text-empty', 'text', 'a notice in text form holds its text (§ 126b BGB)');
  const tooStrong = refuseTooStrong(kind, state);
  if (tooStrong) return tooStrong;
  const last = state.texts.at(-1);
  const takesOver = command.fourEyes?.approvals === true && isPerson(actor) && !isPerson(last?.writtenBy);
  if (last && !takesOver && saysTheSame(last, { kind, language, subject, text, gaps })) return [];
  const textNumber = state.texts.length + 1;
  const written = { textNumber, kind, language, subject, text, salt, hash, gaps, author };
  const writtenBy = actor && { kind: actor.kind, id: actor.id };
  return [stating(state.notice)('NoticeDrafted', { ...written, ...(writtenBy && { writtenBy }), at })];
}

type Wording = Pick<DraftedText, 'kind' | 'language' | 'subject' | 'text' | 'gaps'>;
const wording = ({ kind, language, subject, text, gaps }: Wording): Wording => ({
  kind,
  language,
  subject,
  text,
  gaps,
});
const saysTheSame = (a: Wording, b: Wording): boolean => canonicalJson(wording(a)) === canonicalJson(wording(b));

const refuseTooStrong = (kind: NoticeKind, state: OpenedNotice): Refusal | undefined =>
  factsAllow(kind, state.notice.basis.facts)
    ? undefined
    : conflict('kind-not-established', `no fact is known that makes this a notice of kind ${kind}`, 'kind', {
        facts: state.notice.basis.facts,
      });

/** Approves the last text. Of two who approve at once, the second finds it approved. With four eyes, who wrote it does not. */
export function approve(
  { textNumber, actor, fourEyes, now: at }: Timed<Approve>,
  state: OpenedNotice,
): readonly NoticeEvent[] | Refusal {
  const text = state.texts.find((known) => known.textNumber === textNumber);
  if (!text) return unknown('text', 'textNumber');
  if (text.approvedAt !== null) return [];
  const last = state.texts.length;
  if (textNumber !== last)
    return conflict('text-superseded', 'the text was edited since; the last one is approved', 'textNumber', { last });
  const fault = fourEyes?.approvals ? faultOfSecondPerson(text.writtenBy, actor) : undefined;
  return fault ?? [stating(state.notice)('NoticeApproved', { textNumber, at })];
}

/** Sends the approved text. Lateness never holds it up; missing content only until the sender has seen what is missing. */
export function send(command: Timed<Send>, state: OpenedNotice): readonly NoticeEvent[] | Refusal {
  const { recipients, withGaps, batch, now: at } = command;
  const text = state.texts.at(-1);
  if (!text) return conflict('notice-not-drafted', 'a notice is drafted and approved before it is sent');
  if (text.approvedAt === null)
    return conflict('notice-not-approved', 'the last text is approved before it is sent', undefined, {
      textNumber: text.textNumber,
    });
  if (recipients.length === 0)
    return conflict('no-recipient-known', 'a notice is sent to at least one contact of the controller', 'recipients');
  const kind = command.kind ?? text.kind;
  const fault = refuseTooStrong(kind, state) ?? refuseWeakText(command, text, state);
  if (fault) return fault;
  const missing = owed(text.gaps);
  if (missing.length > 0 && !withGaps)
    return conflict(
      'notice-incomplete',
      'content that the agreement owes is missing; it may be sent with gaps named',
      'withGaps',
      { gaps: missing },
    );
  if (!command.again && isUnderWay(text.textNumber, kind, recipients, state)) return [];

  const sendNumber = state.sendings.length + 1;
  const duties = standingDuties(state)
    .filter((duty) => covers(kind, duty.kind) && (!isGapsDuty(duty) || missing.length === 0))
    .map(({ dutyId }) => dutyId);
  const sent = stating(state.notice)('NoticeSent', {
    sendNumber,
    textNumber: text.textNumber,
    kind,
    recipients,
    gaps: text.gaps,
    duties,
    ...(batch === undefined ? {} : { batch }),
    at,
  });
  return [sent, ...gapsDuty(state, { sendNumber, kind, missing, at })];
}

/** A message says no more than its text. Without a kind it is also expected to serve something that is still owed. */
function refuseWeakText({ kind }: Send, text: DraftedText, state: OpenedNotice): Refusal | undefined {
  const undecided = standingDuties(state).filter((duty) => isUndecided(state, duty));
  const saysLess =
    kind === undefined
      ? undecided.length > 0 && !undecided.some((duty) => covers(text.kind, duty.kind))
      : !covers(text.kind, kind);
  if (!saysLess) return undefined;
  const rule = `the approved text is of kind ${text.kind}; a text for what is owed now is drafted and approved first`;
  return conflict('text-says-less', rule, 'kind', { textNumber: text.textNumber, owed: kindDue(state) });
}

/** The same text is on its way to the same contacts already; nothing of it has failed, and none of its links was withdrawn. */
const isUnderWay = (
  textNumber: number,
  kind: NoticeKind,
  recipients: readonly string[],
  state: OpenedNotice,
): boolean =>
  state.sendings.some(
    (sending) =>
      sending.textNumber === textNumber &&
      sending.kind === kind &&
      sameMembers(sending.recipients, recipients) &&
      !state.failures.some((failure) => failure.sendNumber === sending.sendNumber) &&
      !hasRevoked(state, sending),
  );

const sameMembers = (a: readonly string[], b: readonly string[]): boolean =>
  new Set(a).size === new Set(b).size && a.every((member) => b.includes(member));
