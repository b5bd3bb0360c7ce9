import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { useLang } from '../../app/locale.js';
import { useSession } from '../../app/session.js';
import { Clause } from '../../design/clause.js';
import { Tag } from '../../design/state-chip.js';
import { DataTable } from '../../design/table.js';
import { countOf } from '../../design/time.js';
import styles from '../shared/parts.module.css';

/** Clauses in our own words; the contract itself prevails. */
export function Clauses({ clauses }: { readonly clauses: readonly Schemas['Clause'][] }): ReactNode {
  const lang = useLang();
  return (
    <ul className={styles['plain']}>
      {clauses.map(({ id, clause, summary }) => (
        <li key={id}>
          {summary[lang]}{' '}
          <span className={styles['soft']}>
            (<Clause of={clause} />)
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Periods that run outside of incidents; one without a figure says so. */
export function Periods({ terms }: { readonly terms: Schemas['Terms'] }): ReactNode {
  const { t } = useTranslation('contracts');
  const lang = useLang();
  return (
    <DataTable
      label={t('terms.periods')}
      rows={terms.periods}
      keyOf={({ id }) => id}
      columns={[
        { name: t('terms.what'), cell: ({ summary }) => summary[lang] },
        {
          name: t('terms.length'),
          cell: ({ length, unit }) =>
            length === null || unit === null ? (
              <Tag tone="undated">{t('terms.noFigure')}</Tag>
            ) : (
              t(`unit.${unit}`, { count: length, formatted: countOf(length, lang) })
            ),
        },
        { name: t('terms.clause'), cell: ({ clause }) => <Clause of={clause} /> },
      ]}
    />
  );
}

/** What comes again and again; where the text gives no first date or interval, nothing is computed from it. */
export function Recurring({ duties }: { readonly duties: readonly Schemas['RecurringDuty'][] }): ReactNode {
  const { t } = useTranslation('contracts');
  const lang = useLang();
  return (
    <DataTable
      label={t('terms.recurring')}
      rows={duties}
      keyOf={({ id }) => id}
      columns={[
        { name: t('terms.what'), cell: ({ summary }) => summary[lang] },
        { name: t('terms.every'), cell: ({ every }) => t(`terms.interval.${every ?? 'none'}`) },
        { name: t('terms.clause'), cell: ({ clause }) => <Clause of={clause} /> },
      ]}
    />
  );
}

/** Whom the text names: for what, where, and under which safeguard. */
export function Subprocessors(props: { readonly subprocessors: readonly Schemas['Subprocessor'][] }): ReactNode {
  const { t } = useTranslation('contracts');
  const { membership } = useSession();
  const isOurs = membership.role !== 'controller';
  return (
    <DataTable
      label={t('subprocessors.title')}
      rows={props.subprocessors}
      keyOf={({ id }) => id}
      columns={[
        {
          name: t('subprocessors.name'),
          cell: ({ id, name }) =>
            isOurs ? (
              <Link to="/desk/subprocessors/$id" params={{ id }}>
                {name}
              </Link>
            ) : (
              <b>{name}</b>
            ),
        },
        { name: t('subprocessors.service'), cell: ({ service }) => service },
        {
          name: t('subprocessors.place'),
          cell: ({ place, safeguard }) => (
            <>
              {place}
              {safeguard !== null && <div className={styles['soft']}>{safeguard}</div>}
            </>
          ),
        },
        { name: t('terms.clause'), cell: ({ clause }) => <Clause of={clause} /> },
      ]}
    />
  );
}
