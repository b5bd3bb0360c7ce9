import { Button } from '@mantine/core';
import { useMutation, useQueries } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { saveFrom } from '../api/save.js';
import { useLang } from '../app/locale.js';
import { useSession } from '../app/session.js';
import { Empty, Loading, Trouble } from '../design/notes.js';
import { PageFrame, Sheet } from '../design/page.js';
import { Refused } from '../design/refused.js';
import { EntryFacts } from './entry-facts.js';
import { useControllers, useFiles } from './files.js';
import { FindTools } from './find-tools.js';
import { registerQuery, type Show } from './queries.js';
import styles from './portal.module.css';

const route = getRouteApi('/portal/register');

/** The documentation of breaches (Art. 33(5) GDPR) as a page to read and print, and as files. */
export function Register(): ReactNode {
  const { t } = useTranslation('portal');
  const organisations = useControllers();
  const names = [...new Set(organisations.map(({ name }) => name ?? '–'))].join(', ');
  const asked = route.useSearch();
  const { q = '', show } = asked;
  const navigate = route.useNavigate();
  return (
    <PageFrame title={t('register.title')} beside={<Files q={q} show={show} />}>
      <p>{t('register.text', { name: names })}</p>
      <FindTools
        label={t('register.search')}
        search={asked}
        onChange={(next) =>
          void navigate({ search: ({ q: _q, show: _show, ...rest }) => ({ ...rest, ...next }), replace: true })
        }
      />
      <Entries q={q} show={show} />
    </PageFrame>
  );
}

/** Every entry that matches, of whichever processor's record; each leads to its case. */
function Entries({ q, show }: { readonly q: string; readonly show: Show }): ReactNode {
  const { t } = useTranslation('portal');
  const { membership, switchTo } = useSession();
  const organisations = useControllers();
  const { files } = useFiles(organisations);
  const queries = useQueries({
    queries: organisations.map(({ organisation }) => registerQuery(organisation, q, show)),
  });
  const failed = queries.find(({ isError, data }) => isError && data === undefined);
  if (failed) return <Trouble error={failed.error} onRetry={() => void failed.refetch()} />;
  if (queries.some(({ isPending }) => isPending)) return <Loading />;
  const entries = organisations
    .flatMap(({ organisation }, index) => (queries[index]?.data ?? []).map((entry) => ({ organisation, entry })))
    .toSorted((one, other) => (one.entry.recordedAt < other.entry.recordedAt ? 1 : -1));
  const isWhole = q === '' && show === undefined;
  if (entries.length === 0)
    return (
      <Empty
        title={t(isWhole ? 'files.empty.title' : 'files.none.title')}
        text={t(isWhole ? 'register.empty' : 'files.none.text')}
      />
    );
  return entries.map(({ organisation, entry }) => (
    <Sheet
      key={entry.id}
      title={files.find(({ row }) => row.id === entry.id)?.notice?.counterpart ?? t('file.ownFile')}
    >
      <EntryFacts entry={entry} short />
      <p className={styles['actions']}>
        <Link
          to="/portal/cases/$id"
          params={{ id: entry.id }}
          onClick={() => {
            if (organisation !== membership.organisation) switchTo(organisation);
          }}
        >
          {t('register.toFile')}
        </Link>
      </p>
    </Sheet>
  ));
}

const FORMATS = ['csv', 'xlsx'] as const;

/** The register as files: everything that matches, not only what is shown. */
function Files({ q, show }: { readonly q: string; readonly show: Show }): ReactNode {
  const { t } = useTranslation('portal');
  const lang = useLang();
  const organisations = useControllers();
  const download = useMutation({
    mutationFn: async (format: (typeof FORMATS)[number]) => {
      const wanted = new URLSearchParams({ format, lang, ...(q !== '' && { q }), ...(show && { state: show }) });
      // One file of each record: the service knows of no list of several.
      for (const { organisation } of organisations)
        await saveFrom(`/api/v1/register?${wanted.toString()}`, `register.${format}`, organisation);
    },
  });
  return (
    <>
      {FORMATS.map((format) => (
        <Button
          key={format}
          variant="default"
          className={styles['noPrint'] ?? ''}
          loading={download.isPending && download.variables === format}
          onClick={() => download.mutate(format)}
        >
          {t(`register.${format}`)}
        </Button>
      ))}
      <Button variant="default" className={styles['noPrint'] ?? ''} onClick={() => window.print()}>
        {t('print')}
      </Button>
      <Refused error={download.error} />
    </>
  );
}
