import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../api/client.js';
import { useZone } from '../../../app/locale.js';
import { Confirm } from '../../../design/confirm.js';
import { once, useDeed } from '../../../design/deed.js';
import { instantMeant, WhenInput, type When } from '../../../design/when.js';

/** Sends again what happened from an instant on, e.g. after the receiver lost what it had. */
export function SendAgain({ id }: { readonly id: string }): ReactNode {
  const { t } = useTranslation('settings');
  const zone = useZone();
  const [from, setFrom] = useState<When>({ local: '' });
  const replay = useDeed({
    send: (instant: string, key) =>
      answerOf(
        api.POST('/api/v1/webhooks/{id}/replay', {
          params: { path: { id }, header: once(key) },
          body: { from: instant },
        }),
      ),
    changes: ['webhooks'],
  });
  const [missing, setMissing] = useState(false);
  const confirm = async (): Promise<void> => {
    const instant = instantMeant(from, zone);
    setMissing(instant === undefined);
    if (instant === undefined) throw new Error('no instant');
    await replay.mutateAsync(instant);
  };
  return (
    <div>
      <Confirm
        deed={t('webhooks.again')}
        title={t('webhooks.againTitle')}
        consequence={t('webhooks.againConsequence')}
        error={replay.error}
        onOpen={() => {
          replay.reset();
          setMissing(false);
        }}
        onConfirm={confirm}
      >
        <WhenInput
          required
          label={t('webhooks.from')}
          value={from}
          error={missing ? t('required') : undefined}
          onChange={setFrom}
        />
      </Confirm>
    </div>
  );
}
