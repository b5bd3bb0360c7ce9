import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schemas } from '../api/client.js';
import { useSession } from '../app/session.js';
import { Instant } from '../design/instant.js';
import { Asked } from '../design/notes.js';
import { AnyOf } from './fields.js';
import { joinedQuery, restrictionQuery, type Member } from './queries.js';
import { useRefusals } from './refusals.js';
import { RefusedDeed } from './refused.js';
import styles from './deeds.module.css';

const nameOf = ({ name, email, personId }: Member): string => name ?? email ?? personId;

/** Says of a restricted incident who alone sees it; of others nothing. */
export function RestrictionNote({ id }: { readonly id: string }): ReactNode {
  const { t } = useTranslation('deeds');
  const { data } = useQuery(restrictionQuery(id));
  const isRestricted = Array.isArray(data?.members);
  const members = useQuery({ ...joinedQuery, enabled: isRestricted }).data ?? [];
  if (!data?.members) return null;
  const names = data.members.map((each) => members.find(({ personId }) => personId === each)?.name ?? '…');
  return (
    <div className={styles['note']}>
      <b>{t('restriction.restricted')}</b>
      <span>{t('restriction.seenBy', { names: names.join(', ') })}</span>
      {data.since !== null && (
        <span className={styles['soft']}>
          {t('restriction.since')} <Instant at={data.since} />
        </span>
      )}
    </div>
  );
}

/** Shows an incident to named members alone, or to all again. */
export function Restriction(props: { readonly id: string; readonly onDone: () => void }): ReactNode {
  const restriction = useQuery(restrictionQuery(props.id));
  const members = useQuery(joinedQuery);
  return (
    <Asked query={restriction}>
      {(now) => <Asked query={members}>{(all) => <Choice {...props} now={now} all={all} />}</Asked>}
    </Asked>
  );
}

function Choice(props: {
  readonly id: string;
  readonly now: Schemas['RestrictionView'];
  readonly all: readonly Member[];
  readonly onDone: () => void;
}): ReactNode {
  const { id, now, all, onDone } = props;
  const { t } = useTranslation('deeds');
  const { me } = useSession();
  const queries = useQueryClient();
  const [named, setNamed] = useState<readonly string[]>(now.members ?? []);
  const [key] = useState(() => crypto.randomUUID());
  const others = all.filter(({ personId }) => personId !== me.person.id);
  const isRestricted = now.members !== null;
  const path = { id };
  const deed = useMutation({
    mutationFn: (members: readonly string[] | null) =>
      members === null
        ? answerOf(
            api.DELETE('/api/v1/incidents/{id}/restriction', {
              params: { path, header: { 'Idempotency-Key': `${key}.lift` } },
            }),
          )
        : answerOf(
            api.PUT('/api/v1/incidents/{id}/restriction', {
              params: { path, header: { 'Idempotency-Key': `${key}.${[...members].sort().join('.')}`.slice(0, 200) } },
              body: { members: [...members] },
            }),
          ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['incidents'] });
      onDone();
    },
  });
  const refusals = useRefusals(deed.error, ['members']);
  const chosen = named.filter((each) => others.some(({ personId }) => personId === each));
  return (
    <div className={styles['form']}>
      <p className={styles['consequence']}>{t('restriction.consequence')}</p>
      <AnyOf
        label={t('restriction.who')}
        description={t('restriction.you', { name: me.person.name ?? '–' })}
        options={others.map((each) => ({ value: each.personId, label: nameOf(each) }))}
        value={chosen}
        error={refusals.at('members')}
        onChange={setNamed}
      />
      <RefusedDeed error={deed.error} refusals={refusals} />
      <div className={styles['actions']}>
        <Button loading={deed.isPending} onClick={() => deed.mutate(chosen)}>
          {t(isRestricted ? 'restriction.replace' : 'restriction.submit')}
        </Button>
        {isRestricted && (
          <Button variant="default" disabled={deed.isPending} onClick={() => deed.mutate(null)}>
            {t('restriction.lift')}
          </Button>
        )}
      </div>
    </div>
  );
}
