import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang } from '../../app/locale.js';
import { countOf } from '../../design/time.js';
import styles from './parts.module.css';

/** Below a list of which a part is shown: how much of it, and the way to more. */
export function More(props: {
  readonly shown: number;
  readonly total: { readonly count: number; readonly isExact: boolean } | undefined;
  readonly query: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => unknown;
  };
}): ReactNode {
  const { shown, total, query } = props;
  const { t } = useTranslation(['contracts', 'app']);
  const lang = useLang();
  return (
    <div className={styles['more']}>
      {total && (
        <span className={styles['soft']}>
          {t(total.isExact ? 'app:incidents.shown' : 'shownOfMore', {
            shown: countOf(shown, lang),
            total: countOf(total.count, lang),
          })}
        </span>
      )}
      {query.hasNextPage && (
        <Button variant="default" loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </div>
  );
}
