import { Button, Textarea, TextInput } from '@mantine/core';
import { getHotkeyHandler } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schemas } from '../api/client.js';
import { useZone } from '../app/locale.js';
import { useSession } from '../app/session.js';
import { once, useDeed } from '../design/deed.js';
import form from '../design/form.module.css';
import { PageFrame, Sheet } from '../design/page.js';
import { Refused } from '../design/refused.js';
import { isMeant, statedIn, WhenInput, type When } from '../design/when.js';
import { useDraft } from '../design/draft.js';

interface Draft {
  readonly text: string;
  readonly at: When;
  readonly noticed: string;
  readonly name: string;
  readonly phone: string;
  readonly email: string;
}

const FRESH: Draft = { text: '', at: { local: '' }, noticed: '', name: '', phone: '', email: '' };

/** Only what was filled in. */
const filled = <T extends Record<string, string>>(fields: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value.trim() === '' ? [] : [[name, value.trim()]])),
  ) as Partial<T>;

/** Takes down what somebody tells by telephone or in person. */
export function EnterReport(): ReactNode {
  const { t } = useTranslation(['intake', 'app']);
  const zone = useZone();
  const { membership } = useSession();
  const navigate = useNavigate();
  const [attempted, setAttempted] = useState(false);
  const { draft, begun, change, discard } = useDraft<Draft>(`report.${membership.organisation}`, () => FRESH);
  const { text, at, noticed, name, phone, email } = draft;
  const enter = useDeed({
    send: (body: Schemas['ReportBody'], key) =>
      answerOf(api.POST('/api/v1/reports', { params: { header: once(key) }, body })),
    changes: ['reports'],
    onDone: ({ id }) => {
      discard();
      void navigate({ to: '/desk/reports/$id', params: { id } });
    },
  });
  const isEmail = email.trim() === '' || /^\S+@\S+\.\S+$/.test(email.trim());
  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    setAttempted(true);
    if (text.trim() === '' || !isEmail || (at.local !== '' && !isMeant(at, zone)) || enter.isPending) return;
    const reporter = filled({ name, phone, email });
    enter.mutate({
      text: text.trim(),
      ...filled({ noticed }),
      ...(at.local !== '' && { noticedAt: statedIn(at, zone) }),
      ...(Object.keys(reporter).length > 0 && { reporter }),
    });
  };
  return (
    <PageFrame title={t('enter.title')}>
      <form
        className={form['form']}
        onSubmit={submit}
        onKeyDown={getHotkeyHandler([['mod+Enter', () => submit()]])}
        noValidate
      >
        <Sheet title={t('enter.told')}>
          <div className={form['part']}>
            <Textarea
              autoFocus
              required
              rows={6}
              maxLength={10_000}
              label={t('enter.text')}
              description={t('enter.textHint')}
              value={text}
              error={attempted && text.trim() === '' ? t('required') : undefined}
              onChange={({ currentTarget }) => change({ text: currentTarget.value })}
            />
            <WhenInput label={t('enter.at')} value={at} onChange={(next) => change({ at: next })} />
            <TextInput
              maxLength={200}
              label={t('enter.noticed')}
              description={t('enter.noticedHint')}
              value={noticed}
              onChange={({ currentTarget }) => change({ noticed: currentTarget.value })}
            />
          </div>
        </Sheet>
        <Sheet title={t('enter.reporter')}>
          <div className={form['part']}>
            <p className={form['soft']}>{t('enter.reporterHint')}</p>
            <TextInput
              maxLength={200}
              label={t('enter.name')}
              value={name}
              onChange={({ currentTarget }) => change({ name: currentTarget.value })}
            />
            <div className={form['pair']}>
              <TextInput
                type="tel"
                maxLength={60}
                label={t('enter.phone')}
                value={phone}
                onChange={({ currentTarget }) => change({ phone: currentTarget.value })}
              />
              <TextInput
                type="email"
                maxLength={254}
                label={t('enter.email')}
                value={email}
                error={attempted && !isEmail ? t('enter.emailForm') : undefined}
                onChange={({ currentTarget }) => change({ email: currentTarget.value })}
              />
            </div>
          </div>
        </Sheet>
        <Refused error={enter.error} />
        <div className={form['actions']}>
          <Button type="submit" loading={enter.isPending}>
            {t('enter.deed')}
          </Button>
          <span data-keys className={form['soft']}>
            {t('app:log.submitKey')}
          </span>
          {begun && (
            <>
              <span className={form['soft']} role="status">
                {t('app:log.kept')}
              </span>
              <Button variant="subtle" onClick={discard}>
                {t('app:log.discard')}
              </Button>
            </>
          )}
        </div>
      </form>
    </PageFrame>
  );
}
