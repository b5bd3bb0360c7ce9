import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { now } from '../../app/clock.js';
import { useSession } from '../../app/session.js';
import { keepOpened, useOpened, type Opened } from '../../app/support.js';
import { once, useDeed } from '../../design/deed.js';
import form from '../../design/form.module.css';
import { Instant } from '../../design/instant.js';
import { Refused } from '../../design/refused.js';
import styles from '../frame.module.css';

const HOUR = 3_600_000;
const HOURS = ['1', '2', '4'] as const;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Opens an organisation's records for some hours, for support: the organisation is told, and reads why. */
export function BreakGlass(): ReactNode {
  const { t } = useTranslation('settings');
  const person = useSession().me.person.id;
  const opened = useOpened(person);
  const [organisation, setOrganisation] = useState('');
  const [reason, setReason] = useState('');
  const [hours, setHours] = useState<(typeof HOURS)[number]>('1');
  const [attempted, setAttempted] = useState(false);
  const open = useDeed({
    send: (body: Schemas['BreakGlassBody'], key) =>
      answerOf(api.POST('/api/v1/break-glass', { params: { header: once(key) }, body })),
    changes: [],
    onDone: ({ id }, body) => {
      const until = new Date(now() + body.hours * HOUR).toISOString();
      keepOpened(person, [...opened, { id, organisation: body.organisation, until }]);
      setOrganisation('');
      setReason('');
      setAttempted(false);
    },
  });
  const close = useDeed({
    send: (id: string, key) =>
      answerOf(api.DELETE('/api/v1/break-glass/{id}', { params: { path: { id }, header: once(key) } })),
    changes: [],
    onDone: (_, id) =>
      keepOpened(
        person,
        opened.filter((each) => each.id !== id),
      ),
  });
  const isId = UUID.test(organisation.trim());
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setAttempted(true);
    if (isId && reason.trim() !== '')
      open.mutate({ organisation: organisation.trim().toLowerCase(), reason: reason.trim(), hours: Number(hours) });
  };
  return (
    <form className={form['inSheet']} onSubmit={submit} noValidate>
      <p className={form['plain']}>{t('glass.consequence')}</p>
      {opened.map((each) => (
        <StillOpen key={each.id} opened={each} isClosing={close.isPending} onClose={() => close.mutate(each.id)} />
      ))}
      <Refused error={close.error} />
      <TextInput
        required
        label={t('glass.organisation')}
        description={t('glass.organisationHint')}
        value={organisation}
        error={attempted && !isId ? t('glass.organisationForm') : undefined}
        onChange={({ currentTarget }) => setOrganisation(currentTarget.value)}
      />
      <Textarea
        required
        rows={3}
        maxLength={2_000}
        label={t('glass.reason')}
        description={t('glass.reasonHint')}
        value={reason}
        error={attempted && reason.trim() === '' ? t('required') : undefined}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      <NativeSelect
        label={t('glass.hours')}
        value={hours}
        data={HOURS.map((each) => ({ value: each, label: t('glass.forHours', { count: Number(each) }) }))}
        onChange={({ currentTarget }) => setHours(HOURS.find((each) => each === currentTarget.value) ?? hours)}
      />
      <Refused error={open.error} known={{ 'unknown-organisation': t('glass.unknown') }} />
      <Button type="submit" loading={open.isPending}>
        {t('glass.open')}
      </Button>
    </form>
  );
}

function StillOpen(props: {
  readonly opened: Opened;
  readonly isClosing: boolean;
  readonly onClose: () => void;
}): ReactNode {
  const { opened, isClosing, onClose } = props;
  const { t } = useTranslation('settings');
  const { switchTo } = useSession();
  return (
    <div className={form['part']} role="group" aria-label={t('glass.title')}>
      <p className={form['plain']}>
        {t('glass.isOpen', { organisation: opened.organisation })} <Instant at={opened.until} />
      </p>
      <div className={styles['actions']}>
        <Button onClick={() => switchTo(opened.organisation)}>{t('glass.read')}</Button>
        <Button variant="default" loading={isClosing} onClick={onClose}>
          {t('glass.close')}
        </Button>
      </div>
    </div>
  );
}
