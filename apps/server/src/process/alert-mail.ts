import type { StepName } from '@art33/deadlines';

/** What an alert is about: a step of a period, or something that a person must look at. */
export type AlertStep = StepName | 'disputed' | 'undeliverable';

export interface AlertLine {
  readonly controller: string;
  /** Clause. */
  readonly source: string | null;
  readonly link: string;
}

export interface Alert {
  readonly language: 'de' | 'en';
  readonly step: AlertStep;
  /** An internal target is never called a deadline. */
  readonly isTarget: boolean;
  /** The due time or target in words. */
  readonly end: string | null;
  readonly incidentId: string;
  readonly count: number;
  readonly worst: readonly AlertLine[];
}

type Words = { readonly [language in Alert['language']]: string };

const WHAT: Readonly<Record<'approaching' | 'missed' | 'overdue' | 'disputed' | 'undeliverable', Words>> = {
  approaching: { de: 'Frist läuft ab', en: 'deadline approaching' },
  missed: { de: 'Frist versäumt', en: 'deadline missed' },
  overdue: { de: 'Frist weiter überschritten', en: 'deadline still overdue' },
  disputed: { de: 'Bestätigung bestritten', en: 'acknowledgement disputed' },
  undeliverable: { de: 'Meldung unzustellbar', en: 'notice undeliverable' },
};
const TARGET: Readonly<Record<'approaching' | 'missed' | 'overdue', Words>> = {
  approaching: { de: 'internes Ziel rückt näher', en: 'internal target approaching' },
  missed: { de: 'internes Ziel verfehlt', en: 'internal target missed' },
  overdue: { de: 'internes Ziel weiter verfehlt', en: 'internal target still missed' },
};

const groupOf = (step: AlertStep): keyof typeof WHAT =>
  step.startsWith('approaching')
    ? 'approaching'
    : step.startsWith('overdue')
      ? 'overdue'
      : (step as 'missed' | 'disputed' | 'undeliverable');

/** The mail to the on-call address: what, how many, until when, the worst ten. Plain text: it is read at night. */
export function alertMail(alert: Alert): { readonly subject: string; readonly text: string } {
  const { language, isTarget, end, count, worst, incidentId } = alert;
  const group = groupOf(alert.step);
  const what = (isTarget && group in TARGET ? TARGET[group as keyof typeof TARGET] : WHAT[group])[language];
  const counted =
    language === 'de'
      ? `${count} ${count === 1 ? 'Meldung' : 'Meldungen'}`
      : `${count} ${count === 1 ? 'notice' : 'notices'}`;
  const about = language === 'de' ? `Vorfall ${incidentId}` : `Incident ${incidentId}`;
  const more = language === 'de' ? `und ${count - worst.length} weitere` : `and ${count - worst.length} more`;
  const lines = worst.map(
    ({ controller, source, link }) => `- ${controller}${source ? ` (${source})` : ''}\n  ${link}`,
  );
  return {
    subject: `art33: ${what} – ${counted}`,
    text: [
      `${what}: ${counted}`,
      end && (isTarget ? end : `${language === 'de' ? 'fällig' : 'due'}: ${end}`),
      about,
      '',
      ...lines,
      ...(count > worst.length ? [more] : []),
    ]
      .filter((line) => line !== null)
      .join('\n')
      .concat('\n'),
  };
}
