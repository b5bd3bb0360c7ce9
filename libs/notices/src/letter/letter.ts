import { formatInstant, formatStated, sourceInWords, type Deadline, type Instant } from '@art33/deadlines';
import { letterDocument, type Letter, type LetterFact, type PrintedDocument } from '@art33/documents';
import type { IncidentDetails } from '@art33/incidents';
import type { Address, NoticeKind } from '@art33/parties';
import type { Language } from '../domain/values.js';
import type { NoticeJson } from '../mail/notice-json.js';
import { letterWords, type LetterWords } from './words.js';

/** Everything that a printed notice is made of. */
export interface LetterMaterial {
  readonly language: Language;
  readonly kind: NoticeKind;
  /** When it was sent; of a letter that no mail went before, when it was printed. */
  readonly writtenAt: Instant;
  /** From 1; null where no mail went before. */
  readonly sending: number | null;
  readonly noticeId: string;
  readonly reference: string;
  /** IANA zone of the times. */
  readonly zone: string;
  readonly processor: { readonly name: string; readonly address: string };
  readonly controller: { readonly name: string; readonly address: Address | null; readonly country: string };
  readonly terms: { readonly title: string; readonly version: string };
  readonly incident: Pick<IncidentDetails, 'occurred' | 'detected'>;
  readonly duties: readonly { readonly clause: string; readonly deadline: Pick<Deadline, 'due'> }[];
  readonly text: {
    readonly number: number;
    readonly body: string;
    readonly salt: string;
    readonly hash: string;
  };
  /** Null: the reader finds it in the mail that brought the file, or there is none. */
  readonly link: string | null;
  /** The mail that the file goes with holds the link. */
  readonly inMail: boolean;
  readonly logNumber: number | null;
}

/**
 * The file that goes with a notice mail. The link stands in the mail and not here, because it is one recipient's own: so
 * all recipients of a notice get the same file, and it is made once.
 */
export const mailedLetter = (
  json: NoticeJson,
  controller: Pick<LetterMaterial['controller'], 'address' | 'country'>,
  zone: string,
): PrintedDocument =>
  noticeLetter({
    language: json.notice.language,
    kind: json.notice.kind,
    writtenAt: json.notice.sentAt,
    sending: json.notice.sending,
    noticeId: json.notice.id,
    reference: json.incident.reference,
    zone,
    processor: json.processor,
    controller: { ...controller, name: json.controller.name },
    terms: json.agreement.terms,
    incident: json.incident,
    duties: json.duties,
    text: {
      number: json.text.number,
      body: json.text.body,
      salt: json.text.digest.salt,
      hash: json.text.digest.value,
    },
    link: null,
    inMail: true,
    logNumber: json.record.logNumber,
  });

/** A notice as a letter: to be filed, printed, and put into a window envelope. */
export function noticeLetter(material: LetterMaterial): PrintedDocument {
  const { language, processor, reference, noticeId, text, sending, writtenAt } = material;
  const words = letterWords[language];
  const letter: Letter = {
    language,
    returnAddress: [processor.name, ...processor.address.split(/,\s*/)].join(' · '),
    addressee: addresseeOf(material.controller, language),
    particulars: [
      [words.date, formatInstant(writtenAt, material.zone, language)],
      [words.reference, reference],
      ...(sending === null ? [] : [fact(words.sending, sending > 1 ? `${sending} (${words.followUp})` : '1')]),
    ],
    title: words.titles[material.kind],
    facts: factsOf(material, words),
    text: text.body,
    link: linkOf(material, words),
    record: { title: words.record, lines: recordOf(material, words) },
    author: processor.name,
    identity: `${noticeId} ${text.number}`,
    writtenAt,
    footer: [processor.name, `${words.reference} ${reference}`, words.page].join(' · '),
  };
  return letterDocument(letter);
}

const fact = (label: string, value: string): LetterFact => [label, value];

/** As an envelope bears it; the country only where it is another than the sender's. */
export function addresseeOf(
  { name, address, country }: LetterMaterial['controller'],
  language: Language,
): readonly string[] {
  const place = address ? [address.street, [address.postalCode, address.city].filter(Boolean).join(' ')] : [];
  const names = new Intl.DisplayNames(language, { type: 'region' });
  return [name, ...place, ...(country === 'DE' ? [] : [(names.of(country) ?? country).toUpperCase()])];
}

function factsOf(material: LetterMaterial, words: LetterWords): readonly LetterFact[] {
  const { language, incident, terms, duties, zone, kind } = material;
  const { occurred, detected } = incident;
  const clauses = [...new Set(duties.map(({ clause }) => clauseInWords(clause, language, words)))];
  const law = kind === 'breach' ? [sourceInWords('Art. 33(2) GDPR', language)] : [];
  const due = duties.map(({ clause, deadline }) =>
    [
      deadline.due === null ? words.noFigure : formatInstant(deadline.due, zone, language),
      `(${clauseInWords(clause, language, words)})`,
    ].join(' '),
  );
  return [
    ...(occurred.from ? [fact(words.began, formatStated(occurred.from, language))] : []),
    ...(occurred.until ? [fact(words.ended, formatStated(occurred.until, language))] : []),
    ...(detected ? [fact(words.detected, formatStated(detected, language))] : []),
    fact(words.legal, [terms.title, `${words.version} ${terms.version}`, ...clauses, ...law].join(', ')),
    ...(due.length > 0 ? [fact(words.due, [...new Set(due)].join('\n'))] : []),
  ];
}

const clauseInWords = (clause: string, language: Language, words: LetterWords): string =>
  /^\d/.test(clause) ? `${words.clause} ${clause}` : sourceInWords(clause, language);

function linkOf({ link, inMail }: LetterMaterial, words: LetterWords): Letter['link'] {
  if (link !== null) return { ...words.link, url: link };
  return inMail ? { ...words.byMail, url: null } : null;
}

const recordOf = (material: LetterMaterial, words: LetterWords): readonly LetterFact[] => [
  [words.noticeId, material.noticeId],
  [words.textNumber, String(material.text.number)],
  [words.digest, material.text.hash],
  [words.salt, material.text.salt],
  ...(material.logNumber === null ? [] : [fact(words.logNumber, String(material.logNumber))]),
];
