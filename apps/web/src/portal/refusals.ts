import { useTranslation } from 'react-i18next';

const CODES = [
  'late-filing-needs-reasons',
  'later-awareness-needs-reason',
  'awareness-in-the-future',
  'awareness-before-gdpr',
  'filing-in-the-future',
  'initial-filing-recorded',
  'nothing-filed',
  'filing-has-reference',
  'already-filed',
  'proposed-already',
  'nothing-proposed',
  'second-person-needed',
  'person-needed',
  'communication-in-the-future',
  'case-closed',
  'case-undecided',
  'nowhere-to-acknowledge',
  'receipt-in-the-future',
  'unsupported-media-type',
] as const;

/** What the rules of a case are called in the reader's words, by the code of the refusal. */
export function useRefusals(): Readonly<Record<string, string>> {
  const { t } = useTranslation('portal');
  return Object.fromEntries(CODES.map((code) => [code, t(`refusal.${code}`)]));
}
