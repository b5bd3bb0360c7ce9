import { useTranslation } from 'react-i18next';

/** The facts whose knowledge can start a clock. */
export const FACTS = [
  'suspicion-known',
  'breach-established',
  'irregularity-known',
  'defect-known',
  'ruled-out-as-notifiable',
] as const;

/** What else a clock can run from. */
const ANCHORS = [
  'sent-with-gaps',
  'notice-received',
  'controller-aware',
  'processor-aware',
  'own-awareness',
  'breach-notice-received',
  'high-risk-likely',
] as const;

/** Says in words what a clock runs from. */
export function useAnchorName(): (what: string) => string {
  const { t } = useTranslation('app');
  return (what) => {
    const fact = factNamed(what.split('/')[0]);
    if (fact) return t(`fact.${fact}`);
    const anchor = ANCHORS.find((each) => each === what);
    return anchor ? t(`anchor.${anchor}`) : what;
  };
}

/** The fact of this name, where it is one. */
export const factNamed = (name: unknown): (typeof FACTS)[number] | undefined => FACTS.find((each) => each === name);
