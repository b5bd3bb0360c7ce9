import { Button, TextInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { useSession } from '../../app/session.js';
import { once, useDeed } from '../../design/deed.js';
import { Refused } from '../../design/refused.js';
import { OnlyBy } from '../only-by.js';
import type { Notice } from '../queries.js';
import form from '../../design/form.module.css';
import styles from '../portal.module.css';

/** A person says that the message was received; what that means, and what not, stands beside the button. */
export function Acknowledge(props: { readonly notice: Notice; readonly sendNumber: number }): ReactNode {
  const { notice, sendNumber } = props;
  const { t } = useTranslation('portal');
  const { may } = useSession();
  const deed = useDeed({
    send: (body: Schemas['AcknowledgeNoticeBody'], key) =>
      answerOf(
        api.POST('/api/v1/notices/{id}/acknowledgement', {
          params: { path: { id: notice.id }, header: once(key) },
          body,
        }),
      ),
    changes: ['notices', 'inbox', 'cases'],
  });
  if (!may('controller:contact') && !may('controller:privacy-officer')) return <OnlyBy who="contact" />;
  return (
    <Signing
      meaning={t('acknowledge.meaning', { name: notice.counterpart ?? '–' })}
      isPending={deed.isPending}
      error={deed.error}
      onSign={(by) => deed.mutate({ sendNumber, ...by })}
    />
  );
}

/** Who acknowledges, and what it means. */
export function Signing(props: {
  readonly meaning: string;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly known?: Readonly<Record<string, string>>;
  readonly onSign: (by: { readonly name: string; readonly function?: string }) => void;
}): ReactNode {
  const { meaning, isPending, error, known, onSign } = props;
  const { t } = useTranslation('portal');
  const { me } = useSession();
  const [name, setName] = useState(me.person.name ?? '');
  const [role, setRole] = useState('');
  const [attempted, setAttempted] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setAttempted(true);
    if (name.trim() !== '') onSign({ name: name.trim(), ...(role.trim() !== '' && { function: role.trim() }) });
  };
  return (
    <form className={`${form['part']} ${styles['noPrint']}`} onSubmit={submit} noValidate>
      <p className={styles['consequence']}>{meaning}</p>
      <div className={form['pair']}>
        <TextInput
          required
          label={t('acknowledge.name')}
          maxLength={200}
          value={name}
          error={attempted && name.trim() === '' ? t('needed') : undefined}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <TextInput
          label={t('acknowledge.function')}
          maxLength={200}
          value={role}
          onChange={({ currentTarget }) => setRole(currentTarget.value)}
        />
      </div>
      <Refused error={error} {...(known && { known })} />
      <div>
        <Button type="submit" loading={isPending}>
          {t('acknowledge.submit')}
        </Button>
      </div>
    </form>
  );
}
