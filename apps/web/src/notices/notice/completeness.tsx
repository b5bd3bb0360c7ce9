import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { incidentQuery } from '../../api/queries.js';
import { Clause } from '../../design/clause.js';
import { Shape } from '../../design/shapes.js';
import { requiredContentQuery, type NoticeInFull } from '../queries.js';
import { isKnownSince } from './known-since.js';
import { sendingsOfLast } from './sent.js';
import styles from './notice.module.css';

/** Everything that is asked for in a notice, in the order it is told. */
const ITEMS = [
  'nature',
  'data-affected',
  'categories-of-persons',
  'number-of-persons',
  'categories-of-records',
  'number-of-records',
  'consequences',
  'measures',
  'contact-point',
] as const satisfies readonly Schemas['ContentItem'][];

/** How much of what is to be told the last text knows: what the clause owes first, each with its source. */
export function Completeness({ notice }: { readonly notice: NoticeInFull }): ReactNode {
  const { t } = useTranslation('notices');
  const required = useQuery(requiredContentQuery(notice.agreementId)).data ?? [];
  const incident = useQuery(incidentQuery(notice.incidentId)).data;
  const gaps = notice.texts.at(-1)?.gaps;
  if (!gaps) return <p className={styles['soft']}>{t('complete.noText')}</p>;
  const clauses = new Map(required.map(({ item, clause }) => [item, clause]));
  const rows = ITEMS.map((item) => {
    const gap = gaps.find((each) => each.item === item);
    return { item, isMissing: gap !== undefined, clause: gap?.clause ?? clauses.get(item) ?? null };
  }).sort((one, other) => Number(one.clause === null) - Number(other.clause === null));
  const owed = rows.filter(({ clause }) => clause !== null);
  const known = (of: typeof rows): number => of.filter(({ isMissing }) => !isMissing).length;
  const isWhole = known(rows) === rows.length;
  const since = rows.filter(({ item, isMissing }) => isMissing && isKnownSince(incident, item));
  const isOut = sendingsOfLast(notice).length > 0;
  return (
    <>
      {since.length > 0 && notice.status !== 'closed' && (
        <div role="status" className={styles['aside']}>
          <p>
            <b>{t(isOut ? 'complete.sentOlder' : 'complete.older')}</b>{' '}
            {since.map(({ item }) => t(`complete.item.${item}`)).join(', ')}
          </p>
          <p className={styles['soft']}>{t('complete.redraft')}</p>
        </div>
      )}
      <label className={styles['meter']}>
        <b>
          {t('complete.owed', { known: known(owed), of: owed.length })} ·{' '}
          {t('complete.asked', { known: known(rows), of: rows.length })}
        </b>
        <progress value={known(rows)} max={rows.length} />
      </label>
      <ul className={styles['items']}>
        {rows.map(({ item, isMissing, clause }) => (
          <li key={item} data-missing={isMissing ? (clause === null ? 'asked' : 'owed') : undefined}>
            <span className={styles['shape']}>
              <Shape of={isMissing ? (clause === null ? 'undated' : 'near') : 'settled'} />
            </span>
            <span>
              {t(`complete.item.${item}`)}: <b>{t(isMissing ? 'complete.missing' : 'complete.known')}</b>
              <span className={styles['below']}>
                {clause === null ? t('complete.notOwed') : <Clause of={clause} />}
              </span>
            </span>
          </li>
        ))}
      </ul>
      {!isWhole && (
        <p className={styles['soft']}>
          {t('complete.how')}{' '}
          <Link to="/desk/incidents/$id" params={{ id: notice.incidentId }}>
            {t('complete.toIncident')}
          </Link>
        </p>
      )}
    </>
  );
}
