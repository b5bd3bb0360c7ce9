import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, seenBy, type Schemas, type Seen } from '../../api/client.js';
import { once, useDeed } from '../../design/deed.js';
import { Asked } from '../../design/notes.js';
import { ownSettingsQuery } from '../queries.js';
import { Refusal } from '../shared/changed.js';
import { CONTRACTS } from '../shared/deeds.js';
import styles from '../shared/parts.module.css';
import { isAddress } from '../shared/texts.js';

/** Says where alerts go; the other settings stay as they are. */
export function OnCall({ onClose }: { readonly onClose: () => void }): ReactNode {
  const query = useQuery(ownSettingsQuery);
  return <Asked query={query}>{(seen) => <Form seen={seen} onClose={onClose} />}</Asked>;
}

function Form({
  seen,
  onClose,
}: {
  readonly seen: Seen<Schemas['OrganisationView']>;
  readonly onClose: () => void;
}): ReactNode {
  const { record, etag } = seen;
  const { t } = useTranslation('contracts');
  const [address, setAddress] = useState('');
  const [attempted, setAttempted] = useState(false);
  const save = useDeed({
    changes: CONTRACTS,
    send: (body: Schemas['SettingsBody'], key) =>
      answerOf(
        api.PUT('/api/v1/organisation/settings', {
          params: { header: { ...once(key), ...seenBy(etag) } },
          body,
        }),
      ),
    onDone: onClose,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setAttempted(true);
    if (isAddress(address) && record.settings) save.mutate({ ...record.settings, onCallAddress: address.trim() });
  };
  return (
    <form className={styles['form']} onSubmit={submit} noValidate>
      <TextInput
        data-autofocus
        required
        type="email"
        maxLength={254}
        label={t('findings.address')}
        description={t('findings.addressHint')}
        value={address}
        error={attempted && !isAddress(address) ? t('contact.emailWrong') : undefined}
        onChange={({ currentTarget }) => setAddress(currentTarget.value)}
      />
      <Refusal error={save.error} />
      <div className={styles['actions']}>
        <Button type="submit" loading={save.isPending}>
          {t('save')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}
