import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { useTime } from '../../app/clock.js';
import { Confirm } from '../../design/confirm.js';
import { once, useDeed } from '../../design/deed.js';
import { Instant } from '../../design/instant.js';
import { Asked, Empty } from '../../design/notes.js';
import { SideSheet } from '../../design/side-sheet.js';
import { Tag } from '../../design/state-chip.js';
import table from '../../design/table.module.css';
import { SettingsFrame, useIsAdmin } from '../frame.js';
import { engagementsQuery } from '../queries.js';
import { Engaging } from './engage.js';
import { useKnownRefusals } from './roles.js';
import styles from '../frame.module.css';

type Engagement = Schemas['EngagementView'];

/** Auditors: who may read what, from when until when. */
export function Auditors(): ReactNode {
  const { t } = useTranslation(['settings', 'app']);
  const isAdmin = useIsAdmin();
  const [engaging, setEngaging] = useState(false);
  const query = useQuery(engagementsQuery);
  return (
    <SettingsFrame
      page="auditors"
      beside={isAdmin && <Button onClick={() => setEngaging(true)}>{t('auditors.engage')}</Button>}
    >
      <Asked query={query}>
        {(engagements) =>
          engagements.length === 0 ? (
            <Empty title={t('auditors.empty.title')} text={t('auditors.empty.text')} />
          ) : (
            <List engagements={engagements.toReversed()} isAdmin={isAdmin} />
          )
        }
      </Asked>
      <SideSheet opened={engaging} title={t('auditors.engage')} onClose={() => setEngaging(false)}>
        <Engaging onDone={() => setEngaging(false)} />
      </SideSheet>
    </SettingsFrame>
  );
}

function List(props: { readonly engagements: readonly Engagement[]; readonly isAdmin: boolean }): ReactNode {
  const { engagements, isAdmin } = props;
  const { t } = useTranslation(['settings', 'app']);
  return (
    <div className={table['wrap']}>
      <table className={table['table']}>
        <thead>
          <tr>
            <th scope="col">{t('auditors.auditor')}</th>
            <th scope="col">{t('auditors.state')}</th>
            <th scope="col">{t('auditors.scope')}</th>
            <th scope="col">{t('auditors.time')}</th>
            {isAdmin && (
              <th scope="col">
                <span className="unseen">{t('auditors.end')}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {engagements.map((engagement) => (
            <Row key={engagement.id} engagement={engagement} isAdmin={isAdmin} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ engagement, isAdmin }: { readonly engagement: Engagement; readonly isAdmin: boolean }): ReactNode {
  const { t } = useTranslation(['settings', 'app']);
  const { name, email, from, until, endedAt } = engagement;
  const state = useTime((now) => {
    if (endedAt !== null || Date.parse(until) <= now) return 'over';
    return Date.parse(from) > now ? 'toCome' : 'running';
  }) as 'over' | 'toCome' | 'running';
  return (
    <tr>
      <td>
        {name ?? email ?? t('app:actor.unnamed')}
        {name !== null && email !== null && <span className={styles['beneath']}>{email}</span>}
      </td>
      <td>
        <Tag tone={state === 'running' ? 'running' : 'undated'}>{t(`auditors.is.${state}`)}</Tag>
      </td>
      <td data-label={t('auditors.scope')}>
        <Scope scope={engagement.scope} />
      </td>
      <td data-label={t('auditors.time')}>
        <Instant at={from} /> – <Instant at={endedAt ?? until} />
      </td>
      {isAdmin && <td>{state !== 'over' && <Ending engagement={engagement} />}</td>}
    </tr>
  );
}

function Scope({ scope }: { readonly scope: Engagement['scope'] }): ReactNode {
  const { t } = useTranslation('settings');
  const { incidents, agreements, recordedFrom, recordedUntil } = scope;
  const isWhole = incidents === null && agreements === null && recordedFrom === null && recordedUntil === null;
  if (isWhole) return t('auditors.everything');
  return (
    <>
      {incidents !== null && <div>{t('auditors.incidents', { count: incidents.length })}</div>}
      {agreements !== null && <div>{t('auditors.agreements', { count: agreements.length })}</div>}
      {recordedFrom !== null && (
        <div>
          {t('auditors.recordedFrom')} <Instant at={recordedFrom} />
        </div>
      )}
      {recordedUntil !== null && (
        <div>
          {t('auditors.recordedUntil')} <Instant at={recordedUntil} />
        </div>
      )}
    </>
  );
}

function Ending({ engagement: { id, name, email } }: { readonly engagement: Engagement }): ReactNode {
  const { t } = useTranslation('settings');
  const known = useKnownRefusals();
  const end = useDeed({
    send: (which: string, key) =>
      answerOf(api.DELETE('/api/v1/engagements/{id}', { params: { path: { id: which }, header: once(key) } })),
    changes: ['engagements'],
  });
  return (
    <Confirm
      size="compact-sm"
      deed={t('auditors.end')}
      title={t('auditors.endTitle', { name: name ?? email ?? '' })}
      consequence={t('auditors.endConsequence')}
      error={end.error}
      known={known}
      onOpen={end.reset}
      onConfirm={() => end.mutateAsync(id)}
    />
  );
}
