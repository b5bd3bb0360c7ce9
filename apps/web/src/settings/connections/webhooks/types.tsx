import { Checkbox, Radio } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../../app/session.js';
import form from '../../../design/form.module.css';

const EVERYTHING = '*';
const named = (name: string): string => `eu.art33.${name}`;

/** What one can choose by a word: whole kinds of events, and the few that somebody is woken for. */
const CHOICES = {
  processor: [
    ['duty.deadline-approaching', 'near'],
    ['duty.deadline-missed', 'missed'],
    ['notice.undeliverable', 'undeliverable'],
    ['incident.*', 'incidents'],
    ['notice.*', 'notices'],
    ['duty.*', 'duties'],
  ],
  controller: [
    ['case.opened', 'opened'],
    ['case.deadline-approaching', 'filingNear'],
    ['case.deadline-missed', 'filingMissed'],
    ['notice.*', 'received'],
    ['case.*', 'cases'],
  ],
} as const;

const useChoices = () => CHOICES[useSession().membership.role === 'controller' ? 'controller' : 'processor'];

/** Says in words which events an endpoint is sent. */
export function useTypesInWords(): (types: readonly string[]) => string {
  const { t } = useTranslation('settings');
  const choices = useChoices();
  return (types) => {
    if (types.includes(EVERYTHING)) return t('webhooks.everything');
    return types
      .map((type) => {
        const known = choices.find(([name]) => named(name) === type);
        return known ? t(`webhooks.type.${known[1]}`) : type;
      })
      .join(', ');
  };
}

/** Which events are sent. What the API was told beyond these words stays as it is, under its own name. */
export function TypesInput(props: {
  readonly value: readonly string[];
  readonly error: string | undefined;
  readonly onChange: (types: readonly string[]) => void;
}): ReactNode {
  const { value, error, onChange } = props;
  const { t } = useTranslation('settings');
  const choices = useChoices();
  const isAll = value.includes(EVERYTHING);
  const others = value.filter((type) => type !== EVERYTHING && choices.every(([name]) => named(name) !== type));
  const order = [...choices.map(([name]) => named(name)), ...others];
  return (
    <Radio.Group
      label={t('webhooks.which')}
      value={isAll ? 'all' : 'some'}
      error={error}
      onChange={(next) => onChange(next === 'all' ? [EVERYTHING] : [])}
    >
      <div className={form['options']}>
        <Radio value="all" label={t('webhooks.everything')} />
        <Radio value="some" label={t('webhooks.some')} />
      </div>
      {!isAll && (
        <Checkbox.Group
          aria-label={t('webhooks.some')}
          value={[...value]}
          onChange={(next) => onChange(order.filter((type) => next.includes(type)))}
        >
          <div className={form['options']}>
            {choices.map(([name, word]) => (
              <Checkbox key={name} ml={28} value={named(name)} label={t(`webhooks.type.${word}`)} />
            ))}
            {others.map((type) => (
              <Checkbox key={type} ml={28} value={type} label={type} />
            ))}
          </div>
        </Checkbox.Group>
      )}
    </Radio.Group>
  );
}
