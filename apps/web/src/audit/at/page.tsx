import { NativeSelect, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang, useZone } from '../../app/locale.js';
import { useSession } from '../../app/session.js';
import { Asked, Empty } from '../../design/notes.js';
import { dayAndTime } from '../../design/time.js';
import { AuditFrame } from '../frame.js';
import { kindsOf, type RecordKind } from '../kinds.js';
import { shortId, useRecords } from '../names.js';
import type { AtSearch } from '../searches.js';
import { WorkplaceThen } from './desk-then.js';
import { History } from './history.js';
import { recordsQuery, type Named } from '../queries.js';
import { stepsQuery } from './queries.js';
import styles from './at.module.css';

const route = getRouteApi('/audit/at');

/** A record as it was: chosen here or opened by its address, which holds the record and both instants. */
export function AsItWas(): ReactNode {
  const { t } = useTranslation('audit');
  const { membership } = useSession();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const kinds = kindsOf(membership.role);
  const kind = search.kind ?? kinds[0] ?? 'notice';
  const isEmpty = useQuery(recordsQuery(kind)).data?.length === 0;
  const router = useRouter();
  // The address follows a step a moment later: who has left for another page meanwhile is not fetched back.
  const go = (next: AtSearch): void => {
    if (router.latestLocation.pathname.endsWith('/audit/at'))
      void navigate({ search: next, replace: true, resetScroll: false });
  };
  return (
    <AuditFrame title={t('at.title')}>
      <div className={styles['choice']}>
        <SegmentedControl
          aria-label={t('stream.category')}
          value={kind}
          data={kinds.map((each) => ({ value: each, label: t(`category.${each}`) }))}
          onChange={(next) => go({ kind: kinds.find((each) => each === next) ?? kind })}
        />
        <Records kind={kind} id={search.id} onChoose={(id) => go({ kind, ...(id !== '' && { id }) })} />
      </div>
      {search.id === undefined ? (
        <Empty
          title={t(`at.${isEmpty ? 'none' : 'choose'}.title`)}
          text={t(`at.${isEmpty ? 'none' : 'choose'}.text`)}
        />
      ) : (
        <Opened kind={kind} id={search.id} search={search} onChange={(part) => go({ ...search, ...part })} />
      )}
      <WorkplaceThen />
    </AuditFrame>
  );
}

function Records(props: {
  readonly kind: RecordKind;
  readonly id: string | undefined;
  readonly onChoose: (id: string) => void;
}): ReactNode {
  const { kind, id, onChoose } = props;
  const { t } = useTranslation('audit');
  const lang = useLang();
  const zone = useZone();
  const all = useRecords();
  const records = all[kind];
  const nameOf = (each: (typeof records)[number]): string => {
    if (each.name === null) return shortId(each.id);
    return kind === 'case' ? dayAndTime(Date.parse(each.name), lang, zone) : each.name;
  };
  const optionsOf = (some: readonly Named[]) =>
    some
      .map((each) => ({ value: each.id, label: nameOf(each) }))
      .toSorted((one, other) => (kind === 'notice' ? one.label.localeCompare(other.label, lang) : 0));
  // One practice has a notice for each incident: only the incident tells them apart.
  const groups = all.incident.flatMap(({ id: incidentId, name }) => {
    const items = optionsOf(records.filter((each) => each.incidentId === incidentId));
    return items.length === 0 ? [] : [{ group: name ?? shortId(incidentId), items }];
  });
  const isGrouped = (each: Named): boolean => all.incident.some((incident) => incident.id === each.incidentId);
  const isListed = id === undefined || records.some((each) => each.id === id);
  return (
    <NativeSelect
      className={styles['record']}
      label={t('at.record')}
      value={id ?? ''}
      data={[
        { value: '', label: t('at.pick') },
        ...(isListed ? [] : [{ value: id, label: shortId(id) }]),
        ...groups,
        ...optionsOf(records.filter((each) => !isGrouped(each))),
      ]}
      onChange={({ currentTarget }) => onChoose(currentTarget.value)}
    />
  );
}

function Opened(props: {
  readonly kind: RecordKind;
  readonly id: string;
  readonly search: AtSearch;
  readonly onChange: (part: Pick<AtSearch, 'at' | 'than'>) => void;
}): ReactNode {
  const { kind, id, search, onChange } = props;
  const { t } = useTranslation('audit');
  const query = useQuery(stepsQuery(kind, id));
  return (
    <Asked query={query}>
      {(steps) =>
        steps.length === 0 ? (
          <Empty title={t('at.nothing.title')} text={t('at.nothing.text')} />
        ) : (
          <History key={id} kind={kind} id={id} steps={steps} search={search} onChange={onChange} />
        )
      }
    </Asked>
  );
}
