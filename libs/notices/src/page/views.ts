import {
  formatDuration,
  formatInstant,
  seventyTwoHours,
  stateInstant,
  type Deadline,
  type Instant,
} from '@art33/deadlines';
import { orErased } from '@art33/event-log';
import type { AcknowledgementGrade } from '../domain/values.js';
import type { ReceiptLine } from '../mail/compose.js';
import {
  firstValidDelivery,
  readableSendings,
  validDeliveries,
  type DraftedText,
  type NoticeState,
  type Sending,
} from '../domain/state.js';
import { html, paragraphs, type Html } from '@art33/http';
import { pageOf } from './layout.js';
import { signInForm } from './sign-in-form.js';
import type { Words } from './words.js';

/** What the page knows: one message's notice, and who writes to whom. */
export interface PageFacts {
  readonly words: Words;
  readonly processorName: string;
  readonly controllerName: string;
  /** IANA zone of the controller. */
  readonly zone: string;
  readonly state: NoticeState;
  /** The sending that the message belongs to. */
  readonly sendNumber: number;
  readonly path: string;
  readonly now: Instant;
}

const parties = ({ words, processorName, controllerName }: PageFacts): Html =>
  html`<dl><dt>${words.from}</dt><dd>${processorName}</dd><dt>${words.to}</dt><dd>${controllerName}</dd></dl>`;

/** What anybody with the link sees first, mail scanners included: who writes to whom, and a button. Nothing is recorded. */
export const sealedPage = (facts: PageFacts): string =>
  pageOf(
    facts.words,
    facts.words.sealedTitle,
    [
      html`<section><h1>${facts.words.sealedTitle}</h1>${parties(facts)}<p>${facts.words.sealedIntro}</p>
<form method="post" action="${facts.path}?lang=${facts.words.lang}"><button type="submit">${facts.words.open}</button></form>
<p class="soft">${facts.words.openHint}</p></section>`,
    ],
    `${facts.path}?lang=${facts.words.lang === 'de' ? 'en' : 'de'}`,
  );

const textOf = (state: NoticeState, sending: Sending): DraftedText | undefined =>
  state.texts.find((text) => text.textNumber === sending.textNumber);

function sendingView(facts: PageFacts, sending: Sending, heading: 'h2' | 'h3'): Html | null {
  const text = textOf(facts.state, sending);
  if (!text) return null;
  const gone = facts.words.lang === 'de' ? '[gelöscht]' : '[erased]';
  return html`<${heading}>${orErased(text.subject, gone)}</${heading}>
<p class="soft">${facts.words.kinds[sending.kind]} · ${facts.words.sentAt}: ${formatInstant(sending.at, facts.zone, facts.words.lang)}</p>
${paragraphs(orErased(text.text, gone))}`;
}

/** The 72 hours counted from the notice's delivery: proper from a proven breach notice, otherwise a precaution. */
export function clockOf(
  state: NoticeState,
  zone: string,
): { readonly deadline: Deadline; readonly proper: boolean } | null {
  const breach = firstValidDelivery(state, 'breach', { proven: true });
  const delivery = breach ?? validDeliveries(state).toSorted((a, b) => (a.at < b.at ? -1 : 1))[0];
  if (!delivery) return null;
  const what = breach ? 'breach-notice-received' : 'notice-received';
  return { deadline: seventyTwoHours(what, stateInstant(delivery.at, zone), zone), proper: breach !== undefined };
}

/** In a few words, before anything is to be read: what happened, what to do, and until when. */
function meaningView(facts: PageFacts, sending: Sending, acknowledged: boolean): Html {
  const { words, processorName, state, zone, now } = facts;
  const clock = clockOf(state, zone);
  const due = clock?.deadline.due;
  const until = due ? formatInstant(due, zone, words.lang) : null;
  const decide = clock?.proper ? words.decide : words.watch;
  return html`<section><h2>${words.meaningTitle}</h2><p>${words.meaning[sending.kind](processorName)}</p>
<ol><li><a href="#notice">${words.read}</a></li>
<li>${acknowledged ? words.isAcknowledged : html`<a href="#acknowledge">${words.thenAcknowledge}</a>`}</li>
${until === null || !due ? null : html`<li>${due < now ? words.clockOver : decide(until)} <a href="#clock">${words.why}</a></li>`}</ol></section>`;
}

function clockView({ words, state, zone, now }: PageFacts): Html | null {
  const clock = clockOf(state, zone);
  if (!clock?.deadline.due) return null;
  const { deadline, proper } = clock;
  const due = clock.deadline.due;
  const format = (instant: Instant) => formatInstant(instant, zone, words.lang);
  const left = Date.parse(due) - Date.parse(now);
  return html`<section id="clock"><h2>${words.clockTitle}</h2>
<p class="due">${words.clockUntil}: ${format(due)}</p>
<dl><dt>${words.clockFrom}</dt><dd>${format(deadline.anchor.at.at)}</dd>
${left >= 0 ? html`<dt>${words.clockLeft}</dt><dd>${formatDuration(left)}</dd>` : null}
${deadline.outerLimit ? html`<dt>${words.clockOuter}</dt><dd>${format(deadline.outerLimit)}</dd>` : null}</dl>
${left < 0 ? html`<p class="warn">${words.clockOver}</p>` : null}
<p class="soft">${proper ? words.clockProper : words.clockPrecaution}</p></section>`;
}

/** What a receipt says: who, when, grade, the exact text by hash and salt, where it stands in the log. */
export interface Receipt {
  readonly acknowledgementId: string;
  readonly name: string;
  readonly function: string | null;
  readonly at: Instant;
  readonly grade: AcknowledgementGrade;
  /** Whence it came, as far as the service and its proxies can tell; null: not recorded. */
  readonly clientAddress: string | null;
  readonly textHash: string;
  readonly salt: string;
  readonly subject: string;
  readonly text: string;
  readonly eventId: string;
  readonly logNumber: number;
  readonly disputed: boolean;
}

/** What a receipt is shown with: who wrote to whom, language and IANA zone. */
export type ReceiptFacts = Pick<PageFacts, 'words' | 'processorName' | 'controllerName' | 'zone'>;

/** What was acknowledged, by whom and when. */
const acknowledgedLines = (receipt: Receipt, facts: ReceiptFacts): readonly ReceiptLine[] => {
  const { words, zone } = facts;
  return [
    [words.from, facts.processorName],
    [words.to, facts.controllerName],
    [words.subject, receipt.subject],
    [words.acknowledgedBy, receipt.function ? `${receipt.name} (${receipt.function})` : receipt.name],
    [words.at, formatInstant(receipt.at, zone, words.lang)],
    ...(receipt.clientAddress === null ? [] : [[words.whence, receipt.clientAddress] as const]),
  ];
};

export const receiptLines = (receipt: Receipt, facts: ReceiptFacts): readonly ReceiptLine[] => [
  ...acknowledgedLines(receipt, facts),
  ...proofLines(receipt, facts.words),
];

const proofLines = (receipt: Receipt, words: Words): readonly ReceiptLine[] => [
  [words.gradeLabel, words.sure[receipt.grade]],
  [words.hash, receipt.textHash],
  [words.salt, receipt.salt],
  [words.eventId, receipt.eventId],
  [words.logNumber, String(receipt.logNumber)],
];

const listOf = (lines: readonly ReceiptLine[]): Html =>
  html`<dl>${lines.map(([label, value]) => html`<dt>${label}</dt><dd>${value}</dd>`)}</dl>`;

const receiptView = (facts: PageFacts, receipt: Receipt): Html =>
  html`<section><h2>${facts.words.receiptTitle}</h2><p>${facts.words.receiptIntro}</p>
${receipt.disputed ? html`<p class="warn">${facts.words.disputed}</p>` : null}
${listOf(receiptLines(receipt, facts))}
<p>${facts.words.receiptKeep}</p></section>`;

const acknowledgeForm = ({ words, path }: PageFacts, fault: string | null): Html =>
  html`<section id="acknowledge"><h2>${words.acknowledgeTitle}</h2><p>${words.acknowledgeHint}</p>
${fault === null ? null : html`<p class="warn" role="alert">${fault}</p>`}
<form method="post" action="${path}/acknowledgement?lang=${words.lang}">
<label>${words.name}<input name="name" required maxlength="200" autocomplete="name"></label>
<label>${words.function}<input name="function" maxlength="200" autocomplete="organization-title"></label>
<button type="submit">${words.acknowledge}</button></form></section>`;

/** The opened notice: what it means, its text and follow-ups, the clock, and the form to acknowledge or the receipt; both where it was disputed. */
export function openedPage(facts: PageFacts, receipt: Receipt | null, fault: string | null = null): string {
  const { state, sendNumber, words } = facts;
  const current = state.sendings.find((sending) => sending.sendNumber === sendNumber);
  const others = readableSendings(state)
    .filter((sending) => sending.sendNumber !== sendNumber)
    .toReversed();
  return pageOf(
    words,
    words.sealedTitle,
    [
      html`<h1>${words.sealedTitle}</h1>`,
      ...(current ? [meaningView(facts, current, receipt !== null && !receipt.disputed)] : []),
      ...(receipt ? [receiptView(facts, receipt)] : []),
      html`<section id="notice">${parties(facts)}${current ? sendingView(facts, current, 'h2') : null}</section>`,
      ...[clockView(facts)].filter((view) => view !== null),
      ...(receipt && !receipt.disputed ? [] : [acknowledgeForm(facts, fault)]),
      signInForm(words, facts.path),
      ...(others.length > 0
        ? [
            html`<section><h2>${words.others}</h2>${others.flatMap((sending) => sendingView(facts, sending, 'h3') ?? [])}</section>`,
          ]
        : []),
    ],
    `${facts.path}?lang=${words.lang === 'de' ? 'en' : 'de'}`,
  );
}

const acknowledged = (facts: PageFacts, receipts: readonly Receipt[]): readonly Html[] =>
  receipts.map((receipt) => listOf(acknowledgedLines(receipt, facts)));

/** The page behind "this was not us": the acknowledgements that it is about, and what a dispute leaves as it is. */
export const disputePage = (facts: PageFacts, receipts: readonly Receipt[], done: boolean): string =>
  pageOf(
    facts.words,
    facts.words.disputeTitle,
    [
      done
        ? html`<section><h1>${facts.words.disputeTitle}</h1><p>${facts.words.disputeDone}</p>
${acknowledged(facts, receipts)}<p>${facts.words.disputeClock}</p></section>`
        : html`<section><h1>${facts.words.disputeTitle}</h1>${acknowledged(facts, receipts)}<p>${facts.words.disputeIntro}</p>
<form method="post" action="${facts.path}?lang=${facts.words.lang}"><button type="submit">${facts.words.dispute}</button></form></section>`,
    ],
    done ? null : `${facts.path}?lang=${facts.words.lang === 'de' ? 'en' : 'de'}`,
  );
