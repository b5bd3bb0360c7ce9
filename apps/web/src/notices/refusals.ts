import { useTranslation } from 'react-i18next';

/** Why something was refused, in words, by the rule's code. */
export function useRefusals(): Readonly<Record<string, string>> {
  const { t } = useTranslation('notices');
  return t('refusal', { returnObjects: true });
}
