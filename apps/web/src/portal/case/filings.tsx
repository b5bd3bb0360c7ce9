import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang } from '../../app/locale.js';
import { textOr } from '../../design/erased.js';
import { Instant } from '../../design/instant.js';
import { Tag } from '../../design/state-chip.js';
import { lengthOf } from '../../design/time.js';
import type { Case } from '../queries.js';
import { Deed } from './deed.js';
import facts from '../../design/facts.module.css';
import styles from '../portal.module.css';

type Filing = Case['filings'][number];

/** What was filed with the supervisory authority (Art. 33 GDPR), the first first. */
export function Filings(props: {
  readonly file: Case;
  readonly decides: boolean;
  /** Whether the checklist does not lead to filing (any more). */
  readonly again: boolean;
}): ReactNode {
  const { file, decides, again } = props;
  const { t } = useTranslation('portal');
  return (
    <div className={styles['part']}>
      <h3>{t('filing.title')}</h3>
      {file.filings.length === 0 && <p className={styles['plain']}>{t('filing.none')}</p>}
      {file.filings.map((filing) => (
        <One
          key={filing.filingId}
          filing={filing}
          // The checklist asks for the first reference that is missing.
          asks={decides && filing.reference === null && filing.filingId !== file.unprovenFilings[0]}
        />
      ))}
      {again && (
        <div className={styles['actions']}>
          {decides && <Deed to="file" />}
          <Link to="/portal/cases/$id/authority" params={{ id: file.id }}>
            {t('authority.to')}
          </Link>
        </div>
      )}
    </div>
  );
}

function One({ filing, asks }: { readonly filing: Filing; readonly asks: boolean }): ReactNode {
  const { t } = useTranslation('portal');
  const lang = useLang();
  const { filingId, phase, statedPhase, authority, reference, filedAt, reasonsForDelay, lateness } = filing;
  return (
    <div className={styles['part']}>
      <p className={styles['plain']}>
        <b>{t(`filing.phases.${phase}`)}</b>{' '}
        {lateness && (
          <Tag tone={lateness.onTime ? 'settled' : 'near'}>
            {lateness.onTime ? t('filing.onTime') : t('filing.late', { length: lengthOf(lateness.lateBy, lang) })}
          </Tag>
        )}{' '}
        {reference === null && <Tag tone="near">{t('filing.unproven')}</Tag>}
      </p>
      {statedPhase !== phase && <p className={styles['soft']}>{t('filing.countedInitial')}</p>}
      <dl className={facts['facts']}>
        <dt>{t('filing.authority')}</dt>
        <dd>{authority}</dd>
        <dt>{t('filing.at')}</dt>
        <dd>
          <Instant at={filedAt.at} />
        </dd>
        <dt>{t('filing.reference')}</dt>
        <dd>{reference === null ? t('filing.noReference') : textOr(reference, t('erased'))}</dd>
        {reasonsForDelay !== null && (
          <>
            <dt>{t('filing.reasons')}</dt>
            <dd>{textOr(reasonsForDelay, t('erased'))}</dd>
          </>
        )}
      </dl>
      {asks && (
        <div className={styles['actions']}>
          <Deed to="reference" filing={filingId} />
        </div>
      )}
    </div>
  );
}
