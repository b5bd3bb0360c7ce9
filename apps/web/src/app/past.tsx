import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useLocation, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { momentQuery } from '../api/queries.js';
import { Instant } from '../design/instant.js';
import { useSession } from './session.js';
import styles from './past.module.css';

/** The pages that show one record, which the service answers as it was. */
const SHOWS_ONE_RECORD = /\/(incidents|notices|cases|reports)\/[0-9a-f-]{36}(\/authority)?$/;
/** The pages of lists of records, which are shown as they were. */
const SHOWS_LISTS = /\/(desk|desk\/incidents|desk\/reports|portal|portal\/register)\/?$/;
/** Lists are saved there as they were. */
const SAVES_LISTS = /\/audit\/exports$/;
/** The pages that ask for their instants themselves. */
const OWN_INSTANTS = /\/audit(\/|$)/;

/** What a page does with the instant that one looks at. */
function whatOf(pathname: string): 'follows' | 'lists' | 'saves' | 'own' | 'cannot' {
  if (SHOWS_ONE_RECORD.test(pathname)) return 'follows';
  if (SHOWS_LISTS.test(pathname)) return 'lists';
  if (SAVES_LISTS.test(pathname)) return 'saves';
  return OWN_INSTANTS.test(pathname) ? 'own' : 'cannot';
}

/** Says, above every page, that one looks at the past, which pages can, and the way back to now. */
export function PastBar(): ReactNode {
  const { t } = useTranslation();
  const { asOf } = useSession();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  if (asOf === undefined) return null;
  const what = whatOf(pathname);
  return (
    <div
      role="region"
      aria-label={t('past.label')}
      className={styles['bar']}
      data-follows={what === 'follows' || what === 'lists'}
    >
      <span className={styles['when']}>
        <b>{t('past.asOf')}</b> {typeof asOf === 'number' ? <AtNumber number={asOf} /> : <Instant at={asOf} />}
      </span>
      <span className={styles['what']}>{t(`past.${what}`)}</span>
      <Button
        variant="default"
        size="compact-md"
        onClick={() => void navigate({ to: '.', search: (before) => ({ ...before, asOf: undefined }) })}
      >
        {t('past.now')}
      </Button>
    </div>
  );
}

/** A log number, with the instant at which the log stood there. */
function AtNumber({ number }: { readonly number: number }): ReactNode {
  const { t } = useTranslation();
  const instant = useQuery(momentQuery(number)).data;
  return (
    <>
      {t('past.number', { number })}
      {instant !== undefined && (
        <>
          {', '}
          <Instant at={instant} />
        </>
      )}
    </>
  );
}
