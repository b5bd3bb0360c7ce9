import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem.js';
import { Trouble } from './notes.js';
import styles from './refused.module.css';

/** Why a deed was refused, beside its button: in the words of the part where it knows the rule, else as `Trouble` says it. */
export function Refused(props: {
  readonly error: Error | null;
  /** What to say, by the problem's code. */
  readonly known?: Readonly<Record<string, string>>;
}): ReactNode {
  const { error, known = {} } = props;
  const { t } = useTranslation('app');
  if (error === null) return null;
  if (!(error instanceof Problem)) return <Trouble error={error} />;
  const said = known[error.code];
  if (said !== undefined)
    return (
      <p role="alert" className={styles['refused']}>
        {said}
      </p>
    );
  if (error.status === 412)
    return (
      <p role="alert" className={styles['refused']}>
        {t('trouble.conflict.title')}. {t('trouble.conflict.text')}
      </p>
    );
  return <Trouble error={error} />;
}
