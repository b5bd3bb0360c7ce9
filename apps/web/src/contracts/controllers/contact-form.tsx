import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { getHotkeyHandler } from '@mantine/hooks';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, seenBy, type Schemas } from '../../api/client.js';
import { once, useDeed } from '../../design/deed.js';
import { CONTRACTS } from '../shared/deeds.js';
import styles from '../shared/parts.module.css';
import { isAddress, orNull } from '../shared/texts.js';
import { Refusal } from '../shared/changed.js';

/** A contact that was not erased. */
export type KnownContact = Extract<Schemas['ContactView'], { erased: false }>;
type Body = Schemas['ContactBody'];

const PURPOSES = ['breach-notices', 'data-protection-officer', 'subprocessor-changes'] as const;
const LANGUAGES = ['de', 'en'] as const;

/** Names a contact of a controller. */
export function AddContact(props: {
  readonly controllerId: string;
  readonly language: 'de' | 'en';
  readonly onClose: () => void;
}): ReactNode {
  const { controllerId, language, onClose } = props;
  const { t } = useTranslation('contracts');
  const add = useDeed({
    changes: CONTRACTS,
    send: (body: Body, key) =>
      answerOf(
        api.POST('/api/v1/controllers/{id}/contacts', {
          params: { path: { id: controllerId }, header: once(key) },
          body,
        }),
      ),
    onDone: onClose,
  });
  return (
    <ContactForm
      start={{ ...FRESH, language }}
      deed={t('contact.add')}
      isPending={add.isPending}
      error={add.error}
      onSend={(body) => add.mutate(body)}
      onClose={onClose}
    />
  );
}

/** States a contact anew. */
export function ChangeContact(props: {
  readonly controllerId: string;
  readonly etag: string | null;
  readonly contact: KnownContact;
  readonly onClose: () => void;
}): ReactNode {
  const { controllerId, etag, contact, onClose } = props;
  const { t } = useTranslation('contracts');
  const change = useDeed({
    changes: CONTRACTS,
    send: (body: Body, key) =>
      answerOf(
        api.PUT('/api/v1/controllers/{id}/contacts/{contactId}', {
          params: {
            path: { id: controllerId, contactId: contact.contactId },
            header: { ...once(key), ...seenBy(etag) },
          },
          body,
        }),
      ),
    onDone: onClose,
  });
  return (
    <ContactForm
      start={contact}
      deed={t('save')}
      isPending={change.isPending}
      error={change.error}
      onSend={(body) => change.mutate(body)}
      onClose={onClose}
    />
  );
}

type Start = Pick<KnownContact, 'name' | 'function' | 'email' | 'phone' | 'language' | 'purposes'>;
const FRESH: Start = {
  name: '',
  function: null,
  email: null,
  phone: null,
  language: 'de',
  purposes: ['breach-notices'],
};

function ContactForm(props: {
  readonly start: Start;
  readonly deed: string;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly onSend: (body: Body) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { start, deed, isPending, error, onSend, onClose } = props;
  const { t } = useTranslation('contracts');
  const [name, setName] = useState(start.name);
  const [post, setPost] = useState(start.function ?? '');
  const [email, setEmail] = useState(start.email ?? '');
  const [phone, setPhone] = useState(start.phone ?? '');
  const [language, setLanguage] = useState(start.language);
  const [purposes, setPurposes] = useState<readonly string[]>(start.purposes);
  const [attempted, setAttempted] = useState(false);
  const needsEmail = purposes.includes('breach-notices');
  const wrongEmail =
    email.trim() === ''
      ? needsEmail
        ? t('contact.emailNeeded')
        : undefined
      : isAddress(email)
        ? undefined
        : t('contact.emailWrong');
  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    setAttempted(true);
    if (name.trim() === '' || wrongEmail !== undefined || isPending) return;
    onSend({
      name: name.trim(),
      function: orNull(post),
      email: orNull(email),
      phone: orNull(phone),
      language,
      purposes: PURPOSES.filter((each) => purposes.includes(each)),
    });
  };
  return (
    <form
      className={styles['form']}
      onSubmit={submit}
      onKeyDown={getHotkeyHandler([['mod+Enter', () => submit()]])}
      noValidate
    >
      <TextInput
        data-autofocus
        required
        maxLength={200}
        label={t('contact.name')}
        description={t('contact.nameHint')}
        value={name}
        error={attempted && name.trim() === '' ? t('needed') : undefined}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <TextInput
        type="email"
        required={needsEmail}
        maxLength={254}
        label={t('field.email')}
        value={email}
        error={attempted ? wrongEmail : undefined}
        onChange={({ currentTarget }) => setEmail(currentTarget.value)}
      />
      <TextInput
        type="tel"
        maxLength={60}
        label={t('field.phone')}
        value={phone}
        onChange={({ currentTarget }) => setPhone(currentTarget.value)}
      />
      <TextInput
        maxLength={200}
        label={t('field.function')}
        value={post}
        onChange={({ currentTarget }) => setPost(currentTarget.value)}
      />
      <Checkbox.Group label={t('contact.purposes')} value={[...purposes]} onChange={setPurposes}>
        <div className={styles['options']}>
          {PURPOSES.map((each) => (
            <Checkbox key={each} value={each} label={t(`purpose.${each}`)} />
          ))}
        </div>
      </Checkbox.Group>
      <NativeSelect
        label={t('contact.language')}
        value={language}
        data={LANGUAGES.map((each) => ({ value: each, label: t(`language.${each}`) }))}
        onChange={({ currentTarget }) => setLanguage(currentTarget.value === 'en' ? 'en' : 'de')}
      />
      <Refusal error={error} />
      <div className={styles['actions']}>
        <Button type="submit" loading={isPending}>
          {deed}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}
