import { createHash } from 'node:crypto';
import { formatDay, formatInstant, formatStated, sourceInWords, type Deadline, type Instant } from '@art33/deadlines';
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
  readonly reference: string;
  /** IANA zone of the times. */
  readonly zone: string;
  readonly processor: { readonly name: string; readonly address: string };
  /** Null: the mail that brings the file names him, and whoever is told the same gets the same file. */
  readonly controller: PostalAddressee | null;
  readonly terms: { readonly title: string; readonly version: string };
  readonly incident: Pick<IncidentDetails, 'occurred' | 'detected'>;
  readonly duties: readonly { readonly clause: string; readonly deadline: Pick<Deadline, 'due'> }[];
  /** The approved text. */
  readonly text: { readonly subject: string; readonly body: string };
  /** What the sender's log calls it; null where that stands in the mail that brings the file, in `notice.json`. */
  readonly record: LetterRecord | null;
  /** Null: the reader finds it in the mail that brought the file, or there is none. */
  readonly link: string | null;
  /** The mail that the file goes with holds the link. */
  readonly inMail: boolean;
}

/** Whom an envelope is for. */
export interface PostalAddressee {
  readonly name: string;
  readonly address: Address | null;
  readonly country: string;
}

/** One notice's own numbers and digest. */
export interface LetterRecord {
  readonly noticeId: string;
  readonly textNumber: number;
  readonly salt: string;
  readonly hash: string;
}

/**
 * The file that goes with a notice mail. What is one recipient's own (name, ids, link, the instant of sending) stands in the
 * mail and its `notice.json`, and not here: all who are told the same get the same file, and it is made once.
 */
export const mailedLetter = (json: NoticeJson, zone: string): PrintedDocument =>
  noticeLetter({
    language: json.notice.language,
    kind: json.notice.kind,
    writtenAt: json.notice.sentAt,
    sending: json.notice.sending,
    reference: json.incident.reference,
    zone,
    processor: json.processor,
    controller: null,
    terms: json.agreement.terms,
    incident: json.incident,
    duties: json.duties,
    text: json.text,
    record: null,
    link: null,
    inMail: true,
  });

/** A notice as a letter: to be filed, printed, and put into a window envelope. */
export function noticeLetter(material: LetterMaterial): PrintedDocument {
  const { language, processor, reference, text, sending, record, controller, writtenAt, zone } = material;
  const words = letterWords[language];
  const digest = digestOfText(text);
  const letter: Letter = {
    language,
    returnAddress: [processor.name, ...processor.address.split(/,\s*/)].join(' · '),
    addressee: controller ? addresseeOf(controller, language) : words.addressee,
    particulars: [
      [words.date, formatDay(writtenAt, zone, language)],
      [words.reference, reference],
      ...(sending === null ? [] : [fact(words.sending, sending > 1 ? `${sending} (${words.followUp})` : '1')]),
    ],
    title: words.titles[material.kind],
    facts: factsOf(material, words),
    text: text.body,
    link: linkOf(material, words),
    record: {
      title: words.record,
      lines: record
        ? recordOf(record, words)
        : [
            [words.commonDigest, digest],
            [words.ownNumbers, words.inJson],
          ],
    },
    author: processor.name,
    identity: record ? `${record.noticeId} ${record.textNumber}` : digest,
    // The day, so that what is sent within one is one file.
    writtenAt: `${writtenAt.slice(0, 10)}T00:00:00.000Z`,
    footer: [processor.name, `${words.reference} ${reference}`, words.page].join(' · '),
  };
  return letterDocument(letter);
}

const fact = (label: string, value: string): LetterFact => [label, value];

/** As an envelope bears it; the country only where it is another than the sender's. */
export function addresseeOf({ name, address, country }: PostalAddressee, language: Language): readonly string[] {
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

const recordOf = (record: LetterRecord, words: LetterWords): readonly LetterFact[] => [
  [words.noticeId, record.noticeId],
  [words.textNumber, String(record.textNumber)],
  [words.digest, record.hash],
  [words.salt, record.salt],
];

/** Subject and body, each followed by a line feed: as in `notice.json`, but without salt. */
const digestOfText = ({ subject, body }: LetterMaterial['text']): string =>
  createHash('sha256').update(`${subject}\n${body}\n`.replaceAll('\r\n', '\n'), 'utf8').digest('hex');
