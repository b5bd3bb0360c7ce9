import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, seenBy, type Seen } from '../../../api/client.js';
import { Confirm } from '../../../design/confirm.js';
import { Copied } from '../../../design/copied.js';
import { once, useDeed } from '../../../design/deed.js';
import form from '../../../design/form.module.css';
import { issuerQuery } from '../../queries.js';
import { FromSeen, TakeTheirs } from '../../seen.js';
import { draftOf, type Issuer, type IssuerBody } from './draft.js';
import { IssuerForm } from './form.js';

/** One sign-in service: what is passed on, what is said of it, and its removal. */
export function OneIssuer({
  issuer,
  onRemoved,
}: {
  readonly issuer: Issuer;
  readonly onRemoved: () => void;
}): ReactNode {
  const { t } = useTranslation('settings');
  const { id, label } = issuer;
  const remove = useDeed({
    send: (_: 'remove', key) =>
      answerOf(api.DELETE('/api/v1/issuers/{id}', { params: { path: { id }, header: once(key) } })),
    changes: ['issuers', 'members'],
    onDone: onRemoved,
  });
  return (
    <div className={form['part']}>
      <PassedOn issuer={issuer} />
      <details>
        <summary className={form['summary']}>{t('issuers.change')}</summary>
        <FromSeen query={issuerQuery(id)}>{(seen, onAnew) => <Change seen={seen} onAnew={onAnew} />}</FromSeen>
      </details>
      <div>
        <Confirm
          deed={t('issuers.remove')}
          title={t('issuers.removeTitle', { name: label })}
          consequence={t('issuers.removeConsequence')}
          error={remove.error}
          onOpen={remove.reset}
          onConfirm={() => remove.mutateAsync('remove')}
        />
      </div>
    </div>
  );
}

/** What the service and one's people are told. */
function PassedOn({ issuer: { callbackUrl, signInUrl } }: { readonly issuer: Issuer }): ReactNode {
  const { t } = useTranslation('settings');
  return (
    <>
      <Copied label={t('issuers.callbackUrl')} value={callbackUrl} />
      <Copied label={t('issuers.signInUrl')} value={signInUrl} />
    </>
  );
}

function Change({ seen, onAnew }: { readonly seen: Seen<Issuer>; readonly onAnew: () => void }): ReactNode {
  const { t } = useTranslation('settings');
  const { record, etag } = seen;
  const [draft, setDraft] = useState(() => draftOf(record));
  const change = useDeed({
    send: (body: IssuerBody, key) =>
      answerOf(
        api.PUT('/api/v1/issuers/{id}', {
          params: {
            path: { id: record.id },
            header: { ...once(key), ...seenBy(etag) },
          },
          body,
        }),
      ),
    changes: ['issuers', 'members'],
    // The next change begins with what this one said.
    onDone: onAnew,
  });
  return (
    <IssuerForm
      draft={draft}
      onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
      hasSecret={record.hasSecret}
      deed={t('issuers.changeDeed')}
      error={change.error}
      isPending={change.isPending}
      onSubmit={(body) => change.mutate(body)}
    >
      <TakeTheirs error={change.error} onTake={onAnew} />
    </IssuerForm>
  );
}
