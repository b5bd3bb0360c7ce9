import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { save } from '../../api/save.js';
import { isErased } from '../../design/erased.js';
import { Instant } from '../../design/instant.js';
import { Tag } from '../../design/state-chip.js';
import type { Receipt } from '../queries.js';
import facts from '../../design/facts.module.css';
import styles from '../portal.module.css';

/** The receipts to keep: who acknowledged which exact text, when, and where that stands in the log. */
export function Receipts(props: {
  readonly receipts: readonly Receipt[];
  readonly counterpart: string | null;
}): ReactNode {
  const { t } = useTranslation('portal');
  return (
    <>
      <p className={`${styles['soft']} ${styles['plain']}`}>{t('receipt.text')}</p>
      {props.receipts.map((receipt) => (
        <Kept key={receipt.acknowledgementId} receipt={receipt} counterpart={props.counterpart} />
      ))}
    </>
  );
}

function Kept({ receipt, counterpart }: { readonly receipt: Receipt; readonly counterpart: string | null }): ReactNode {
  const { t } = useTranslation('portal');
  const { by, at, grade, subject, textHash, salt, eventId, logNumber, disputes, acknowledgementId } = receipt;
  const text = (value: Receipt['subject']): ReactNode => (isErased(value) ? t('erased') : value);
  const keep = (): void =>
    save(
      new Blob([JSON.stringify({ processorName: counterpart, ...receipt }, null, 2)], { type: 'application/json' }),
      `receipt-${acknowledgementId}.json`,
    );
  return (
    <div className={styles['part']}>
      {disputes.length > 0 && <Tag tone="near">{t('receipt.disputed')}</Tag>}
      <dl className={facts['facts']}>
        <dt>{t('receipt.of')}</dt>
        <dd>{text(subject)}</dd>
        <dt>{t('receipt.by')}</dt>
        <dd>{isErased(by) ? t('erased') : [by.name, by.function].filter(Boolean).join(', ')}</dd>
        <dt>{t('receipt.at')}</dt>
        <dd>
          <Instant at={at} />
        </dd>
        <dt>{t('receipt.sure')}</dt>
        <dd>{t(`receipt.grade.${grade}`)}</dd>
        <dt>{t('receipt.hash')}</dt>
        <dd className={styles['code']}>{textHash}</dd>
        <dt>{t('receipt.salt')}</dt>
        <dd className={styles['code']}>{text(salt)}</dd>
        <dt>{t('receipt.log')}</dt>
        <dd className={styles['code']}>
          {logNumber} · {eventId}
        </dd>
      </dl>
      <div className={styles['actions']}>
        <Button variant="default" onClick={keep}>
          {t('receipt.download')}
        </Button>
        <Button variant="subtle" onClick={() => window.print()}>
          {t('print')}
        </Button>
      </div>
    </div>
  );
}
