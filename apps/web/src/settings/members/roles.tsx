import { Checkbox } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { useSession } from '../../app/session.js';
import form from '../../design/form.module.css';

export type Role = Schemas['GrantedRole'];
/** A role of a processor's or a controller's people. */
export type SideRole = Exclude<Role, 'operator'>;
export type Member = Schemas['MemberView'];

const ROLES: Readonly<Record<Member['side'], readonly Role[]>> = {
  processor: ['responder', 'approver', 'admin', 'reader'],
  controller: ['contact', 'privacy-officer', 'admin'],
  operator: ['operator'],
};

/** The side whose roles may be given here. */
export function useSide(): Member['side'] {
  const { role } = useSession().membership;
  return role === 'auditor' ? 'processor' : role;
}

/** Which roles somebody has, each said in what it lets one do. */
export function RolesInput(props: {
  readonly value: readonly Role[];
  readonly error?: string | undefined;
  readonly disabled?: boolean;
  readonly onChange: (roles: Role[]) => void;
}): ReactNode {
  const { value, error, disabled = false, onChange } = props;
  const { t } = useTranslation('settings');
  const side = useSide();
  const sideOf = (role: Role) => (role === 'admin' && side === 'controller' ? 'adminOfController' : role);
  return (
    <Checkbox.Group
      label={t('members.roles')}
      description={side === 'controller' ? undefined : t('members.rolesHint')}
      value={[...value]}
      error={error}
      onChange={(next) => onChange(ROLES[side].filter((role) => next.includes(role)))}
    >
      <div className={form['options']}>
        {ROLES[side].map((role) => (
          <Checkbox
            key={role}
            value={role}
            disabled={disabled}
            label={t(`role.${role}`)}
            description={t(`roleMay.${sideOf(role)}`)}
          />
        ))}
      </div>
    </Checkbox.Group>
  );
}

/** Refusals that somebody can mend, in words. */
export function useKnownRefusals(): Readonly<Record<string, string>> {
  const { t } = useTranslation('settings');
  return {
    'last-admin': t('members.refused.lastAdmin'),
    'joined-already': t('members.refused.joinedAlready'),
    'malformed-email': t('members.refused.email'),
    'unknown-role': t('members.refused.role'),
    'admin-needed': t('members.refused.adminNeeded'),
    'engagement-ends-first': t('auditors.refused.endsFirst'),
    'engagement-too-long': t('auditors.refused.tooLong'),
    'period-ends-first': t('auditors.refused.period'),
    'not-found': t('members.refused.gone'),
  };
}
