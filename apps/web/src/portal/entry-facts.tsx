import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { Instant } from '../design/instant.js';
import facts from '../design/facts.module.css';
import styles from './portal.module.css';

/** One breach as the register documents it: facts, effects, remedial action, what was decided about telling it. */
export function EntryFacts(props: {
  readonly entry: Schemas['RegisterEntry'];
  /** Among others: its facts begin, and are shown whole where somebody asks, and on paper. */
  readonly short?: boolean;
}): ReactNode {
  const { entry, short = false } = props;
  const { t } = useTranslation('portal');
  const [whole, setWhole] = useState(!short);
  const text = (value: string | null): ReactNode => value ?? t('entry.unknown');
  return (
    <dl className={facts['facts']}>
      <dt>{t('entry.recorded')}</dt>
      <dd>
        <Instant at={entry.recordedAt} />
      </dd>
      <dt>{t('entry.aware')}</dt>
      <dd>{entry.aware === null ? t('entry.unknown') : <Instant at={entry.aware} />}</dd>
      <dt>{t('entry.facts')}</dt>
      <dd>
        <div className={whole ? '' : (styles['begins'] ?? '')}>{text(entry.facts)}</div>
        {!whole && (
          <Button
            size="compact-md"
            variant="default"
            className={styles['noPrint'] ?? ''}
            onClick={() => setWhole(true)}
          >
            {t('entry.whole')}
          </Button>
        )}
      </dd>
      {entry.effects !== null && (
        <>
          <dt>{t('entry.effects')}</dt>
          <dd>{entry.effects}</dd>
        </>
      )}
      {entry.remedialAction !== null && (
        <>
          <dt>{t('entry.remedial')}</dt>
          <dd>{entry.remedialAction}</dd>
        </>
      )}
      <dt>{t('entry.outcome')}</dt>
      <dd>
        {entry.outcome === 'filed' || entry.outcome === 'not-to-file'
          ? t(`outcome.${entry.outcome}`)
          : t('outcome.none')}
        {entry.reason !== null && <div>{entry.reason}</div>}
        {entry.decidedBy !== null && (
          <div>
            {t('decidedBy')}: {entry.decidedBy}
          </div>
        )}
        {entry.filings.map(({ phase, authority, reference, filedAt }, index) => (
          <div key={index}>
            {t(`filing.phases.${phase}`)}: {[authority, reference].filter(Boolean).join(', ')} <Instant at={filedAt} />
          </div>
        ))}
      </dd>
      <dt>{t('entry.persons')}</dt>
      <dd>
        {entry.communications.length === 0
          ? t('outcome.none')
          : entry.communications.map(({ outcome, letter, at }, index) => (
              <div key={index}>
                {t(`communication.outcomes.${outcome}`)}
                {letter !== null && ` (${letter})`} <Instant at={at} />
              </div>
            ))}
      </dd>
    </dl>
  );
}
