import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang } from '../app/locale.js';
import { useSession } from '../app/session.js';
import { Countdown, useClockState } from '../design/countdown.js';
import { Instant } from '../design/instant.js';
import { Empty, Loading, Trouble } from '../design/notes.js';
import { StateChip, Tag } from '../design/state-chip.js';
import { countOf } from '../design/time.js';
import { factsOfRow, type CaseRow, type FileRow, type Files } from './files.js';
import { FindTools } from './find-tools.js';
import { says } from './find.js';
import table from '../design/table.module.css';
import styles from './portal.module.css';

const route = getRouteApi('/portal');

/** Every case, filed or not, of all organisations: searched and filtered; both stand in the address. */
export function AllFiles({ files, several }: { readonly files: Files; readonly several: boolean }): ReactNode {
  const { t } = useTranslation(['portal', 'app']);
  const lang = useLang();
  const asked = route.useSearch();
  const { q = '', show } = asked;
  const navigate = route.useNavigate();
  if (files.error !== null) return <Trouble error={files.error} onRetry={files.retry} />;
  if (files.isPending) return <Loading />;
  if (files.files.length === 0) return <Empty title={t('files.empty.title')} text={t('files.empty.text')} />;
  const textsOf = ({ row, notice, organisation }: FileRow) => [
    notice?.counterpart ?? t('file.ownFile'),
    notice?.kind && t(`app:kind.${notice.kind}`),
    row.reference,
    row.authority,
    organisation.name,
    row.id,
  ];
  const found = files.files.filter(
    (file) => (show === undefined || file.row.status === show) && says(textsOf(file), q),
  );
  return (
    <>
      <FindTools
        label={t('files.search')}
        search={asked}
        onChange={(next) =>
          void navigate({ search: ({ q: _q, show: _show, ...rest }) => ({ ...rest, ...next }), replace: true })
        }
      />
      {found.length === 0 ? (
        <Empty title={t('files.none.title')} text={t('files.none.text')} />
      ) : (
        <Found files={found} several={several} />
      )}
      <p className={styles['soft']} role="status">
        {t('files.shown', { shown: countOf(found.length, lang), total: countOf(files.files.length, lang) })}
      </p>
    </>
  );
}

function Found({ files, several }: { readonly files: readonly FileRow[]; readonly several: boolean }): ReactNode {
  const { t } = useTranslation(['portal', 'app']);
  const { membership, switchTo } = useSession();
  return (
    <div className={table['wrap']}>
      <table className={table['table']}>
        <thead>
          <tr>
            <th scope="col">{t('files.columns.from')}</th>
            {several && <th scope="col">{t('files.columns.organisation')}</th>}
            <th scope="col">{t('files.columns.state')}</th>
            <th scope="col">{t('files.columns.due')}</th>
            <th scope="col">{t('files.columns.opened')}</th>
          </tr>
        </thead>
        <tbody>
          {files.map(({ row, organisation, notice }) => (
            <tr key={row.id}>
              <td>
                <Link
                  to="/portal/cases/$id"
                  params={{ id: row.id }}
                  onClick={() => {
                    if (organisation.organisation !== membership.organisation) switchTo(organisation.organisation);
                  }}
                >
                  {notice?.counterpart ?? t('file.ownFile')}
                </Link>
                {notice?.kind && <div className={styles['soft']}>{t(`app:kind.${notice.kind}`)}</div>}
              </td>
              {several && <td data-label={t('files.columns.organisation')}>{organisation.name ?? '–'}</td>}
              <td>
                <State row={row} />
              </td>
              <td data-label={t('files.columns.due')}>
                <Due row={row} />
              </td>
              <td data-label={t('files.columns.opened')}>
                <Instant at={row.openedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function State({ row }: { readonly row: CaseRow }): ReactNode {
  const { t } = useTranslation('portal');
  const state = useClockState(factsOfRow(row));
  return (
    <span className={table['tags']}>
      {row.decided ? <Tag tone="settled">{t(`outcome.${row.outcome ?? 'none'}`)}</Tag> : <StateChip state={state} />}
      {row.status === 'closed' && <Tag tone="plain">{t('file.closed')}</Tag>}
      {row.clock === 'precautionary' && !row.decided && <Tag tone="undated">{t('clock.precautionary.word')}</Tag>}
    </span>
  );
}

function Due({ row }: { readonly row: CaseRow }): ReactNode {
  const { t } = useTranslation('portal');
  if (row.outcome === 'filed' && row.filedAt !== null)
    return (
      <>
        {t('files.filedAt')} <Instant at={row.filedAt} />
        {row.reference !== null && <div className={styles['soft']}>{row.reference}</div>}
      </>
    );
  if (row.due === null) return t('files.noClock');
  return (
    <>
      <Instant at={row.due} />
      {!row.decided && (
        <div>
          <b>
            <Countdown facts={factsOfRow(row)} />
          </b>
        </div>
      )}
    </>
  );
}
