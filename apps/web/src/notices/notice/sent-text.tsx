import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Instant } from '../../design/instant.js';
import { isFollowUpOwed } from '../../desk/incident/matrix-filter.js';
import type { NoticeInFull } from '../queries.js';
import { LastMail } from './last-mail.js';
import { Redraft } from './redraft.js';
import { sendingsOfLast } from './sent.js';
import styles from './notice.module.css';

/** What went out, to be read; a further text is begun from here. */
export function SentText(props: {
  readonly notice: NoticeInFull;
  /** Left out: who reads writes no text. */
  readonly onWrite?: () => void;
}): ReactNode {
  const { notice, onWrite } = props;
  const { t } = useTranslation('notices');
  return (
    <div className={styles['editor']}>
      <LastMail notice={notice} title={t('editor.sent')} />
      <div>
        <ul className={styles['plain']}>
          {sendingsOfLast(notice).map(({ sendNumber, at, recipients }) => (
            <li key={sendNumber}>
              <b>{t('editor.sentAt')}</b> <Instant at={at} /> · {t('out.recipients', { count: recipients.length })}
            </li>
          ))}
        </ul>
        {onWrite && (
          <>
            <p className={styles['soft']}>{t('editor.sentStays')}</p>
            <div className={styles['line']}>
              <Button variant={isFollowUpOwed(notice) ? 'filled' : 'default'} onClick={onWrite}>
                {t('editor.writeNext')}
              </Button>
              <Redraft notice={notice} />
            </div>
          </>
        )}
      </div>
    </div>
  );
}
