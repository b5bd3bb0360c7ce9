import type { LinkKind } from '../domain/events.js';

/** A mail that carries a link and nothing else. */
export interface LinkMail {
  readonly to: string;
  readonly language: 'de' | 'en';
  readonly subject: string;
  /** Plain text: a link that is seen whole is one that can be judged. */
  readonly text: string;
}

type Mailed = Exclude<LinkKind, 'set-up'>;
interface Facts {
  readonly url: string;
  /** Into which it invites; null: without a name. */
  readonly organisation: string | null;
}

const BYE = {
  de: 'Wer diese Nachricht nicht erwartet hat, muss nichts tun: ohne den Link geschieht nichts.',
  en: 'If you did not expect this message, you need not do anything: without the link nothing happens.',
} as const;

const TEXTS: Readonly<
  Record<'de' | 'en', Readonly<Record<Mailed, (facts: Facts) => readonly [subject: string, text: string]>>>
> = {
  de: {
    invitation: ({ organisation }) => [
      'Einladung zu art33',
      `Sie sind eingeladen${organisation === null ? '' : `, für ${organisation}`} mit art33 zu arbeiten, wo Vorfälle nach Art. 33 DSGVO gemeldet und bearbeitet werden. Der Link gilt sieben Tage und einmal:`,
    ],
    reset: () => [
      'Neues Passwort für art33',
      'Mit diesem Link setzen Sie ein neues Passwort. Er gilt eine Stunde und einmal:',
    ],
    'sign-in': () => ['Anmelden bei art33', 'Mit diesem Link melden Sie sich an. Er gilt 30 Minuten und einmal:'],
  },
  en: {
    invitation: ({ organisation }) => [
      'Invitation to art33',
      `You are invited to work with art33${organisation === null ? '' : ` for ${organisation}`}, where incidents are notified and handled under Art. 33 GDPR. The link is good for seven days, once:`,
    ],
    reset: () => ['New password for art33', 'This link lets you set a new password. It is good for one hour, once:'],
    'sign-in': () => ['Sign in to art33', 'This link signs you in. It is good for 30 minutes, once:'],
  },
};

/** Whoever names an organisation writes no lines of its own into a mail that goes to any address. */
const oneLine = (name: string): string => name.replace(/\s+/g, ' ').trim();

/** What a mail with a link says. */
export function linkMail(
  kind: Mailed,
  { to, language, url, organisation }: Facts & { readonly to: string; readonly language: 'de' | 'en' },
): LinkMail {
  const name = organisation === null ? null : oneLine(organisation);
  const [subject, text] = TEXTS[language][kind]({ url, organisation: name });
  return { to, language, subject, text: `${text}\n\n${url}\n\n${BYE[language]}\n` };
}
