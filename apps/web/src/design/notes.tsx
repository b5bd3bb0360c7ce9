import { Button } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem.js';
import styles from './page.module.css';

/** Says that there is nothing, and what that means. */
export function Empty({ title, text, children }: { title: string; text: string; children?: ReactNode }): ReactNode {
  return (
    <div className={styles['note']}>
      <h2>{title}</h2>
      <p>{text}</p>
      {children}
    </div>
  );
}

/** Holds the place of what is on its way. */
export function Loading(): ReactNode {
  const { t } = useTranslation();
  return (
    <div role="status" className={styles['bars']}>
      <span className="unseen">{t('note.loading')}</span>
      {[0, 1, 2, 3].map((bar) => (
        <div key={bar} className={styles['bar']} />
      ))}
    </div>
  );
}

const KNOWN = ['unreachable', 'not-found', 'past', 'past-not-ready', 'past-too-large'] as const;

/** What went wrong, in words, and the way on. */
export function Trouble({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }): ReactNode {
  const { t } = useTranslation();
  const code = error instanceof Problem ? error.code : 'unknown';
  const known = KNOWN.find((each) => each === code);
  const kind = known ?? (error instanceof Problem && error.status === 403 ? 'forbidden' : 'unknown');
  const detail = error instanceof Problem ? error.detail : '';
  return (
    <div role="alert" className={styles['note']}>
      <h2>{t(`trouble.${kind}.title`)}</h2>
      <p>{t(`trouble.${kind}.text`)}</p>
      {detail !== '' && kind === 'unknown' && <p lang="en">{detail}</p>}
      {onRetry && kind !== 'not-found' && (
        <Button variant="default" onClick={onRetry}>
          {t('note.retry')}
        </Button>
      )}
    </div>
  );
}

/** Shows what a query answered; until then that it is on its way, or what kept it. What is shown stays while it is asked anew. */
export function Asked<T>(props: {
  readonly query: UseQueryResult<T>;
  readonly children: (data: T) => ReactNode;
}): ReactNode {
  const { query, children } = props;
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <Trouble error={query.error} onRetry={() => void query.refetch()} />;
  return <Loading />;
}
