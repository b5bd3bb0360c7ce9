import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { Confirm } from '../../design/confirm.js';
import { once, useDeed } from '../../design/deed.js';
import form from '../../design/form.module.css';
import { Instant } from '../../design/instant.js';
import { Asked } from '../../design/notes.js';
import { PageFrame, Sheet } from '../../design/page.js';
import { DataTable, type Column } from '../../design/table.js';
import table from '../../design/table.module.css';
import { BreakGlass } from './break-glass.js';
import { nodesQuery } from './queries.js';
import styles from '../frame.module.css';

type Node = Schemas['NodesView']['nodes'][number];

/** For those who run the installation: its nodes, its people, and the way in for support. No content of anybody. */
export function InstallationPage(): ReactNode {
  const { t } = useTranslation('settings');
  const query = useQuery(nodesQuery);
  return (
    <PageFrame title={t('installation.title')}>
      <p className={styles['lead']}>{t('installation.lead')}</p>
      <Sheet title={t('installation.nodes')}>
        <Asked query={query}>{(view) => <Nodes view={view} />}</Asked>
      </Sheet>
      <Sheet title={t('installation.people')}>
        <p className={form['plain']}>
          <Link to="/settings/members">{t('installation.toPeople')}</Link>
        </p>
      </Sheet>
      <Sheet title={t('glass.title')}>
        <BreakGlass />
      </Sheet>
    </PageFrame>
  );
}

function Nodes({ view: { nodes, switchedOn, waiting } }: { readonly view: Schemas['NodesView'] }): ReactNode {
  const { t } = useTranslation('settings');
  const columns: readonly Column<Node>[] = [
    { name: t('installation.node'), cell: ({ id }) => <span className={styles['break']}>{id}</span> },
    { name: t('installation.release'), cell: ({ release }) => release },
    { name: t('installation.since'), cell: ({ since }) => <Instant at={since} /> },
    { name: t('installation.reads'), cell: ({ ahead }) => <Reads ahead={ahead} /> },
    ...(nodes.length > 1 ? [{ name: t('installation.deed'), cell: ({ id }: Node) => <Retire id={id} /> }] : []),
  ];
  return (
    <>
      <DataTable label={t('installation.nodes')} columns={columns} rows={nodes} keyOf={({ id }) => id} />
      <p className={table['soft']}>
        {switchedOn.length > 0 && t('installation.switchedOn', { count: switchedOn.length })}{' '}
        {waiting.length === 0 ? t('installation.nothingWaits') : t('installation.waits', { count: waiting.length })}
      </p>
      {waiting.length > 0 && <Waiting waiting={waiting} />}
    </>
  );
}

function Reads({ ahead }: { readonly ahead: Node['ahead'] }): ReactNode {
  const { t } = useTranslation('settings');
  if (ahead.length === 0) return t('installation.asWritten');
  return t('installation.ahead', { count: ahead.length });
}

/** What is read by some nodes and written by none, until those that hold it up were started anew with the new release. */
function Waiting({ waiting }: { readonly waiting: Schemas['NodesView']['waiting'] }): ReactNode {
  const { t } = useTranslation('settings');
  return (
    <ul className={styles['list']}>
      {waiting.map(({ eventType, version, heldUpBy }) => (
        <li key={`${eventType} ${version}`}>
          {t('installation.heldUp', {
            event: eventType,
            version,
            nodes: heldUpBy.map(({ id, release }) => `${id} (${release})`).join(', '),
          })}
        </li>
      ))}
    </ul>
  );
}

function Retire({ id }: { readonly id: string }): ReactNode {
  const { t } = useTranslation('settings');
  const retire = useDeed({
    send: (which: string, key) =>
      answerOf(api.POST('/api/v1/nodes/{id}/retire', { params: { path: { id: which }, header: once(key) } })),
    changes: ['nodes'],
  });
  return (
    <Confirm
      size="compact-sm"
      deed={t('installation.retire')}
      title={t('installation.retireTitle')}
      consequence={t('installation.retireConsequence')}
      error={retire.error}
      known={{ 'node-is-running': t('installation.isRunning') }}
      onOpen={retire.reset}
      onConfirm={() => retire.mutateAsync(id)}
    />
  );
}
