import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, seenBy, type Schemas, type Seen } from '../../../api/client.js';
import { Confirm } from '../../../design/confirm.js';
import { Copied } from '../../../design/copied.js';
import { once, useDeed } from '../../../design/deed.js';
import form from '../../../design/form.module.css';
import { Instant } from '../../../design/instant.js';
import { Refused } from '../../../design/refused.js';
import { webhookQuery } from '../../queries.js';
import { FromSeen, TakeTheirs } from '../../seen.js';
import { Attempts, AttemptInWords } from './attempts.js';
import { SendAgain } from './again.js';
import { WebhookForm } from './form.js';
import type { Webhook } from './state.js';

const path = (id: string) => ({ path: { id } });

/** One endpoint: how it stands, what was sent, and everything that can be done with it. */
export function OneWebhook({
  webhook,
  onRemoved,
}: {
  readonly webhook: Webhook;
  readonly onRemoved: () => void;
}): ReactNode {
  const { t } = useTranslation('settings');
  const { id } = webhook;
  const remove = useDeed({
    send: (_: 'remove', key) =>
      answerOf(api.DELETE('/api/v1/webhooks/{id}', { params: { ...path(id), header: once(key) } })),
    changes: ['webhooks'],
    onDone: onRemoved,
  });
  return (
    <div className={form['part']}>
      <Standing webhook={webhook} />
      <Ping id={id} />
      <Attempts id={id} />
      <Secret webhook={webhook} />
      <SendAgain id={id} />
      <details>
        <summary className={form['summary']}>{t('webhooks.change')}</summary>
        <FromSeen query={webhookQuery(id)}>{(seen, onAnew) => <Change seen={seen} onAnew={onAnew} />}</FromSeen>
      </details>
      <div>
        <Confirm
          deed={t('webhooks.remove')}
          title={t('webhooks.removeTitle')}
          consequence={t('webhooks.removeConsequence')}
          error={remove.error}
          onOpen={remove.reset}
          onConfirm={() => remove.mutateAsync('remove')}
        />
      </div>
    </div>
  );
}

/** Whether it is sent anything, how that goes, and the switch. */
function Standing({ webhook: { id, enabled, disabled, progress } }: { readonly webhook: Webhook }): ReactNode {
  const { t } = useTranslation('settings');
  const enable = useDeed({
    send: (_: 'enable', key) =>
      answerOf(api.POST('/api/v1/webhooks/{id}/enabling', { params: { ...path(id), header: once(key) } })),
    changes: ['webhooks'],
  });
  const disable = useDeed({
    send: (_: 'disable', key) =>
      answerOf(api.POST('/api/v1/webhooks/{id}/disabling', { params: { ...path(id), header: once(key) } })),
    changes: ['webhooks'],
  });
  const failures = progress?.failures ?? 0;
  return (
    <div className={form['options']}>
      {disabled && (
        <p className={form['plain']}>
          {t(`webhooks.off.${disabled.reason}`)} <Instant at={disabled.at} />
        </p>
      )}
      {enabled && failures === 0 && <p className={form['plain']}>{t('webhooks.goesWell')}</p>}
      {enabled && failures > 0 && (
        <p className={form['plain']}>
          {t('webhooks.fails', { count: failures })}{' '}
          {progress?.failingSince && (
            <>
              {t('webhooks.failingSince')} <Instant at={progress.failingSince} />.{' '}
            </>
          )}
          {progress?.nextAttemptAt && (
            <>
              {t('webhooks.nextAttempt')} <Instant at={progress.nextAttemptAt} />.
            </>
          )}
        </p>
      )}
      <div>
        {enabled ? (
          <Button variant="default" loading={disable.isPending} onClick={() => disable.mutate('disable')}>
            {t('webhooks.disable')}
          </Button>
        ) : (
          <Button loading={enable.isPending} onClick={() => enable.mutate('enable')}>
            {t('webhooks.enable')}
          </Button>
        )}
      </div>
      <p className={form['soft']}>{t(enabled ? 'webhooks.disableHint' : 'webhooks.enableHint')}</p>
      <Refused error={enable.error ?? disable.error} />
    </div>
  );
}

/** Sends one event to try it, and says what came of it. */
function Ping({ id }: { readonly id: string }): ReactNode {
  const { t } = useTranslation('settings');
  const ping = useDeed({
    send: (_: 'ping', key) =>
      answerOf(api.POST('/api/v1/webhooks/{id}/ping', { params: { ...path(id), header: once(key) } })),
    changes: ['webhooks'],
  });
  return (
    <div className={form['options']}>
      <div>
        <Button variant="default" loading={ping.isPending} onClick={() => ping.mutate('ping')}>
          {t('webhooks.ping')}
        </Button>
      </div>
      <div role="status">{ping.data && <AttemptInWords attempt={ping.data} />}</div>
      <Refused error={ping.error} />
    </div>
  );
}

/** Another secret, shown once; the one before holds a day longer. */
function Secret({ webhook: { id, secondSecretUntil } }: { readonly webhook: Webhook }): ReactNode {
  const { t } = useTranslation('settings');
  const [secret, setSecret] = useState<string | undefined>();
  const rotate = useDeed({
    // Each secret is another deed, though nothing is said with it.
    send: (_: { readonly after: string | undefined }, key) =>
      answerOf(api.POST('/api/v1/webhooks/{id}/secret', { params: { ...path(id), header: once(key) } })),
    changes: ['webhooks'],
    onDone: (made) => setSecret(made.secret),
  });
  return (
    <div className={form['options']}>
      {secret !== undefined && <Copied label={t('secret.label')} hint={t('secret.once')} value={secret} />}
      {secondSecretUntil !== null && (
        <p className={form['soft']}>
          {t('webhooks.bothUntil')} <Instant at={secondSecretUntil} />
        </p>
      )}
      <div>
        <Confirm
          deed={t('webhooks.rotate')}
          title={t('webhooks.rotateTitle')}
          consequence={t('webhooks.rotateConsequence')}
          error={rotate.error}
          onOpen={rotate.reset}
          onConfirm={() => rotate.mutateAsync({ after: secret })}
        />
      </div>
    </div>
  );
}

function Change({ seen, onAnew }: { readonly seen: Seen<Webhook>; readonly onAnew: () => void }): ReactNode {
  const { t } = useTranslation('settings');
  const { record, etag } = seen;
  const change = useDeed({
    send: (body: Schemas['ChangeWebhookBody'], key) =>
      answerOf(
        api.PUT('/api/v1/webhooks/{id}', {
          params: { ...path(record.id), header: { ...once(key), ...seenBy(etag) } },
          body,
        }),
      ),
    changes: ['webhooks'],
    // The next change begins with what this one said.
    onDone: onAnew,
  });
  return (
    <WebhookForm
      begun={{ url: record.url ?? '', types: record.types }}
      deed={t('webhooks.changeDeed')}
      error={change.error}
      isPending={change.isPending}
      onSubmit={(target) => change.mutate(target)}
    >
      <TakeTheirs error={change.error} onTake={onAnew} />
    </WebhookForm>
  );
}
