import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { incidentQuery } from '../../api/queries.js';
import { textOr } from '../../design/erased.js';
import { Asked } from '../../design/notes.js';
import { PageFrame, Sheet } from '../../design/page.js';
import { useSession } from '../../app/session.js';
import { ClockChain } from '../../deeds/chain/clock-chain.js';
import { DeedsMenu } from '../../deeds/menu.js';
import { PrintedHead } from '../../deeds/printed.js';
import { RestrictionNote } from '../../deeds/restriction.js';
import { Affect } from './affect.js';
import { Facts } from './facts.js';
import { Matrix } from './matrix.js';
import { AssessmentTag, StatusTag } from './tags.js';
import { Timeline } from './timeline.js';

const route = getRouteApi('/desk/incidents/$id');

/** One incident: whom it affects, what is known, and how it came about. */
export function IncidentPage(): ReactNode {
  const { t } = useTranslation();
  const { may } = useSession();
  const { id } = route.useParams();
  const query = useQuery(incidentQuery(id));
  const { data } = query;
  const title = data ? textOr(data.title, t('incidents.untitled')) : t('incidents.columns.title');
  const tags = data && (
    <>
      <StatusTag status={data.status} />
      <AssessmentTag assessment={data.assessment} />
      {data.status === 'open' && may('processor:responder') && <Affect id={id} />}
      <DeedsMenu incident={data} />
    </>
  );
  return (
    <PageFrame title={title} beside={tags}>
      <Asked query={query}>
        {(incident) => (
          <>
            <PrintedHead incident={incident} />
            <RestrictionNote id={id} />
            <Sheet title={t('incident.matrix')}>
              <Matrix id={id} />
            </Sheet>
            <Sheet title={t('incident.facts')}>
              <Facts incident={incident} />
            </Sheet>
            <ClockChain incident={incident} />
            <Sheet title={t('incident.timeline')}>
              <Timeline id={id} />
            </Sheet>
          </>
        )}
      </Asked>
    </PageFrame>
  );
}
