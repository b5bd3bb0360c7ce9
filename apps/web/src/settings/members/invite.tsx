import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { useLang } from '../../app/locale.js';
import { once, useDeed } from '../../design/deed.js';
import form from '../../design/form.module.css';
import { Refused } from '../../design/refused.js';
import { RolesInput, useKnownRefusals, useSide, type Role } from './roles.js';

export const isEmail = (text: string): boolean => /^\S+@\S+\.\S+$/.test(text.trim());

/** Asks a person in by e-mail. */
export function Invitation({ onDone }: { readonly onDone: () => void }): ReactNode {
  const { t } = useTranslation('settings');
  const side = useSide();
  const own = useLang();
  const known = useKnownRefusals();
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [language, setLanguage] = useState<'de' | 'en'>(own);
  const [roles, setRoles] = useState<readonly Role[]>(side === 'operator' ? ['operator'] : []);
  const [attempted, setAttempted] = useState(false);
  const invite = useDeed({
    send: (body: Schemas['InviteMemberBody'], key) =>
      answerOf(api.POST('/api/v1/members', { params: { header: once(key) }, body })),
    changes: ['members'],
    onDone,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setAttempted(true);
    if (!isEmail(email) || roles.length === 0) return;
    invite.mutate({
      email: email.trim(),
      language,
      roles: [...roles],
      ...(name.trim() !== '' && { name: name.trim() }),
    });
  };
  return (
    <form className={form['inSheet']} onSubmit={submit} noValidate>
      <p className={form['plain']}>{t('members.inviteText')}</p>
      <TextInput
        type="email"
        required
        data-autofocus
        maxLength={254}
        label={t('members.email')}
        value={email}
        error={attempted && !isEmail(email) ? t('members.refused.email') : undefined}
        onChange={({ currentTarget }) => setEmail(currentTarget.value)}
      />
      <TextInput
        maxLength={200}
        label={t('members.name')}
        description={t('members.nameHint')}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <RolesInput
        value={roles}
        error={attempted && roles.length === 0 ? t('members.refused.role') : undefined}
        onChange={setRoles}
      />
      <LanguageInput value={language} onChange={setLanguage} />
      <Refused error={invite.error} known={known} />
      <Button type="submit" loading={invite.isPending}>
        {t('members.inviteDeed')}
      </Button>
    </form>
  );
}

/** The language of what is written to somebody. */
export function LanguageInput(props: {
  readonly value: 'de' | 'en';
  readonly onChange: (language: 'de' | 'en') => void;
}): ReactNode {
  const { t } = useTranslation('settings');
  return (
    <div>
      <div id="language-of-mail" className={form['label']}>
        {t('members.language')}
      </div>
      <SegmentedControl
        aria-labelledby="language-of-mail"
        value={props.value}
        data={[
          { value: 'de', label: 'Deutsch' },
          { value: 'en', label: 'English' },
        ]}
        onChange={(next) => props.onChange(next === 'en' ? 'en' : 'de')}
      />
    </div>
  );
}
