import { Button, Checkbox, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import form from '../../../design/form.module.css';
import { useSide, type SideRole } from '../../members/roles.js';
import type { IssuerDraft, IssuerFaults } from './draft.js';
import styles from '../../frame.module.css';

type Groups = IssuerDraft['groups'];

const ROLES: Readonly<Record<'processor' | 'controller', readonly SideRole[]>> = {
  processor: ['responder', 'approver', 'admin', 'reader'],
  controller: ['contact', 'privacy-officer', 'admin'],
};

/** Which groups of the service give which roles. */
export function GroupsInput(props: {
  readonly value: Groups;
  readonly faults: IssuerFaults['groups'] | undefined;
  readonly onChange: (groups: Groups) => void;
}): ReactNode {
  const { value, faults, onChange } = props;
  const { t } = useTranslation('settings');
  const change = (index: number, part: Partial<Groups[number]>): void =>
    onChange(value.map((each, at) => (at === index ? { ...each, ...part } : each)));
  return (
    <fieldset className={form['fieldset']}>
      <legend className={form['label']}>{t('issuers.groups')}</legend>
      <div className={form['part']}>
        <p className={form['soft']}>{t('issuers.groupsHint')}</p>
        {value.length === 0 && <p className={form['plain']}>{t('issuers.noGroups')}</p>}
        {value.map((each, index) => (
          <Group
            // Groups have no name before they are given one: their place tells them apart.
            key={index}
            value={each}
            fault={faults?.[index]}
            onChange={(part) => change(index, part)}
            onRemove={() => onChange(value.filter((_, at) => at !== index))}
          />
        ))}
        <div>
          <Button variant="default" size="compact-sm" onClick={() => onChange([...value, { group: '', roles: [] }])}>
            {t('issuers.addGroup')}
          </Button>
        </div>
      </div>
    </fieldset>
  );
}

function Group(props: {
  readonly value: Groups[number];
  readonly fault: IssuerFaults['groups'][number];
  readonly onChange: (part: Partial<Groups[number]>) => void;
  readonly onRemove: () => void;
}): ReactNode {
  const { value, fault, onChange, onRemove } = props;
  const { t } = useTranslation('settings');
  const roles = ROLES[useSide() === 'controller' ? 'controller' : 'processor'];
  const named = { unnamed: t('issuers.groupForm'), twice: t('issuers.groupTwice') } as const;
  return (
    <div className={styles['group']}>
      <TextInput
        maxLength={200}
        label={t('issuers.group')}
        description={t('issuers.groupHint')}
        value={value.group}
        error={fault === 'unnamed' || fault === 'twice' ? named[fault] : undefined}
        onChange={({ currentTarget }) => onChange({ group: currentTarget.value })}
      />
      <Checkbox.Group
        label={t('members.roles')}
        value={[...value.roles]}
        error={fault === 'no-role' ? t('members.refused.role') : undefined}
        onChange={(next) => onChange({ roles: roles.filter((role) => next.includes(role)) })}
      >
        <div className={form['options']}>
          {roles.map((role) => (
            <Checkbox key={role} value={role} label={t(`role.${role}`)} />
          ))}
        </div>
      </Checkbox.Group>
      <div>
        <Button variant="subtle" size="compact-sm" onClick={onRemove}>
          {t('issuers.removeGroup')}
        </Button>
      </div>
    </div>
  );
}
