import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { useLang } from '../../app/locale.js';
import { useDetailText } from '../../deeds/details.js';
import { isErased } from '../../design/erased.js';
import { Instant } from '../../design/instant.js';
import { countOf } from '../../design/time.js';
import styles from '../../design/facts.module.css';

const isSaid = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : isErased(value));

/** What is known of an incident; what is not known is said to be unknown. */
export function Facts({ incident }: { readonly incident: Schemas['IncidentShown'] }): ReactNode {
  const { t } = useTranslation(['app', 'deeds']);
  const inWords = useDetailText();
  const lang = useLang();
  const unknown = <span className={styles['soft']}>{t('incident.unknown')}</span>;
  const text = (value: unknown): ReactNode => {
    if (isErased(value)) return t('incident.erased');
    return typeof value === 'string' && value !== '' ? value : unknown;
  };
  const instant = (stated: Schemas['StatedInstant'] | null): ReactNode =>
    stated ? <Instant at={stated.at} /> : unknown;
  const quantity = (number: Schemas['Quantity']): ReactNode => {
    if (number.kind === 'unknown') return unknown;
    const count = countOf(number.value, lang);
    return number.kind === 'approximate' ? t('incident.about', { count: count as never }) : count;
  };
  const { occurred, detected, facts, recordedAt, summary, dataAffected, consequences, measures, subprocessors } =
    incident;
  return (
    <dl className={styles['facts']}>
      <dt>{t('incident.summary')}</dt>
      <dd>{text(summary)}</dd>
      <dt>{t('incident.occurred')}</dt>
      <dd>
        {instant(occurred.from)}
        {occurred.until && (
          <>
            {' – '}
            <Instant at={occurred.until.at} />
          </>
        )}
      </dd>
      <dt>{t('incident.detected')}</dt>
      <dd>{instant(detected)}</dd>
      <dt>{t('incident.aware')}</dt>
      <dd>
        {facts.length === 0
          ? unknown
          : facts.map(({ fact, irregularity, at }) => (
              <div key={`${fact} ${irregularity ?? ''}`}>
                <Instant at={at.at} /> {t(`fact.${fact}`)}
                {irregularity && `: ${t(`irregularity.${irregularity}`)}`}
              </div>
            ))}
      </dd>
      <dt>{t('incident.recorded')}</dt>
      <dd>
        <Instant at={recordedAt} />
      </dd>
      <dt>{t('incident.data')}</dt>
      <dd>{text(dataAffected)}</dd>
      {(['dimensions', 'categoriesOfPersons', 'categoriesOfRecords', 'specialCategories'] as const)
        .filter((field) => isSaid(incident[field]))
        .map((field) => (
          <Fragment key={field}>
            <dt>{t(`deeds:detail.${field}`)}</dt>
            <dd>{inWords(field, incident[field])}</dd>
          </Fragment>
        ))}
      <dt>{t('incident.persons')}</dt>
      <dd>{quantity(incident.numberOfPersons)}</dd>
      <dt>{t('incident.records')}</dt>
      <dd>{quantity(incident.numberOfRecords)}</dd>
      <dt>{t('incident.consequences')}</dt>
      <dd>{text(consequences)}</dd>
      {measures.length > 0 && (
        <>
          <dt>{t('incident.measures')}</dt>
          <dd>
            {measures.map(({ measureId, description, stage }) => (
              <div key={measureId}>
                {text(description)} <span className={styles['soft']}>({t(`incident.measure.${stage}`)})</span>
              </div>
            ))}
          </dd>
        </>
      )}
      {subprocessors.length > 0 && (
        <>
          <dt>{t('incident.subprocessors')}</dt>
          <dd>
            {subprocessors.map(({ subprocessorId, name }) => (
              <div key={subprocessorId}>{name ?? subprocessorId}</div>
            ))}
          </dd>
        </>
      )}
    </dl>
  );
}
