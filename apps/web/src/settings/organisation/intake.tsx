import { Button, Checkbox, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { Confirm } from '../../design/confirm.js';
import { Copied } from '../../design/copied.js';
import { once, useDeed } from '../../design/deed.js';
import { isErased } from '../../design/erased.js';
import form from '../../design/form.module.css';
import { Instant } from '../../design/instant.js';
import { Asked } from '../../design/notes.js';
import { Sheet } from '../../design/page.js';
import { Refused } from '../../design/refused.js';
import { Tag } from '../../design/state-chip.js';
import { SettingsFrame, useIsAdmin } from '../frame.js';
import { intakeQuery } from '../queries.js';

type Intake = Schemas['IntakeView'];

/** The public form and the webhook by which a processor is told that something may have happened. */
export function IntakeSettings(): ReactNode {
  const { t } = useTranslation('settings');
  const isAdmin = useIsAdmin();
  const query = useQuery(intakeQuery);
  return (
    <SettingsFrame page="intake">
      <Asked query={query}>
        {(intake) => (
          <div className={form['sheets']}>
            <Sheet title={t('intake.form.title')}>
              <div className={form['part']}>
                <State isOpen={intake.form.open} />
                <p className={form['plain']}>{t('intake.form.text')}</p>
                {intake.form.open && intake.form.url !== null && (
                  <Copied
                    label={t('intake.form.address')}
                    hint={t('intake.form.addressHint')}
                    value={intake.form.url}
                  />
                )}
                {isAdmin && <PublicForm key={String(intake.form.open)} form={intake.form} />}
              </div>
            </Sheet>
            <Sheet title={t('intake.webhook.title')}>
              <div className={form['part']}>
                <State isOpen={intake.webhook.open} />
                <p className={form['plain']}>{t('intake.webhook.text')}</p>
                {intake.webhook.open && <Copied label={t('intake.webhook.address')} value={intake.webhook.url} />}
                {intake.webhook.previousUntil !== null && (
                  <p className={form['soft']}>
                    {t('intake.webhook.previousUntil')} <Instant at={intake.webhook.previousUntil} />
                  </p>
                )}
                {isAdmin && <Webhook webhook={intake.webhook} />}
              </div>
            </Sheet>
            {!isAdmin && <p className={form['soft']}>{t('organisation.notYours')}</p>}
          </div>
        )}
      </Asked>
    </SettingsFrame>
  );
}

function State({ isOpen }: { readonly isOpen: boolean }): ReactNode {
  const { t } = useTranslation('settings');
  return (
    <div>
      <Tag tone={isOpen ? 'settled' : 'undated'}>{t(isOpen ? 'intake.open' : 'intake.closed')}</Tag>
    </div>
  );
}

/** For how many hours the secret before is taken beside a new one, as the words say. */
const OVERLAP = 24;
const PHONE = /^[+\d][\d ()/.-]{2,39}$/;

function PublicForm({ form: { open, emergency } }: { readonly form: Intake['form'] }): ReactNode {
  const { t } = useTranslation('settings');
  const told = isErased(emergency) ? undefined : emergency;
  const [phone, setPhone] = useState(told?.phone ?? '');
  const [de, setDe] = useState(told?.instructions.de ?? '');
  const [en, setEn] = useState(told?.instructions.en ?? '');
  const [moves, setMoves] = useState(false);
  const change = useDeed({
    send: (body: Schemas['OpenFormBody'], key) =>
      answerOf(api.PUT('/api/v1/intake/form', { params: { header: once(key) }, body })),
    changes: ['intake'],
    onDone: () => setMoves(false),
  });
  const close = useDeed({
    send: (_: 'close', key) => answerOf(api.DELETE('/api/v1/intake/form', { params: { header: once(key) } })),
    changes: ['intake'],
  });
  const isPhone = phone.trim() === '' || PHONE.test(phone.trim());
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isPhone) return;
    change.mutate({
      instructions: { ...(de.trim() !== '' && { de: de.trim() }), ...(en.trim() !== '' && { en: en.trim() }) },
      ...(phone.trim() !== '' && { phone: phone.trim() }),
      ...(moves && { anotherAddress: true }),
    });
  };
  return (
    <form className={form['part']} onSubmit={submit} noValidate>
      <TextInput
        type="tel"
        maw={320}
        label={t('intake.form.phone')}
        description={t('intake.form.phoneHint')}
        value={phone}
        error={isPhone ? undefined : t('intake.form.phoneForm')}
        onChange={({ currentTarget }) => setPhone(currentTarget.value)}
      />
      <div className={form['pair']}>
        <Textarea
          rows={3}
          maxLength={2_000}
          label={t('intake.form.inGerman')}
          value={de}
          onChange={({ currentTarget }) => setDe(currentTarget.value)}
        />
        <Textarea
          rows={3}
          maxLength={2_000}
          label={t('intake.form.inEnglish')}
          value={en}
          onChange={({ currentTarget }) => setEn(currentTarget.value)}
        />
      </div>
      {open && (
        <Checkbox
          label={t('intake.form.moves')}
          description={t('intake.form.movesHint')}
          checked={moves}
          onChange={({ currentTarget }) => setMoves(currentTarget.checked)}
        />
      )}
      <Refused error={change.error} />
      <div className={form['actions']}>
        <Button type="submit" loading={change.isPending}>
          {t(open ? 'intake.form.save' : 'intake.form.openDeed')}
        </Button>
        {open && (
          <Confirm
            deed={t('intake.form.close')}
            title={t('intake.form.closeTitle')}
            consequence={t('intake.form.closeConsequence')}
            error={close.error}
            onOpen={close.reset}
            onConfirm={() => close.mutateAsync('close')}
          />
        )}
        {change.isSuccess && <span role="status">{t('organisation.saved')}</span>}
      </div>
    </form>
  );
}

function Webhook({ webhook: { open, generation } }: { readonly webhook: Intake['webhook'] }): ReactNode {
  const { t } = useTranslation('settings');
  const [secret, setSecret] = useState<string | undefined>();
  const make = useDeed({
    // Each secret is another deed, though nothing is said with it.
    send: (_: { readonly after: number }, key) =>
      answerOf(
        api.POST('/api/v1/intake/webhook/secrets', { params: { header: once(key) }, body: { overlapHours: OVERLAP } }),
      ),
    changes: ['intake'],
    onDone: (made) => setSecret(made.secret),
  });
  const close = useDeed({
    send: (_: 'close', key) => answerOf(api.DELETE('/api/v1/intake/webhook', { params: { header: once(key) } })),
    changes: ['intake'],
    onDone: () => setSecret(undefined),
  });
  const makeOne = () => make.mutateAsync({ after: generation });
  return (
    <>
      {secret !== undefined && <Copied label={t('secret.label')} hint={t('secret.once')} value={secret} />}
      <div className={form['actions']}>
        {open ? (
          <>
            <Confirm
              deed={t('intake.webhook.another')}
              title={t('intake.webhook.anotherTitle')}
              consequence={t('intake.webhook.anotherConsequence')}
              error={make.error}
              onOpen={make.reset}
              onConfirm={makeOne}
            />
            <Confirm
              deed={t('intake.webhook.close')}
              title={t('intake.webhook.closeTitle')}
              consequence={t('intake.webhook.closeConsequence')}
              error={close.error}
              onOpen={close.reset}
              onConfirm={() => close.mutateAsync('close')}
            />
          </>
        ) : (
          <Button loading={make.isPending} onClick={() => make.mutate({ after: generation })}>
            {t('intake.webhook.openDeed')}
          </Button>
        )}
      </div>
      {!open && <Refused error={make.error} />}
    </>
  );
}
