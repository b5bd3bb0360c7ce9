import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { membersQuery } from '../../api/queries.js';
import { useSession } from '../../app/session.js';
import { Instant } from '../../design/instant.js';
import { Asked } from '../../design/notes.js';
import { SideSheet } from '../../design/side-sheet.js';
import { Tag } from '../../design/state-chip.js';
import table from '../../design/table.module.css';
import { SettingsFrame, useIsAdmin } from '../frame.js';
import { Invitation } from './invite.js';
import { OneMember } from './member.js';
import type { Member } from './roles.js';
import styles from '../frame.module.css';

const route = getRouteApi('/settings/members');

/** Who belongs to the organisation, and what each may do. */
export function Members(): ReactNode {
  const { t } = useTranslation(['settings', 'app']);
  const isAdmin = useIsAdmin();
  const { person } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery({
    ...membersQuery,
    select: (items) => items.flatMap((each) => ('state' in each && each.state !== 'removed' ? [each] : [])),
  });
  const [inviting, setInviting] = useState(false);
  const chosen = query.data?.find(({ personId }) => personId === person);
  return (
    <SettingsFrame
      page="members"
      beside={isAdmin && <Button onClick={() => setInviting(true)}>{t('members.invite')}</Button>}
    >
      <Asked query={query}>{(members) => <List members={members} />}</Asked>
      <SideSheet opened={inviting} title={t('members.invite')} onClose={() => setInviting(false)}>
        <Invitation onDone={() => setInviting(false)} />
      </SideSheet>
      <SideSheet
        opened={chosen !== undefined}
        title={chosen?.name ?? chosen?.email ?? t('app:actor.unnamed')}
        onClose={() => void navigate({ search: {}, replace: true, resetScroll: false })}
      >
        {chosen && (
          <OneMember
            key={chosen.personId}
            member={chosen}
            onRemoved={() => void navigate({ search: {}, replace: true })}
          />
        )}
      </SideSheet>
    </SettingsFrame>
  );
}

function List({ members }: { readonly members: readonly Member[] }): ReactNode {
  const { t } = useTranslation(['settings', 'app']);
  const { me } = useSession();
  return (
    <div className={table['wrap']}>
      <table className={table['table']}>
        <thead>
          <tr>
            <th scope="col">{t('members.person')}</th>
            <th scope="col">{t('members.roles')}</th>
            <th scope="col">{t('members.since')}</th>
          </tr>
        </thead>
        <tbody>
          {members.map(({ personId, name, email, roles, state, invitedAt, joinedAt }) => (
            <tr key={personId}>
              <td>
                <Link to="/settings/members" search={{ person: personId }} replace resetScroll={false}>
                  {name ?? email ?? t('app:actor.unnamed')}
                </Link>
                {personId === me.person.id && ` (${t('members.you')})`}
                {name !== null && email !== null && <span className={styles['beneath']}>{email}</span>}
              </td>
              <td>
                <span className={table['tags']}>
                  {roles.map((role) => (
                    <Tag key={role} tone="plain">
                      {t(`role.${role}`)}
                    </Tag>
                  ))}
                </span>
              </td>
              <td data-label={t('members.since')}>
                {state === 'invited' ? (
                  <>
                    <Tag tone="undated">{t('members.invited')}</Tag> <Instant at={invitedAt} />
                  </>
                ) : (
                  joinedAt !== null && <Instant at={joinedAt} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
