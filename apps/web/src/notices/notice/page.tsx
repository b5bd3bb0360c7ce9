import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { incidentQuery } from '../../api/queries.js';
import { textOr } from '../../design/erased.js';
import { Asked } from '../../design/notes.js';
import { PageFrame, Sheet } from '../../design/page.js';
import { Tag } from '../../design/state-chip.js';
import { StageTag } from '../../desk/incident/tags.js';
import { noticeQuery } from '../queries.js';
import { Acknowledgements } from './acknowledgements.js';
import { Closing } from './closing.js';
import { Completeness } from './completeness.js';
import { Deliveries } from './deliveries.js';
import { Duties } from './duties.js';
import { Editor } from './editor.js';
import { GoingOut } from './going-out.js';
import { LastMail } from './last-mail.js';
import { OutdatedNote } from './outdated-note.js';
import styles from './notice.module.css';

const route = getRouteApi('/desk/incidents/$id/notices/$notice');

/** One notice to one controller: what it owes, its text, how it went out, what came back. */
export function NoticePage(): ReactNode {
  const { t } = useTranslation(['notices', 'app']);
  const { id, notice } = route.useParams();
  const query = useQuery(noticeQuery(notice));
  const incident = useQuery(incidentQuery(id)).data;
  const shown = query.data?.notice;
  const tags = shown && (
    <>
      <Tag tone="plain">{t(`app:kind.${shown.kind}`)}</Tag>
      <StageTag notice={shown} />
    </>
  );
  return (
    <PageFrame title={shown ? (shown.counterpart ?? t('matrix.erased')) : t('title')} beside={tags}>
      <p className={styles['up']}>
        <Link to="/desk/incidents/$id" params={{ id }}>
          {t('toIncident')}
          {incident && `: ${textOr(incident.title, t('app:incidents.untitled'))}`}
        </Link>
      </p>
      <Asked query={query}>
        {(read) => (
          <>
            <Sheet title={t('duties.title')}>
              <Duties notice={read.notice} />
            </Sheet>
            <Sheet title={t('editor.title')}>
              <OutdatedNote notice={read.notice} />
              <div className={styles['onScreen']}>
                <Editor key={read.notice.id} read={read} />
              </div>
              <div className={styles['onPaper']}>
                <LastMail notice={read.notice} />
              </div>
            </Sheet>
            <Sheet title={t('complete.title')}>
              <Completeness notice={read.notice} />
            </Sheet>
            <Sheet title={t('out.title')}>
              <GoingOut notice={read.notice} />
            </Sheet>
            <Sheet title={t('delivery.title')}>
              <Deliveries notice={read.notice} />
            </Sheet>
            <Sheet title={t('receipt.title')}>
              <Acknowledgements notice={read.notice} />
            </Sheet>
            <Sheet title={t('closing.closure')}>
              <Closing notice={read.notice} />
            </Sheet>
          </>
        )}
      </Asked>
    </PageFrame>
  );
}
