import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { membersQuery } from '../api/queries.js';

/** Who acted: a member by its name; what is no member here by what it is. */
export function ActorName({ actor }: { readonly actor: { readonly id: string; readonly kind: string } }): ReactNode {
  const { t } = useTranslation('app');
  const members = useQuery({ ...membersQuery, enabled: actor.kind === 'person' });
  const member = members.data?.find(({ personId }) => personId === actor.id);
  if (member) return member.name ?? ('email' in member ? member.email : null) ?? t('actor.unnamed');
  switch (actor.kind) {
    case 'person':
      return t('actor.person');
    case 'token':
      return t('actor.token');
    case 'link':
      return t('actor.link');
    default:
      return t('actor.system');
  }
}
