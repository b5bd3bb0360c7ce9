import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.js';
import { Confirm } from '../../design/confirm.js';
import { once, useDeed } from '../../design/deed.js';
import { Refused } from '../../design/refused.js';
import type { NoticeInFull } from '../queries.js';
import { useRefusals } from '../refusals.js';
import { NOTICE_CHANGES } from './reason-deed.js';

/** Writes the text anew from the template and what the incident says now; asks first where a person wrote the last one. */
export function Redraft({ notice }: { readonly notice: NoticeInFull }): ReactNode {
  const { t } = useTranslation('notices');
  const known = useRefusals();
  const last = notice.texts.at(-1);
  const redraft = useDeed({
    send: (_: undefined, key) =>
      answerOf(
        api.POST('/api/v1/incidents/{id}/notices/drafts', {
          params: { path: { id: notice.incidentId }, header: once(key) },
          body: { notices: [notice.id] },
        }),
      ),
    changes: NOTICE_CHANGES,
  });
  const refused = redraft.data?.refused[0];
  const words = t(last ? 'editor.redraft' : 'editor.draft');
  return (
    <>
      {last?.author === 'person' ? (
        <Confirm
          deed={words}
          title={t('editor.redraftTitle')}
          consequence={t('editor.redraftText')}
          error={redraft.error}
          known={known}
          onConfirm={() => redraft.mutateAsync(undefined)}
        />
      ) : (
        <Button
          variant={last ? 'default' : 'filled'}
          loading={redraft.isPending}
          onClick={() => redraft.mutate(undefined)}
        >
          {words}
        </Button>
      )}
      {last?.author !== 'person' && <Refused error={redraft.error} known={known} />}
      {refused && <span role="alert">{known[refused.code] ?? refused.rule}</span>}
    </>
  );
}
