import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { useLang } from '../../app/locale.js';
import { useSession } from '../../app/session.js';
import { Clause } from '../../design/clause.js';
import { isErased } from '../../design/erased.js';
import { Instant } from '../../design/instant.js';
import { Tag } from '../../design/state-chip.js';
import styles from './open-terms.module.css';

export type OpenTerm = Schemas['OpenTermView'];

/** Those that wait come first: without any value, then those with a default. */
const rank = ({ confirmed, value }: OpenTerm): number => (confirmed ? 2 : value === null ? 0 : 1);

/** What a text leaves open: the question, what is used meanwhile or was confirmed, and the way to answer. */
export function OpenTermList(props: {
  readonly openTerms: readonly OpenTerm[];
  readonly onAnswer: (openTerm: string) => void;
}): ReactNode {
  const { openTerms, onAnswer } = props;
  return (
    <ul className={styles['list']}>
      {openTerms
        .toSorted((one, other) => rank(one) - rank(other))
        .map((openTerm) => (
          <OpenTermItem key={openTerm.id} openTerm={openTerm} onAnswer={() => onAnswer(openTerm.id)} />
        ))}
    </ul>
  );
}

function OpenTermItem(props: { readonly openTerm: OpenTerm; readonly onAnswer: () => void }): ReactNode {
  const { openTerm, onAnswer } = props;
  const { t } = useTranslation('contracts');
  const lang = useLang();
  const { may } = useSession();
  const { question, clause, confirmed, confirmation, value } = openTerm;
  return (
    <li className={styles['item']}>
      <div className={styles['words']}>
        <p className={styles['question']}>{question[lang]}</p>
        <p className={styles['soft']}>
          <Clause of={clause} />
        </p>
        <p className={styles['value']}>
          <OpenTermTag openTerm={openTerm} /> {value !== null && <MeaningOf openTerm={openTerm} value={value} />}
        </p>
        {confirmation && (
          <p className={styles['soft']}>
            {t('open.confirmedAt')} <Instant at={confirmation.at} />
            {typeof confirmation.reason === 'string' && `: ${confirmation.reason}`}
            {isErased(confirmation.reason) && `: ${t('erased')}`}
          </p>
        )}
      </div>
      {may('processor:admin') && (
        <Button variant={confirmed ? 'subtle' : 'default'} aria-haspopup="dialog" onClick={onAnswer}>
          {t(confirmed ? 'open.answerAnew' : 'open.answer')}
          <span className="unseen">: {question[lang]}</span>
        </Button>
      )}
    </li>
  );
}

/** Whether somebody confirmed a value, one is assumed, or there is none. */
export function OpenTermTag({ openTerm: { confirmed, value } }: { readonly openTerm: OpenTerm }): ReactNode {
  const { t } = useTranslation('contracts');
  if (confirmed) return <Tag tone="settled">{t('open.state.confirmed')}</Tag>;
  if (value === null) return <Tag tone="undated">{t('open.state.none')}</Tag>;
  return <Tag tone="plain">{t('open.state.assumed')}</Tag>;
}

/** What a value means, in words; a value of no list speaks for itself. */
export function MeaningOf({ openTerm, value }: { readonly openTerm: OpenTerm; readonly value: string }): ReactNode {
  const { t } = useTranslation('contracts');
  const lang = useLang();
  const period = /^(\d+) (days|weeks|working-days)$/.exec(value);
  const unit = (['days', 'weeks', 'working-days'] as const).find((each) => each === period?.[2]);
  if (openTerm.answer === 'period' && unit)
    return t(`unit.${unit}`, { count: Number(period?.[1]), formatted: period?.[1] ?? '' });
  return openTerm.meanings?.[value]?.[lang] ?? value;
}
