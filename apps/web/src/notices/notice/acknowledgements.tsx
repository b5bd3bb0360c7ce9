import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isErased, textOr } from '../../design/erased.js';
import { Instant } from '../../design/instant.js';
import { Tag } from '../../design/state-chip.js';
import { receiptsQuery, type NoticeInFull } from '../queries.js';
import styles from './notice.module.css';

/** What the controller acknowledged, each with its receipt: who, when, which exact text, where in the log. */
export function Acknowledgements({ notice }: { readonly notice: NoticeInFull }): ReactNode {
  const { t } = useTranslation('notices');
  const { data: receipts = [] } = useQuery({
    ...receiptsQuery(notice.id),
    enabled: notice.acknowledgements.length > 0,
  });
  if (notice.acknowledgements.length === 0) return <p className={styles['soft']}>{t('receipt.none')}</p>;
  return (
    <ol className={styles['list']}>
      {receipts.map(
        ({ acknowledgementId, by, at, grade, clientAddress, textNumber, textHash, logNumber, disputes }) => (
          <li key={acknowledgementId}>
            <span className={styles['line']}>
              <Tag tone={disputes.length > 0 ? 'near' : 'settled'}>
                {t(disputes.length > 0 ? 'receipt.disputed' : 'receipt.given')}
              </Tag>
              <b>
                {isErased(by) ? t('matrix.erased') : [by.name, by.function].filter((word) => word !== null).join(', ')}
              </b>
              <Instant at={at} />
            </span>
            <span className={styles['below']}>
              {t(grade === 'link-only' ? 'receipt.linkOnly' : 'receipt.signedIn')}
              {clientAddress !== undefined && ` · ${textOr(clientAddress, t('matrix.erased'))}`} ·{' '}
              {t('out.text', { number: textNumber })} · {t('receipt.logNumber', { number: logNumber })}
            </span>
            <span className={styles['hash']}>SHA-256 {textHash}</span>
            {disputes.map((dispute) => (
              <span key={dispute.at} className={styles['failed']}>
                {t('receipt.notUs')} <Instant at={dispute.at} />
              </span>
            ))}
          </li>
        ),
      )}
    </ol>
  );
}
