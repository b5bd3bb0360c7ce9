import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isErased, textOr } from '../../design/erased.js';
import { Instant } from '../../design/instant.js';
import { Tag } from '../../design/state-chip.js';
import type { Notice } from '../queries.js';
import { acknowledgedOf } from './acknowledged.js';
import { Acknowledge } from './acknowledge.js';
import styles from '../portal.module.css';

/** Every message as it was sent, the latest first; each is acknowledged by itself. */
export function Letters({ notice }: { readonly notice: Notice }): ReactNode {
  const { t } = useTranslation(['portal', 'app']);
  const latestFirst = notice.messages.toSorted((one, other) => other.sendNumber - one.sendNumber);
  const latestOpen = latestFirst.find(({ sendNumber }) => !acknowledgedOf(notice, sendNumber))?.sendNumber;
  if (latestFirst.length === 0) return <p className={styles['calm']}>{t('notice.noLetter')}</p>;
  return latestFirst.map(({ sendNumber, kind, sentAt, subject, text }) => {
    const acknowledged = acknowledgedOf(notice, sendNumber);
    return (
      <article key={sendNumber} className={styles['part']}>
        <h3>{textOr(subject, t('erased'))}</h3>
        <p className={styles['soft']}>
          {t(sendNumber === 1 ? 'notice.first' : 'notice.followUp')} · {t(`app:kind.${kind}`)} · {t('notice.sentAt')}{' '}
          <Instant at={sentAt} />
        </p>
        <div className={styles['letter']}>{textOr(text, t('erased'))}</div>
        {acknowledged ? (
          <p className={styles['plain']}>
            <Tag tone="settled">{t('acknowledge.done')}</Tag>{' '}
            {t('acknowledge.by', { name: isErased(acknowledged.by) ? t('erased') : acknowledged.by.name })}{' '}
            <Instant at={acknowledged.at} />
          </p>
        ) : (
          <div id={sendNumber === latestOpen ? 'acknowledge' : undefined}>
            <Acknowledge notice={notice} sendNumber={sendNumber} />
          </div>
        )}
      </article>
    );
  });
}
