import { useQueries, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { incidentQuery } from '../../api/queries.js';
import { useLang } from '../../app/locale.js';
import { textOr } from '../../design/erased.js';
import { Instant } from '../../design/instant.js';
import { Known } from '../../design/known.js';
import { Asked, Empty } from '../../design/notes.js';
import { PageFrame, Sheet } from '../../design/page.js';
import { DataTable } from '../../design/table.js';
import { countOf, lengthOf } from '../../design/time.js';
import { subprocessorQuery } from '../queries.js';
import { Lags } from './lags.js';

const route = getRouteApi('/desk/subprocessors/$id');
type Incident = Schemas['SubprocessorIncident'];

/** One subprocessor: its incidents, and how long its knowledge took to become ours. */
export function SubprocessorPage(): ReactNode {
  const { t } = useTranslation('contracts');
  const lang = useLang();
  const { id } = route.useParams();
  const query = useQuery(subprocessorQuery(id));
  return (
    <PageFrame title={query.data?.name ?? (query.data ? id : t('subprocessors.one'))}>
      <Asked query={query}>
        {({ incidents, agreements, incidentList }) => (
          <>
            <Sheet>
              <Known
                facts={[
                  [t('subprocessors.incidents'), countOf(incidents, lang)],
                  [t('subprocessors.touched'), countOf(agreements, lang)],
                ]}
              />
            </Sheet>
            {incidentList.length === 0 ? (
              <Sheet title={t('subprocessors.itsIncidents')}>
                <Empty title={t('subprocessors.noIncident.title')} text={t('subprocessors.noIncident.text')} />
              </Sheet>
            ) : (
              <Incidents incidents={incidentList} />
            )}
          </>
        )}
      </Asked>
    </PageFrame>
  );
}

function Incidents({ incidents }: { readonly incidents: readonly Incident[] }): ReactNode {
  const { t } = useTranslation('contracts');
  const lang = useLang();
  const asked = useQueries({ queries: incidents.map(({ incidentId }) => incidentQuery(incidentId)) });
  const titles = new Map(
    asked.flatMap(({ data }) => (data ? [[data.id, textOr(data.title, t('erased'))] as const] : [])),
  );
  const instant = (at: string | null): ReactNode => (at === null ? t('unknown') : <Instant at={at} />);
  const length = (took: number | null): string => {
    if (took === null) return t('unknown');
    return took < 0 ? t('subprocessors.weFirst', { length: lengthOf(took, lang) }) : lengthOf(took, lang);
  };
  return (
    <>
      <Sheet title={t('subprocessors.lag')}>
        <Lags incidents={incidents} titles={titles} />
      </Sheet>
      <Sheet title={t('subprocessors.itsIncidents')}>
        <DataTable
          label={t('subprocessors.itsIncidents')}
          rows={incidents}
          keyOf={({ incidentId }) => incidentId}
          columns={[
            {
              name: t('notices.incident'),
              cell: ({ incidentId }) => (
                <Link to="/desk/incidents/$id" params={{ id: incidentId }}>
                  {titles.get(incidentId) ?? '…'}
                </Link>
              ),
            },
            { name: t('subprocessors.itKnew'), cell: ({ itsAwareness }) => instant(itsAwareness) },
            { name: t('subprocessors.toldUs'), cell: ({ toldUs }) => instant(toldUs) },
            { name: t('subprocessors.weKnew'), cell: ({ ourAwareness }) => instant(ourAwareness) },
            { name: t('subprocessors.took'), cell: ({ untilOurAwareness }) => length(untilOurAwareness) },
            {
              name: t('subprocessors.touched'),
              isNumber: true,
              cell: ({ agreements }) => countOf(agreements, lang),
            },
          ]}
        />
      </Sheet>
    </>
  );
}
