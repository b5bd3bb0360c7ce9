import { Button, TextInput } from '@mantine/core';
import { getHotkeyHandler } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../api/client.js';
import { useZone } from '../app/locale.js';
import { useSession } from '../app/session.js';
import { FactChoice } from '../deeds/fact-choice.js';
import { useRefusals } from '../deeds/refusals.js';
import { RefusedDeed } from '../deeds/refused.js';
import { PageFrame, Sheet } from '../design/page.js';
import { WhenInput } from '../design/when.js';
import { useDraft } from '../design/draft.js';
import { bodyOf, freshDraft, hasMore, isWhole, type LogDraft } from './log-draft.js';
import { LogMore } from './log-more.js';
import styles from '../design/form.module.css';

const SHOWN = ['title', 'awareness', 'summary', 'occurred', 'detected', 'subprocessors'] as const;

/** Logs an incident with what is needed at night: a name, what is known, since when. Everything else can follow. */
export function LogIncident(): ReactNode {
  const { t } = useTranslation(['app', 'deeds']);
  const zone = useZone();
  const { membership } = useSession();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [attempted, setAttempted] = useState(false);
  const { draft, begun, change, discard } = useDraft<LogDraft>(`incident.${membership.organisation}`, () =>
    freshDraft(zone),
  );
  const [beganWithMore] = useState(() => hasMore(draft));
  const { title, at } = draft;

  const log = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/api/v1/incidents', {
          params: { header: { 'Idempotency-Key': draft.key } },
          body: bodyOf(draft, zone),
        }),
      ),
    onSuccess: async ({ id }) => {
      discard();
      await queries.invalidateQueries({ queryKey: ['incidents'] });
      // What follows at once: whom it affects.
      await navigate({ to: '/desk/incidents/$id', params: { id }, search: { deed: 'affect' } });
    },
  });

  const refusals = useRefusals(log.error, SHOWN);
  const missing = (value: string): string | undefined =>
    attempted && value.trim() === '' ? t('log.required') : undefined;
  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    setAttempted(true);
    if (isWhole(draft, zone) && !log.isPending) log.mutate();
  };

  return (
    <PageFrame title={t('log.title')}>
      <form
        className={styles['form']}
        onSubmit={submit}
        onKeyDown={getHotkeyHandler([['mod+Enter', () => submit()]])}
        noValidate
      >
        <Sheet title={t('log.now')}>
          <div className={styles['part']}>
            <TextInput
              data-autofocus
              autoFocus
              required
              maxLength={200}
              label={t('log.name')}
              description={t('log.nameHint')}
              value={title}
              error={missing(title) ?? refusals.at('title')}
              onChange={({ currentTarget }) => change({ title: currentTarget.value })}
            />
            <FactChoice value={draft} errors={{ fact: refusals.at('awareness.0.fact') }} onChange={change} />
            <WhenInput
              required
              label={t('log.at')}
              description={t('log.atHint', { zone })}
              value={at}
              error={missing(at.local) ?? refusals.at('awareness.0.at')}
              onChange={(next) => change({ at: next })}
            />
          </div>
        </Sheet>
        <Sheet>
          <details open={beganWithMore || undefined}>
            <summary className={styles['summary']}>
              {t('deeds:log.later')} <span className={styles['soft']}>{t('deeds:log.laterHint')}</span>
            </summary>
            <LogMore draft={draft} refusals={refusals} change={change} />
          </details>
        </Sheet>
        <RefusedDeed error={log.error} refusals={refusals} />
        <div className={styles['actions']}>
          <Button type="submit" loading={log.isPending}>
            {t('log.submit')}
          </Button>
          <span className={styles['soft']}>
            <span data-keys>{t('log.submitKey')}. </span>
            {t('deeds:log.next')}
          </span>
          {begun && (
            <>
              <span className={styles['soft']} role="status">
                {t('log.kept')}
              </span>
              <Button variant="subtle" onClick={discard}>
                {t('log.discard')}
              </Button>
            </>
          )}
        </div>
      </form>
    </PageFrame>
  );
}
