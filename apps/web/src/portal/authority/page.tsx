import { Button, CopyButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { organisationQuery } from '../../api/queries.js';
import { now } from '../../app/clock.js';
import { useLang, useZone } from '../../app/locale.js';
import { useSession } from '../../app/session.js';
import { Instant } from '../../design/instant.js';
import { Loading } from '../../design/notes.js';
import { PageFrame, Sheet } from '../../design/page.js';
import { Tag } from '../../design/state-chip.js';
import { dayAndTime, offsetAt } from '../../design/time.js';
import { Elsewhere } from '../elsewhere.js';
import { caseQuery, noticeQuery, type Case, type Notice } from '../queries.js';
import { factsOf, GROUPS, lettersOf, type Fact, type GroupName } from './facts.js';
import facts from '../../design/facts.module.css';
import styles from '../portal.module.css';

const route = getRouteApi('/portal/cases/$id/authority');

/** What Art. 33(3) GDPR asks for, put together from a case to be copied into the form of an authority, with what is missing by name. */
export function ForAuthority(): ReactNode {
  const { t } = useTranslation('portal');
  const { id } = route.useParams();
  const query = useQuery(caseQuery(id));
  const { data } = query;
  const noticeId = data?.noticeId ?? '';
  const notice = useQuery({ ...noticeQuery(noticeId), enabled: noticeId !== '' });
  const isReady = data && (noticeId === '' || !notice.isPending);
  return (
    <PageFrame title={t('authority.title')}>
      {isReady ? (
        <Whole file={data} notice={notice.data} />
      ) : query.isError ? (
        <Elsewhere kind="cases" id={id} error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Loading />
      )}
    </PageFrame>
  );
}

const NAMES = ['who', 'when', 'breach', 'communicated'] as const satisfies readonly GroupName[];

function Whole({ file, notice }: { readonly file: Case; readonly notice: Notice | undefined }): ReactNode {
  const { t } = useTranslation('portal');
  const lang = useLang();
  const zone = useZone();
  const { membership } = useSession();
  const organisation = useQuery(organisationQuery(membership.organisation)).data;
  const when = (at: string): string => `${dayAndTime(Date.parse(at), lang, zone)} ${offsetAt(Date.parse(at), zone)}`;
  const all = factsOf({ file, notice, organisation, t, when, now: now() });
  const groups = NAMES.map((name) => ({
    name,
    facts: GROUPS[name].flatMap((key) => all.find((fact) => fact.key === key) ?? []),
  }));
  const whole = useWhole(groups);
  return (
    <>
      <Sheet>
        <p className={styles['plain']}>{t('authority.text')}</p>
        <Missing all={all} isUnread={lettersOf(file, notice).length === 0} />
        <div className={styles['actions']}>
          <Copy value={whole} label={t('authority.copyAll')} filled />
          <Button variant="default" onClick={() => window.print()}>
            {t('print')}
          </Button>
          <Link to="/portal/cases/$id" params={{ id: file.id }}>
            {t('notice.toFile')}
          </Link>
          {file.noticeId !== '' && (
            <Link to="/portal/notices/$id" params={{ id: file.noticeId }}>
              {t('steps.acknowledge.do')}
            </Link>
          )}
        </div>
      </Sheet>
      {groups.map(({ name, facts: those }) => (
        <Sheet key={name} title={t(`authority.groups.${name}`)}>
          <dl className={facts['facts']}>
            {those.map((fact) => (
              <One key={fact.key} fact={fact} />
            ))}
          </dl>
        </Sheet>
      ))}
    </>
  );
}

/** Everything as one text, each fact below its name; what is missing says so. */
function useWhole(groups: readonly { readonly name: GroupName; readonly facts: readonly Fact[] }[]): string {
  const { t } = useTranslation('portal');
  return groups
    .map(({ name, facts: those }) =>
      [
        t(`authority.groups.${name}`).toUpperCase(),
        ...those.map(({ key, value }) => `${t(`authority.facts.${key}`)}:\n${value ?? t('authority.lacks')}`),
      ].join('\n\n'),
    )
    .join('\n\n\n');
}

/** What a person has to supply itself. */
function Missing({ all, isUnread }: { readonly all: readonly Fact[]; readonly isUnread: boolean }): ReactNode {
  const { t } = useTranslation('portal');
  const missing = all.filter(({ value, isOpen }) => value === null || isOpen);
  return (
    <div className={styles['part']}>
      <h2 className={styles['missing']}>{t('authority.missing')}</h2>
      {isUnread && <p>{t('authority.unread')}</p>}
      {missing.length === 0 ? (
        <p className={styles['plain']}>{t('authority.nothingMissing')}</p>
      ) : (
        <ul className={styles['missingList']}>
          {missing.map(({ key, value }) => (
            <li key={key}>
              {t(`authority.facts.${key}`)}
              {value !== null && ` (${t('authority.isOpen')})`}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function One({ fact }: { readonly fact: Fact }): ReactNode {
  const { t } = useTranslation('portal');
  const { key, value, told, isOpen = false } = fact;
  const label = t(`authority.facts.${key}`);
  return (
    <>
      <dt>{label}</dt>
      <dd>
        {value === null ? (
          <Tag tone="near">{t('authority.lacks')}</Tag>
        ) : (
          <div className={styles['value']}>{value}</div>
        )}
        {isOpen && (
          <div>
            <Tag tone="near">{t('authority.isOpen')}</Tag>
          </div>
        )}
        {told !== undefined && (
          <div className={styles['soft']}>
            {t('authority.told')} <Instant at={told} />
          </div>
        )}
        {value !== null && <Copy value={value} label={t('authority.copy')} about={label} />}
      </dd>
    </>
  );
}

function Copy(props: {
  readonly value: string;
  readonly label: string;
  /** What is copied, for who hears the button alone. */
  readonly about?: string;
  readonly filled?: boolean;
}): ReactNode {
  const { value, label, about, filled = false } = props;
  const { t } = useTranslation('app');
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Button
          size={filled ? 'sm' : 'compact-md'}
          variant={filled ? 'filled' : 'default'}
          className={styles['noPrint'] ?? ''}
          onClick={copy}
        >
          {copied ? t('note.copied') : label}
          {about !== undefined && <span className="unseen"> {about}</span>}
        </Button>
      )}
    </CopyButton>
  );
}
