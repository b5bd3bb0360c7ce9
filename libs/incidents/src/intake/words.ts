import { preferredLanguage } from '@art33/http';
/** Every word of the public form, in both languages. */
export interface IntakeWords {
  readonly lang: 'de' | 'en';
  readonly otherLanguage: string;
  readonly title: (processor: string) => string;
  readonly intro: string;
  readonly emergencyTitle: string;
  readonly phone: string;
  readonly text: string;
  readonly textHint: string;
  readonly noticed: string;
  readonly noticedHint: string;
  readonly contact: string;
  readonly contactHint: string;
  readonly name: string;
  readonly email: string;
  readonly telephone: string;
  readonly trap: string;
  readonly send: string;
  readonly faultsTitle: string;
  readonly textShort: string;
  readonly tooLong: (most: number) => string;
  readonly emailWrong: string;
  readonly trapFilled: string;
  readonly thanksTitle: string;
  readonly thanks: string;
  readonly reference: string;
  readonly referenceHint: string;
  readonly unknownTitle: string;
  readonly unknown: string;
  readonly tooManyTitle: string;
  readonly tooMany: (again: string) => string;
}

const de: IntakeWords = {
  lang: 'de',
  otherLanguage: 'English',
  title: (processor) => `Sicherheitshinweis an ${processor}`,
  intro:
    'Ist Ihnen etwas aufgefallen, das personenbezogene Daten gefährden könnte? Schildern Sie es hier. Ein Konto brauchen Sie nicht, und Ihren Namen müssen Sie nicht nennen.',
  emergencyTitle: 'Wenn es eilt',
  phone: 'Telefon',
  text: 'Was ist Ihnen aufgefallen?',
  textHint: 'Bitte nennen Sie keine Patienten- oder Kundendaten, die für das Verständnis nicht nötig sind.',
  noticed: 'Wann ist es Ihnen aufgefallen? (freiwillig)',
  noticedHint: 'In Ihren Worten, zum Beispiel „gestern gegen 21 Uhr“.',
  contact: 'Wie erreichen wir Sie für Rückfragen? (freiwillig)',
  contactHint: 'Ihre Angaben werden getrennt verschlüsselt und können für sich gelöscht werden.',
  name: 'Name',
  email: 'E-Mail-Adresse',
  telephone: 'Telefonnummer',
  trap: 'Dieses Feld bitte frei lassen',
  send: 'Hinweis absenden',
  faultsTitle: 'Bitte prüfen Sie Ihre Angaben',
  textShort: 'Bitte schildern Sie mit wenigstens zehn Zeichen, was Ihnen aufgefallen ist.',
  tooLong: (most) => `Bitte höchstens ${most} Zeichen.`,
  emailWrong: 'Das ist keine E-Mail-Adresse.',
  trapFilled:
    'Ein Feld, das frei bleiben muss, war ausgefüllt. Wenn Sie ein Mensch sind: bitte leeren und noch einmal absenden.',
  thanksTitle: 'Danke, Ihr Hinweis ist eingegangen',
  thanks: 'Die Zuständigen werden benachrichtigt und sehen ihn sich an.',
  reference: 'Ihr Zeichen',
  referenceHint:
    'Nennen Sie es bei Rückfragen. Was aus dem Hinweis geworden ist, lässt sich damit nicht im Internet abfragen.',
  unknownTitle: 'Dieses Formular gibt es nicht',
  unknown:
    'Vielleicht wurde es geschlossen oder hat eine neue Adresse. Wenden Sie sich bitte unmittelbar an das Unternehmen.',
  tooManyTitle: 'Zu viele Hinweise in kurzer Zeit',
  tooMany: (again) =>
    `Von Ihrem Anschluss oder für dieses Unternehmen kamen gerade zu viele Hinweise. Ihre Eingabe wurde nicht gespeichert. Bitte versuchen Sie es nach ${again} noch einmal.`,
};

const en: IntakeWords = {
  lang: 'en',
  otherLanguage: 'Deutsch',
  title: (processor) => `Report a security concern to ${processor}`,
  intro:
    'Have you noticed something that could put personal data at risk? Describe it here. You need no account, and you need not give your name.',
  emergencyTitle: 'If it is urgent',
  phone: 'Telephone',
  text: 'What did you notice?',
  textHint: 'Please name no patients or customers unless it cannot be understood without.',
  noticed: 'When did you notice it? (optional)',
  noticedHint: 'In your own words, for example “yesterday at about 9 pm”.',
  contact: 'How can we reach you with questions? (optional)',
  contactHint: 'What you give here is encrypted by itself and can be erased by itself.',
  name: 'Name',
  email: 'E-mail address',
  telephone: 'Telephone number',
  trap: 'Please leave this field empty',
  send: 'Send the report',
  faultsTitle: 'Please check what you entered',
  textShort: 'Please describe what you noticed, in ten characters at least.',
  tooLong: (most) => `At most ${most} characters, please.`,
  emailWrong: 'This is no e-mail address.',
  trapFilled: 'A field that has to stay empty was filled in. If you are human: please empty it and send again.',
  thanksTitle: 'Thank you, your report has arrived',
  thanks: 'Those in charge are told and will look at it.',
  reference: 'Your reference',
  referenceHint: 'Name it when you ask. What came of the report cannot be looked up with it on the internet.',
  unknownTitle: 'There is no such form',
  unknown: 'It may have been closed or may have a new address. Please turn to the company directly.',
  tooManyTitle: 'Too many reports within a short time',
  tooMany: (again) =>
    `Too many reports came from your connection, or for this company, just now. What you entered was not kept. Please try again after ${again}.`,
};

const intakeWords = { de, en } as const;

/** In the language that a request asks for. */
export const languageOf = (request: Parameters<typeof preferredLanguage>[0]): IntakeWords =>
  intakeWords[preferredLanguage(request)];
