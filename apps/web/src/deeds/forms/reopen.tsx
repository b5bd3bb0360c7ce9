import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.js';
import { DeedForm } from '../deed-form.js';
import { Words } from '../fields.js';
import { useRefusals } from '../refusals.js';
import { useDeed } from '../sending.js';
import { isBlank, type FormProps } from './form.js';

/** Opens a closed incident again, with a reason. */
export function Reopen({ reading, onDone }: FormProps): ReactNode {
  const { t } = useTranslation(['deeds', 'app']);
  const { id } = reading.incident;
  const deed = useDeed<{ readonly reason: string }>({
    name: 'reopen',
    reading,
    fresh: () => ({ reason: '' }),
    isWhole: ({ reason }) => !isBlank(reason),
    send: ({ reason }, header) =>
      answerOf(
        api.POST('/api/v1/incidents/{id}/reopening', {
          params: { path: { id }, header },
          body: { reason: reason.trim() },
        }),
      ),
    onDone,
  });
  const { reason } = deed.draft;
  const refusals = useRefusals(deed.error, ['reason']);
  return (
    <DeedForm deed={deed} refusals={refusals} submit={t('reopen.submit')} consequence={t('reopen.consequence')}>
      <Words
        required
        label={t('reopen.reason')}
        most={4_000}
        value={reason}
        error={refusals.at('reason') ?? (deed.attempted && isBlank(reason) ? t('app:log.required') : undefined)}
        onChange={(next) => deed.change({ reason: next })}
      />
    </DeedForm>
  );
}
