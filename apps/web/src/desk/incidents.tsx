import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { incidentsQuery } from '../api/queries.js';
import { useCommands } from '../app/commands.js';
import { useLang } from '../app/locale.js';
import { useSession } from '../app/session.js';
import { textOr } from '../design/erased.js';
import { Instant } from '../design/instant.js';
import { Asked, Empty } from '../design/notes.js';
import { PageFrame } from '../design/page.js';
import { AssessmentTag, StatusTag } from './incident/tags.js';
import { countOf } from '../design/time.js';
import table from '../design/table.module.css';
import styles from './incidents.module.css';

const route = getRouteApi('/desk/incidents');
const STATES = ['all', 'open', 'closed'] as const;

/** All incidents, the newest first, searchable. The search stands in the address. */
export function Incidents(): ReactNode {
  const { t } = useTranslation();
  const { may } = useSession();
  const { q = '', state } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(incidentsQuery(q, state));
  const search = useDebouncedCallback(
    (text: string) =>
      void navigate({ search: ({ q: _before, ...rest }) => ({ ...rest, ...(text && { q: text }) }), replace: true }),
    250,
  );
  const field = useRef<HTMLInputElement>(null);
  useCommands([{ id: 'find', label: t('incidents.search'), key: 'F', run: () => field.current?.focus() }]);
  const isWhole = q === '' && state === undefined;
  const log = may('processor:responder') && (
    <Button component={Link} to="/desk/incidents/new">
      {t('app.log')}
    </Button>
  );
  return (
    <PageFrame title={t('incidents.title')} beside={log}>
      <div className={styles['tools']}>
        <TextInput
          ref={field}
          type="search"
          className={styles['search']}
          label={t('incidents.search')}
          defaultValue={q}
          onChange={({ currentTarget }) => search(currentTarget.value)}
        />
        <SegmentedControl
          aria-label={t('incidents.columns.status')}
          value={state ?? 'all'}
          data={STATES.map((each) => ({ value: each, label: t(`incidents.state.${each}`) }))}
          onChange={(next) =>
            void navigate({
              search: ({ state: _before, ...rest }) => ({
                ...rest,
                ...(next === 'open' || next === 'closed' ? { state: next } : {}),
              }),
              replace: true,
            })
          }
        />
      </div>
      <Asked query={query}>
        {({ items, total }) =>
          items.length === 0 ? (
            <Empty
              title={t(isWhole ? 'incidents.empty.title' : 'incidents.none.title')}
              text={t(isWhole ? 'incidents.empty.text' : 'incidents.none.text')}
            />
          ) : (
            <Found items={items} total={total?.count} />
          )
        }
      </Asked>
    </PageFrame>
  );
}

function Found(props: {
  readonly items: readonly Schemas['IncidentListItem'][];
  readonly total: number | undefined;
}): ReactNode {
  const { items, total } = props;
  const { t } = useTranslation();
  const lang = useLang();
  return (
    <>
      <div className={table['wrap']}>
        <table className={table['table']}>
          <thead>
            <tr>
              <th scope="col">{t('incidents.columns.title')}</th>
              <th scope="col">{t('incidents.columns.status')}</th>
              <th scope="col">{t('incidents.columns.aware')}</th>
              <th scope="col">{t('incidents.columns.recorded')}</th>
              <th scope="col" className={table['number']}>
                {t('incidents.columns.affected')}
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map(({ id, title, status, assessment, aware, recordedAt, affected }) => (
              <tr key={id}>
                <td>
                  <Link to="/desk/incidents/$id" params={{ id }}>
                    {textOr(title, t('incidents.untitled'))}
                  </Link>
                </td>
                <td>
                  <span className={table['tags']}>
                    <StatusTag status={status} />
                    <AssessmentTag assessment={assessment} />
                  </span>
                </td>
                <td data-label={t('incidents.columns.aware')}>
                  {aware === null ? t('incidents.notAware') : <Instant at={aware} />}
                </td>
                <td data-label={t('incidents.columns.recorded')}>
                  <Instant at={recordedAt} />
                </td>
                <td data-label={t('incidents.columns.affected')} className={table['number']}>
                  {countOf(affected.total, lang)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {total !== undefined && (
        <p className={table['soft']}>
          {t('incidents.shown', { shown: countOf(items.length, lang), total: countOf(total, lang) })}
        </p>
      )}
    </>
  );
}
