import type { SignInFault } from '../protocol/refused.js';

/** Every word of the pages of signing in by an issuer. */
export interface OidcWords {
  readonly title: string;
  readonly faults: Readonly<Record<SignInFault, string>>;
  readonly again: string;
  readonly otherWays: string;
  readonly reference: string;
  readonly referenceHint: string;
}

const de: OidcWords = {
  title: 'Die Anmeldung ist nicht gelungen',
  faults: {
    'unknown-issuer':
      'Diesen Anmeldedienst gibt es hier nicht, oder nicht mehr. Fragen Sie in Ihrer Organisation nach der Adresse.',
    'not-begun-here':
      'Diese Anmeldung wurde nicht in diesem Browser begonnen, liegt zu lange zurück oder wurde schon einmal verwendet. Beginnen Sie bitte von vorn.',
    'issuer-away':
      'Der Anmeldedienst Ihrer Organisation antwortet zurzeit nicht. Versuchen Sie es in einigen Minuten noch einmal.',
    'issuer-refused':
      'Der Anmeldedienst Ihrer Organisation hat die Anmeldung abgelehnt oder Sie haben sie abgebrochen.',
    'answer-refused':
      'Die Antwort des Anmeldedienstes war nicht gültig. Beginnen Sie bitte von vorn; bleibt es dabei, nennen Sie Ihrer IT die Nummer unten.',
    'no-email':
      'Der Anmeldedienst hat keine brauchbare E-Mail-Adresse von Ihnen genannt. Bitte wenden Sie sich an Ihre IT.',
    'email-not-verified':
      'Der Anmeldedienst hat Ihre E-Mail-Adresse nicht bestätigt. Bestätigen Sie sie dort, oder wenden Sie sich an Ihre IT.',
    'foreign-domain': 'Für E-Mail-Adressen wie Ihre darf dieser Anmeldedienst hier nicht sprechen.',
    'not-a-member': 'Sie sind hier kein Mitglied dieser Organisation. Bitten Sie deren Verwaltung um eine Einladung.',
    'no-role': 'Ihnen ist hier keine Rolle zugeteilt. Bitten Sie die Verwaltung Ihrer Organisation darum.',
    'somebody-else': 'In diesem Browser ist schon jemand anderes angemeldet. Melden Sie sich zuerst ab.',
  },
  again: 'Noch einmal versuchen',
  otherWays: 'Anders anmelden',
  reference: 'Nummer für Rückfragen',
  referenceHint: 'Unter dieser Nummer findet der Betrieb, woran es lag.',
};

const en: OidcWords = {
  title: 'You could not be signed in',
  faults: {
    'unknown-issuer': 'There is no such sign-in service here, or not any more. Ask your organisation for the address.',
    'not-begun-here':
      'This sign-in was not begun in this browser, was begun too long ago, or was used already. Please begin anew.',
    'issuer-away': 'Your organisation’s sign-in service does not answer at the moment. Try again in some minutes.',
    'issuer-refused': 'Your organisation’s sign-in service refused, or you cancelled.',
    'answer-refused':
      'What the sign-in service answered was not valid. Please begin anew; if that does not help, tell your IT the number below.',
    'no-email': 'The sign-in service named no e-mail address of yours that can be used. Please ask your IT.',
    'email-not-verified': 'The sign-in service has not verified your e-mail address. Verify it there, or ask your IT.',
    'foreign-domain': 'This sign-in service may not speak for e-mail addresses like yours here.',
    'not-a-member': 'You are no member of this organisation here. Ask its administrators for an invitation.',
    'no-role': 'You have no role here. Ask the administrators of your organisation for one.',
    'somebody-else': 'Somebody else is signed in with this browser. Sign out first.',
  },
  again: 'Try again',
  otherWays: 'Sign in another way',
  reference: 'Reference',
  referenceHint: 'Those who run the service find the cause by it.',
};

export const OIDC_WORDS = { de, en } as const;
