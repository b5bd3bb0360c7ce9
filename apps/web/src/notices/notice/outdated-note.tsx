import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { incidentQuery } from '../../api/queries.js';
import { useSession } from '../../app/session.js';
import { Instant } from '../../design/instant.js';
import { isOutdated } from '../outdated.js';
import type { NoticeInFull } from '../queries.js';
import { Redraft } from './redraft.js';
import styles from './notice.module.css';

/** Whether the incident tells more by now than the last text, which is still to be sent. */
export const useOutdated = (notice: NoticeInFull): boolean =>
  isOutdated(notice, useQuery(incidentQuery(notice.incidentId)).data);

/** Says that the last text is older than what is known of the incident, since when, and offers to draft it anew. */
export function OutdatedNote({ notice }: { readonly notice: NoticeInFull }): ReactNode {
  const { t } = useTranslation('notices');
  const { may } = useSession();
  const incident = useQuery(incidentQuery(notice.incidentId)).data;
  if (!incident || !isOutdated(notice, incident)) return null;
  return (
    <div role="status" className={styles['outdated']}>
      <p>
        {t('complete.outdated')} <Instant at={incident.contentChanged.at} />
        {notice.lastText?.author === 'person' && (
          <span className={styles['below']}>{t('complete.outdatedByHand')}</span>
        )}
      </p>
      {may('processor:responder') && <Redraft notice={notice} />}
    </div>
  );
}
