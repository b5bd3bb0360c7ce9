import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.js';
import { useSession } from '../../app/session.js';
import { ActorName } from '../../design/actor.js';
import { Confirm } from '../../design/confirm.js';
import { once, useDeed } from '../../design/deed.js';
import form from '../../design/form.module.css';
import { Instant } from '../../design/instant.js';
import { Asked } from '../../design/notes.js';
import { Refused } from '../../design/refused.js';
import { useIsAdmin } from '../frame.js';
import { memberHistoryQuery } from '../queries.js';
import { RolesInput, useKnownRefusals, type Member, type Role } from './roles.js';
import styles from './member.module.css';

/** One member: roles, invitation, the way out, and what it was before. */
export function OneMember({
  member,
  onRemoved,
}: {
  readonly member: Member;
  readonly onRemoved: () => void;
}): ReactNode {
  const { t } = useTranslation('settings');
  const isAdmin = useIsAdmin();
  const { email, how, state } = member;
  const isKeptElsewhere = how === 'oidc' || how === 'scim';
  return (
    <div className={styles['parts']}>
      <div>
        {email !== null && <p className={styles['email']}>{email}</p>}
        <p className={form['soft']}>{t(`members.how.${how}`)}</p>
      </div>
      {isAdmin && isKeptElsewhere && <p className={form['plain']}>{t('members.keptElsewhere')}</p>}
      <RolesForm member={member} isAdmin={isAdmin} />
      {isAdmin && state === 'invited' && <InviteAgain member={member} />}
      {isAdmin && <Removal member={member} onRemoved={onRemoved} />}
      <History personId={member.personId} />
    </div>
  );
}

function RolesForm({ member, isAdmin }: { readonly member: Member; readonly isAdmin: boolean }): ReactNode {
  const { t } = useTranslation('settings');
  const known = useKnownRefusals();
  const { personId } = member;
  const [roles, setRoles] = useState<readonly Role[]>(member.roles);
  const [attempted, setAttempted] = useState(false);
  const isChanged = [...roles].sort().join() !== [...member.roles].sort().join();
  const change = useDeed({
    send: (wanted: readonly Role[], key) =>
      answerOf(
        api.PUT('/api/v1/members/{personId}/roles', {
          params: { path: { personId }, header: once(key) },
          body: { roles: [...wanted] },
        }),
      ),
    changes: ['members', 'me'],
    onDone: () => setAttempted(false),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setAttempted(true);
    if (roles.length > 0) change.mutate(roles);
  };
  return (
    <form className={form['inSheet']} onSubmit={submit} noValidate>
      <RolesInput
        value={roles}
        disabled={!isAdmin}
        error={attempted && roles.length === 0 ? t('members.refused.noRole') : undefined}
        onChange={setRoles}
      />
      <Refused error={change.error} known={known} />
      {isAdmin && isChanged && (
        <Button type="submit" loading={change.isPending}>
          {t('members.rolesDeed')}
        </Button>
      )}
      {change.isSuccess && !isChanged && (
        <p role="status" className={form['plain']}>
          {t('members.rolesDone')}
        </p>
      )}
    </form>
  );
}

function InviteAgain({ member: { personId } }: { readonly member: Member }): ReactNode {
  const { t } = useTranslation('settings');
  const known = useKnownRefusals();
  const again = useDeed({
    send: (id: string) =>
      answerOf(api.POST('/api/v1/members/{personId}/invitation', { params: { path: { personId: id } } })),
    changes: ['members'],
  });
  return (
    <div className={form['inSheet']}>
      <p className={form['plain']}>{t('members.againText')}</p>
      <div>
        <Button variant="default" loading={again.isPending} onClick={() => again.mutate(personId)}>
          {t('members.again')}
        </Button>
      </div>
      {again.isSuccess && (
        <p role="status" className={form['plain']}>
          {t('members.againDone')}
        </p>
      )}
      <Refused error={again.error} known={known} />
    </div>
  );
}

function Removal({ member, onRemoved }: { readonly member: Member; readonly onRemoved: () => void }): ReactNode {
  const { t } = useTranslation('settings');
  const { me } = useSession();
  const known = useKnownRefusals();
  const { personId, state, name, email } = member;
  const remove = useDeed({
    send: (id: string, key) =>
      answerOf(api.DELETE('/api/v1/members/{personId}', { params: { path: { personId: id }, header: once(key) } })),
    changes: personId === me.person.id ? ['me', 'members'] : ['members'],
    onDone: onRemoved,
  });
  const consequence =
    personId === me.person.id ? 'removeSelf' : state === 'invited' ? 'removeInvited' : 'removeConsequence';
  return (
    <div>
      <Confirm
        deed={t('members.remove')}
        title={t('members.removeTitle', { name: name ?? email ?? '' })}
        consequence={t(`members.${consequence}`)}
        error={remove.error}
        known={known}
        onOpen={remove.reset}
        onConfirm={() => remove.mutateAsync(personId)}
      />
    </div>
  );
}

const CHANGES = ['MemberInvited', 'MemberJoined', 'RoleGranted', 'RoleRevoked', 'MemberRemoved'] as const;

function History({ personId }: { readonly personId: string }): ReactNode {
  const { t } = useTranslation('settings');
  const query = useQuery(memberHistoryQuery(personId));
  return (
    <div>
      <h3 className={styles['subtitle']}>{t('members.history')}</h3>
      <Asked query={query}>
        {(changes) => (
          <ol className={styles['history']}>
            {changes.map(({ logNumber, at, type, role, actor }) => {
              const known = CHANGES.find((each) => each === type);
              return (
                <li key={`${logNumber} ${role ?? ''}`}>
                  <Instant at={at} />
                  <span className={styles['change']}>
                    {known === undefined ? type : t(`members.change.${known}`)}
                    {role !== null && `: ${t(`role.${role}`)}`}
                  </span>
                  <span className={form['soft']}>
                    <ActorName actor={actor} />
                  </span>
                </li>
              );
            })}
          </ol>
        )}
      </Asked>
    </div>
  );
}
