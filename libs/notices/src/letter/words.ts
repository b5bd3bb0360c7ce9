import type { NoticeKind } from '@art33/parties';
import type { Language } from '../domain/values.js';

/** What a printed notice says around its text. */
export interface LetterWords {
  readonly titles: Readonly<Record<NoticeKind, string>>;
  /** In the place of a name and an address. */
  readonly addressee: readonly string[];
  readonly date: string;
  readonly reference: string;
  readonly sending: string;
  readonly followUp: string;
  readonly began: string;
  readonly ended: string;
  readonly detected: string;
  readonly legal: string;
  readonly version: string;
  readonly clause: string;
  readonly due: string;
  readonly noFigure: string;
  readonly byMail: { readonly title: string; readonly hint: string };
  readonly link: { readonly title: string; readonly hint: string };
  readonly record: string;
  readonly noticeId: string;
  readonly textNumber: string;
  readonly digest: string;
  readonly salt: string;
  readonly commonDigest: string;
  readonly ownNumbers: string;
  readonly inJson: string;
  readonly page: string;
}

const de: LetterWords = {
  titles: {
    breach: 'Mitteilung über eine Verletzung des Schutzes personenbezogener Daten',
    'suspected-breach': 'Mitteilung über den Verdacht einer Verletzung des Schutzes personenbezogener Daten',
    irregularity: 'Mitteilung über eine Unregelmäßigkeit bei der Verarbeitung',
    'for-information': 'Mitteilung zur Information über einen Sicherheitsvorfall',
    'security-defect': 'Mitteilung über einen wesentlichen Sicherheitsmangel',
  },
  addressee: ['An den Verantwortlichen,', 'den die E-Mail nennt,', 'mit der diese Datei gekommen ist'],
  date: 'Datum',
  reference: 'Vorgang',
  sending: 'Mitteilung',
  followUp: 'Folgemitteilung',
  began: 'Beginn',
  ended: 'Ende',
  detected: 'Entdeckt',
  legal: 'Grundlage',
  version: 'Fassung',
  clause: 'Ziffer',
  due: 'Von uns zu melden bis',
  noFigure: 'unverzüglich, ohne feste Zahl',
  byMail: {
    title: 'Bitte bestätigen Sie den Empfang',
    hint: 'Benutzen Sie dazu den Link in der E-Mail, mit der diese Datei gekommen ist.',
  },
  link: {
    title: 'Bitte bestätigen Sie den Empfang',
    hint: 'Mit dem Telefon einlesen oder diese Adresse im Browser eingeben:',
  },
  record: 'Nachweis',
  noticeId: 'Meldung',
  textNumber: 'Textnummer',
  digest: 'SHA-256 des Textes (mit Salz)',
  salt: 'Salz',
  commonDigest: 'SHA-256 von Betreff und Text',
  ownNumbers: 'Nummern dieser Meldung',
  inJson: 'stehen in der Datei notice.json derselben E-Mail',
  page: 'Seite {page} von {pages}',
};

const en: LetterWords = {
  titles: {
    breach: 'Notice of a personal data breach',
    'suspected-breach': 'Notice of a suspected personal data breach',
    irregularity: 'Notice of an irregularity in the processing',
    'for-information': 'Information about a security incident',
    'security-defect': 'Notice of a material security defect',
  },
  addressee: ['To the controller named', 'in the mail that brought this file'],
  date: 'Date',
  reference: 'Reference',
  sending: 'Notice',
  followUp: 'follow-up',
  began: 'Began',
  ended: 'Ended',
  detected: 'Detected',
  legal: 'Basis',
  version: 'version',
  clause: 'clause',
  due: 'To be notified by us by',
  noFigure: 'without undue delay, no figure',
  byMail: {
    title: 'Please acknowledge receipt',
    hint: 'Use the link in the mail that brought this file.',
  },
  link: {
    title: 'Please acknowledge receipt',
    hint: 'Scan it with a telephone, or type this address into a browser:',
  },
  record: 'Record',
  noticeId: 'Notice',
  textNumber: 'Text number',
  digest: 'SHA-256 of the text (salted)',
  salt: 'Salt',
  commonDigest: 'SHA-256 of subject and text',
  ownNumbers: 'Numbers of this notice',
  inJson: 'stand in the file notice.json of the same mail',
  page: 'Page {page} of {pages}',
};

export const letterWords: Readonly<Record<Language, LetterWords>> = { de, en };
