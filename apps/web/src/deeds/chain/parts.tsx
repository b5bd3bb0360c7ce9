import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang } from '../../app/locale.js';
import { Instant } from '../../design/instant.js';
import { lawIn } from '../../design/law.js';
import { countOf } from '../../design/time.js';
import type { Target } from './chain.js';
import styles from './chain.module.css';

/** An instant, or that it is not known. */
export function Stated({ at }: { readonly at: string | null }): ReactNode {
  const { t } = useTranslation('deeds');
  return at === null ? <span>{t('chain.unknown')}</span> : <Instant at={at} />;
}

/** The controller, or how many stand alike. */
export function TargetName({ target }: { readonly target: Target }): ReactNode {
  const { t } = useTranslation(['deeds', 'app']);
  const lang = useLang();
  const { name, count } = target;
  if (count === 1) return name ?? t('app:incident.erased');
  return t('chain.controllers', { count, formatted: countOf(count, lang) });
}

/** What they are owed, and whether they were told. */
export function TargetTold({ target }: { readonly target: Target }): ReactNode {
  const { t } = useTranslation(['deeds', 'app']);
  const lang = useLang();
  const { kind, clause, told, count, firstTold } = target;
  return (
    <>
      <span className={styles['soft']}>
        {t(`app:kind.${kind}`)}
        {clause !== null && ` · ${lawIn(clause, lang)}`}
      </span>
      <span className={styles['soft']}>
        {told === 0 && t('chain.untold')}
        {told > 0 && count === 1 && t('chain.told')}
        {told > 0 && count > 1 && t('chain.toldOf', { told: countOf(told, lang), total: countOf(count, lang) })}
      </span>
      {firstTold !== null && <Instant at={firstTold} />}
    </>
  );
}
