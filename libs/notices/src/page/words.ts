import type { Grade, NoticeKind } from '@art33/parties';
import type { AcknowledgementGrade } from '../domain/values.js';
import type { Language } from '../domain/values.js';

/** Every word of the notice page and of the mails about it, in both languages. */
export interface Words {
  readonly lang: Language;
  readonly otherLanguage: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly sealedTitle: string;
  readonly sealedIntro: string;
  readonly open: string;
  readonly openHint: string;
  readonly kinds: Readonly<Record<NoticeKind, string>>;
  /** What it means for the reader and what to do, before the letter itself. */
  readonly meaningTitle: string;
  readonly meaning: Readonly<Record<NoticeKind, (processor: string) => string>>;
  readonly read: string;
  readonly thenAcknowledge: string;
  readonly isAcknowledged: string;
  readonly decide: (until: string) => string;
  readonly watch: (until: string) => string;
  readonly why: string;
  readonly grades: Readonly<Record<Grade, string>>;
  readonly sentAt: string;
  readonly others: string;
  readonly clockTitle: string;
  readonly clockProper: string;
  readonly clockPrecaution: string;
  readonly clockOver: string;
  readonly clockFrom: string;
  readonly clockUntil: string;
  readonly clockLeft: string;
  readonly clockOuter: string;
  readonly acknowledgeTitle: string;
  readonly acknowledgeHint: string;
  readonly name: string;
  readonly function: string;
  readonly acknowledge: string;
  readonly nameMissing: string;
  readonly receiptTitle: string;
  readonly receiptIntro: string;
  readonly receiptKeep: string;
  readonly acknowledgedBy: string;
  readonly at: string;
  readonly gradeLabel: string;
  readonly sure: Readonly<Record<AcknowledgementGrade, string>>;
  readonly eventId: string;
  readonly logNumber: string;
  readonly hash: string;
  readonly salt: string;
  readonly disputed: string;
  readonly disputeTitle: string;
  readonly disputeIntro: string;
  readonly dispute: string;
  readonly disputeDone: string;
  readonly disputeClock: string;
  readonly unknownTitle: string;
  readonly unknownText: string;
  readonly expiredTitle: string;
  readonly expiredText: string;
  readonly revokedTitle: string;
  readonly revokedText: string;
  /** Whom to ask. */
  readonly ask: (sender: string) => string;
  readonly whence: string;
  readonly signInTitle: string;
  readonly signInHint: string;
  readonly email: string;
  readonly signIn: string;
  readonly signInAsked: string;
  readonly signInCheck: string;
  readonly back: string;
  readonly mailOpen: string;
  readonly mailFooter: (until: string) => string;
  readonly receiptSubject: string;
  readonly receiptMail: string;
  readonly notUs: string;
}

const de: Words = {
  lang: 'de',
  otherLanguage: 'English',
  from: 'Absender',
  to: 'An',
  subject: 'Betreff',
  sealedTitle: 'Eine Meldung für Sie',
  sealedIntro: 'Der Absender verarbeitet Daten in Ihrem Auftrag und hat Ihnen eine Meldung zum Datenschutz geschickt.',
  open: 'Meldung öffnen',
  openHint: 'Mit dem Öffnen wird festgehalten, dass die Meldung gelesen werden konnte. Sie erkennen damit nichts an.',
  kinds: {
    breach: 'Verletzung des Schutzes personenbezogener Daten',
    'suspected-breach': 'Verdacht auf eine Verletzung des Schutzes personenbezogener Daten',
    irregularity: 'Unregelmäßigkeit bei der Verarbeitung',
    'for-information': 'Information zu einem Sicherheitsvorfall',
    'security-defect': 'Wesentlicher Sicherheitsmangel',
  },
  meaningTitle: 'Was das für Sie heißt',
  meaning: {
    breach: (processor) => `Bei ${processor} wurde der Schutz von Daten verletzt, die dort für Sie verarbeitet werden.`,
    'suspected-breach': (processor) =>
      `${processor} hat den Verdacht, dass der Schutz von Daten verletzt wurde, die dort für Sie verarbeitet werden. Sicher ist das noch nicht.`,
    irregularity: (processor) =>
      `${processor} meldet eine Unregelmäßigkeit bei Daten, die dort für Sie verarbeitet werden.`,
    'for-information': (processor) => `${processor} informiert Sie über einen Sicherheitsvorfall.`,
    'security-defect': (processor) => `${processor} meldet Ihnen einen wesentlichen Sicherheitsmangel.`,
  },
  read: 'Lesen Sie, was geschehen ist.',
  thenAcknowledge: 'Bestätigen Sie, dass die Meldung da ist.',
  isAcknowledged: 'Der Empfang ist bestätigt, die Quittung steht unten.',
  decide: (until) => `Entscheiden Sie bis ${until}, ob Sie Ihrer Datenschutz-Aufsichtsbehörde melden.`,
  watch: (until) =>
    `Müssen Sie Ihrer Datenschutz-Aufsichtsbehörde melden, endet die Frist vorsorglich gerechnet: ${until}.`,
  why: 'Warum, steht unten.',
  grades: {
    'handed-over': 'übergeben, Empfang nicht belegt',
    'accepted-by-server': 'vom Mailserver des Empfängers angenommen',
    opened: 'geöffnet',
    acknowledged: 'bestätigt',
    stated: 'nach Angabe des Absenders mitgeteilt',
  },
  sentAt: 'Gesendet',
  others: 'Weitere Meldungen zu diesem Vorfall',
  clockTitle: 'Ihre 72 Stunden (Art. 33 Abs. 1 DSGVO)',
  clockProper:
    'Sie müssen die Verletzung Ihrer Aufsichtsbehörde melden, wenn sie voraussichtlich zu einem Risiko für die Betroffenen führt. Die Frist wird ab dem Zugang dieser Meldung gerechnet; hatten Sie selbst früher Kenntnis, endet sie früher.',
  clockPrecaution:
    'Diese Meldung stellt noch keine Verletzung fest, oder ihr Empfang ist noch nicht belegt. Vorsorglich sehen Sie, wann 72 Stunden ab ihrer Zustellung enden würden. Ob und ab wann Sie Kenntnis haben, entscheiden Sie.',
  clockOver: 'Die 72 Stunden sind vorüber. Eine spätere Meldung nennt die Gründe der Verzögerung.',
  clockFrom: 'gerechnet ab',
  clockUntil: 'endet',
  clockLeft: 'verbleibend',
  clockOuter: 'längste Zählweise (VO 1182/71), nicht zum Planen',
  acknowledgeTitle: 'Empfang bestätigen',
  acknowledgeHint: 'Sie bestätigen nur, dass Sie die Meldung erhalten haben. Sie bekommen dafür eine Quittung.',
  name: 'Ihr Name',
  function: 'Ihre Funktion (freiwillig)',
  acknowledge: 'Empfang bestätigen',
  nameMissing: 'Bitte geben Sie Ihren Namen an (höchstens 200 Zeichen).',
  receiptTitle: 'Quittung',
  receiptIntro: 'Der Empfang der Meldung wurde bestätigt. Eine Kopie geht an alle hinterlegten Kontakte.',
  receiptKeep: 'Bitte bewahren Sie diese Seite auf (drucken oder als PDF sichern).',
  acknowledgedBy: 'Bestätigt von',
  at: 'Zeitpunkt',
  gradeLabel: 'Stufe',
  sure: {
    'link-only': 'nur Link: wer ihn hatte, konnte bestätigen',
    'signed-in': 'angemeldet: eine Person, die zum Verantwortlichen gehört',
  },
  eventId: 'Ereignis',
  logNumber: 'Protokollnummer',
  hash: 'Prüfsumme (SHA-256 über Salz, Betreff und Text, nach jedem ein Zeilenende)',
  salt: 'Salz',
  disputed: 'Diese Bestätigung wurde bestritten.',
  disputeTitle: 'Das waren wir nicht',
  disputeIntro:
    'Wenn niemand aus Ihrem Haus den Empfang bestätigt hat, halten Sie das hier fest. Der Absender wird benachrichtigt.',
  dispute: 'Das waren wir nicht',
  disputeDone: 'Festgehalten: Ihr Haus hat den Empfang nicht bestätigt.',
  disputeClock:
    'Hat Ihr Mailserver die Meldung angenommen, gilt sie weiter als zugestellt: Die 72 Stunden laufen dann weiter.',
  unknownTitle: 'Diesen Link gibt es nicht',
  unknownText:
    'Bitte kopieren Sie den Link vollständig aus der E-Mail. Hilft das nicht, wenden Sie sich an den Absender.',
  expiredTitle: 'Dieser Link ist abgelaufen',
  expiredText:
    'Links in Meldungen gelten nur eine bestimmte Zeit. Die Meldung selbst steht vollständig in der E-Mail, aus der dieser Link stammt. Was schon festgehalten wurde, bleibt bestehen.',
  revokedTitle: 'Dieser Link wurde zurückgezogen',
  revokedText:
    'Der Absender hat ihn für ungültig erklärt. Sind Sie der richtige Empfänger, kann er Ihnen die Meldung noch einmal senden; sie hat dann einen neuen Link.',
  ask: (sender) => `Fragen beantwortet der Absender: ${sender}`,
  whence: 'Von der Adresse (IP)',
  signInTitle: 'Anmelden',
  signInHint:
    'Wer beim Absender als Kontakt Ihres Hauses hinterlegt ist, kann sich anmelden und sieht dort alle Meldungen. Der Link dafür geht nur an die hinterlegte E-Mail-Adresse.',
  email: 'Ihre E-Mail-Adresse',
  signIn: 'Link zum Anmelden schicken',
  signInAsked: 'Sehen Sie in Ihr Postfach',
  signInCheck:
    'Ist die Adresse als Kontakt hinterlegt, kommt dort in wenigen Minuten eine E-Mail mit einem Link an. Er gilt 30 Minuten und einmal. Kommt keine, wenden Sie sich an die Person, die in Ihrem Haus die Zugänge verwaltet, oder an den Absender.',
  back: 'Zurück zur Meldung',
  mailOpen: 'Empfang bestätigen und Ihre Frist ansehen',
  mailFooter: (until) =>
    `Diese E-Mail enthält die vollständige Meldung. Der Link gilt nur für diese Meldung und bis ${until}; er öffnet nichts anderes.`,
  receiptSubject: 'Quittung: Empfang einer Meldung bestätigt',
  receiptMail: 'Für Ihr Haus wurde der Empfang einer Meldung bestätigt:',
  notUs: 'Das waren Sie nicht? Dann halten Sie es hier fest:',
};

const en: Words = {
  lang: 'en',
  otherLanguage: 'Deutsch',
  from: 'From',
  to: 'To',
  subject: 'Subject',
  sealedTitle: 'A notice for you',
  sealedIntro: 'The sender processes data on your behalf and has sent you a data protection notice.',
  open: 'Open the notice',
  openHint: 'Opening records that the notice could be read. You accept nothing by it.',
  kinds: {
    breach: 'Personal data breach',
    'suspected-breach': 'Suspected personal data breach',
    irregularity: 'Irregularity in the processing',
    'for-information': 'Information about a security incident',
    'security-defect': 'Material security defect',
  },
  meaningTitle: 'What this means for you',
  meaning: {
    breach: (processor) => `At ${processor}, the protection of data processed there for you was breached.`,
    'suspected-breach': (processor) =>
      `${processor} suspects that the protection of data processed there for you was breached. That is not certain yet.`,
    irregularity: (processor) => `${processor} reports an irregularity with data processed there for you.`,
    'for-information': (processor) => `${processor} informs you about a security incident.`,
    'security-defect': (processor) => `${processor} reports a material security defect to you.`,
  },
  read: 'Read what happened.',
  thenAcknowledge: 'Confirm that the notice has arrived.',
  isAcknowledged: 'Receipt is acknowledged; the receipt stands below.',
  decide: (until) => `Decide by ${until} whether you notify your supervisory authority.`,
  watch: (until) => `If you must notify your supervisory authority, the time ends, counted as a precaution: ${until}.`,
  why: 'The reason stands below.',
  grades: {
    'handed-over': 'handed over, receipt not proven',
    'accepted-by-server': "accepted by the recipient's mail server",
    opened: 'opened',
    acknowledged: 'acknowledged',
    stated: 'told, as the sender states',
  },
  sentAt: 'Sent',
  others: 'Other notices about this incident',
  clockTitle: 'Your 72 hours (Art. 33(1) GDPR)',
  clockProper:
    'You must notify your supervisory authority if the breach is likely to result in a risk to the persons concerned. The time is counted from the receipt of this notice; if you were aware earlier yourself, it ends earlier.',
  clockPrecaution:
    'This notice does not establish a breach yet, or its receipt is not proven yet. As a precaution you see when 72 hours from its delivery would end. Whether and since when you are aware is yours to decide.',
  clockOver: 'The 72 hours are over. A later notification is accompanied by the reasons for the delay.',
  clockFrom: 'counted from',
  clockUntil: 'ends',
  clockLeft: 'left',
  clockOuter: 'longest reading (Reg. 1182/71), not to plan by',
  acknowledgeTitle: 'Acknowledge receipt',
  acknowledgeHint: 'You only confirm that you received the notice. You get a receipt for it.',
  name: 'Your name',
  function: 'Your function (optional)',
  acknowledge: 'Acknowledge receipt',
  nameMissing: 'Please give your name (at most 200 characters).',
  receiptTitle: 'Receipt',
  receiptIntro: 'Receipt of the notice was acknowledged. A copy goes to all registered contacts.',
  receiptKeep: 'Please keep this page (print it or save it as PDF).',
  acknowledgedBy: 'Acknowledged by',
  at: 'At',
  gradeLabel: 'Grade',
  sure: {
    'link-only': 'link only: whoever had it could acknowledge',
    'signed-in': 'signed in: a person who belongs to the controller',
  },
  eventId: 'Event',
  logNumber: 'Log number',
  hash: 'Hash (SHA-256 over salt, subject and text, each followed by a line feed)',
  salt: 'Salt',
  disputed: 'This acknowledgement has been disputed.',
  disputeTitle: 'This was not us',
  disputeIntro: 'If nobody of your organisation acknowledged receipt, record it here. The sender is told.',
  dispute: 'This was not us',
  disputeDone: 'Recorded: your organisation did not acknowledge receipt.',
  disputeClock: 'Where your mail server accepted the notice, it still counts as delivered: the 72 hours then run on.',
  unknownTitle: 'There is no such link',
  unknownText: 'Please copy the whole link from the mail. If that does not help, ask the sender.',
  expiredTitle: 'This link has expired',
  expiredText:
    'Links in notices are good for a limited time. The notice itself stands in full in the mail that this link came from. What has been recorded stays.',
  revokedTitle: 'This link was withdrawn',
  revokedText:
    'The sender has made it void. If you are the right recipient, the sender can send you the notice again; it then has a new link.',
  ask: (sender) => `Questions are answered by the sender: ${sender}`,
  whence: 'From the address (IP)',
  signInTitle: 'Sign in',
  signInHint:
    'Whoever the sender has registered as a contact of your organisation can sign in and sees all notices there. The link for it goes to the registered e-mail address only.',
  email: 'Your e-mail address',
  signIn: 'Send me a link to sign in',
  signInAsked: 'Look into your mailbox',
  signInCheck:
    'If the address is registered as a contact, a mail with a link arrives there within a few minutes. It is good for 30 minutes, once. If none arrives, ask whoever manages access in your organisation, or the sender.',
  back: 'Back to the notice',
  mailOpen: 'Acknowledge receipt and see your time limit',
  mailFooter: (until) =>
    `This mail carries the whole notice. The link is for this notice only, and until ${until}; it opens nothing else.`,
  receiptSubject: 'Receipt: a notice was acknowledged',
  receiptMail: 'Receipt of a notice was acknowledged for your organisation:',
  notUs: 'This was not you? Then record it here:',
};

export const words: Readonly<Record<Language, Words>> = { de, en };
