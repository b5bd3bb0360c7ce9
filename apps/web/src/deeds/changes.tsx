import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../app/session.js';
import { Instant } from '../design/instant.js';
import { factNamed } from '../desk/facts.js';
import { DETAILS, useDetailText } from './details.js';
import { joinedQuery } from './queries.js';
import type { Change } from './sending.js';
import styles from './deeds.module.css';

/** The events of an incident that people make, and what the timeline calls them. */
const SUBJECTS = {
  IncidentDetailsAdded: 'details-added',
  AwarenessEstablished: 'aware',
  AwarenessCorrected: 'awareness-corrected',
  SubprocessorImplicated: 'subprocessor-implicated',
  ControllersAffected: 'controllers-affected',
  IncidentConfirmedAsBreach: 'confirmed-as-breach',
  IncidentRuledOut: 'ruled-out',
  MeasureRecorded: 'measure',
  RiskInformationRecorded: 'risk-information',
  IncidentClosed: 'closed',
  IncidentReopened: 'reopened',
} as const;
const isSubject = (type: string): type is keyof typeof SUBJECTS => type in SUBJECTS;

/** What others recorded meanwhile, in words: what, when, by whom. */
export function Changes({ changes }: { readonly changes: readonly Change[] }): ReactNode {
  const { t } = useTranslation(['deeds', 'app']);
  const { me } = useSession();
  const members = useQuery(joinedQuery).data ?? [];
  const who = ({ kind, id }: Change['actor']): string => {
    if (id === me.person.id) return t('conflict.you');
    if (kind === 'token') return t('conflict.program');
    return members.find(({ personId }) => personId === id)?.name ?? t('conflict.member');
  };
  return (
    <ul className={styles['list']}>
      {changes.map((change, index) => (
        <li key={index}>
          <b>{isSubject(change.type) ? t(`app:timeline.${SUBJECTS[change.type]}`) : change.type}</b>{' '}
          <span className={styles['soft']}>
            {who(change.actor)}, <Instant at={change.at} />
          </span>
          <Said data={change.data} />
        </li>
      ))}
    </ul>
  );
}

const WORDS = ['note', 'reason', 'description', 'information', 'conclusion'] as const;

/** What was said in it, as far as it is text, an instant or a detail. */
function Said({ data }: { readonly data: Change['data'] }): ReactNode {
  const { t } = useTranslation(['deeds', 'app']);
  const textOf = useDetailText();
  const fact = factNamed(data['fact']);
  const at = data['to'] ?? data['at'];
  const details = (data['changes'] ?? {}) as Readonly<Record<string, unknown>>;
  return (
    <>
      {fact && (
        <div>
          {t(`app:fact.${fact}`)}: {textOf('detected', at)}
        </div>
      )}
      {WORDS.map((each) => {
        const said = data[each];
        return typeof said === 'string' && said !== '' && <div key={each}>{said}</div>;
      })}
      {DETAILS.filter((field) => field in details).map((field) => (
        <div key={field}>
          {t(`detail.${field}`)}: {textOf(field, details[field])}
        </div>
      ))}
    </>
  );
}
