import { Button, Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { now } from '../../app/clock.js';
import { useZone } from '../../app/locale.js';
import { useSession } from '../../app/session.js';
import { once, useDeed } from '../../design/deed.js';
import { Refused } from '../../design/refused.js';
import { SideSheet } from '../../design/side-sheet.js';
import { wallClock } from '../../design/time.js';
import { isMeant, statedIn, WhenInput, type When } from '../../design/when.js';
import form from '../../design/form.module.css';
import { useDraft } from '../../design/draft.js';
import type { NoticeInFull } from '../queries.js';
import { useRefusals } from '../refusals.js';
import { NOTICE_CHANGES } from './reason-deed.js';

const CHANNELS = ['phone', 'letter', 'fax', 'meeting', 'other'] as const;

interface Draft {
  readonly channel: (typeof CHANNELS)[number];
  readonly at: When;
  readonly by: string;
  readonly to: string;
  readonly evidence: string;
  readonly textForm: boolean;
}

/** States that the controller was told without a mail: who told whom, when, how, and what there is to show for it. */
export function StateDelivery({ notice }: { readonly notice: NoticeInFull }): ReactNode {
  const { t } = useTranslation('notices');
  const [opened, setOpened] = useState(false);
  const close = (): void => setOpened(false);
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setOpened(true)}>
        {t('delivery.state')}
      </Button>
      <SideSheet opened={opened} title={t('delivery.stateTitle')} onClose={close}>
        <Statement notice={notice} onDone={close} />
      </SideSheet>
    </>
  );
}

function Statement({ notice, onDone }: { readonly notice: NoticeInFull; readonly onDone: () => void }): ReactNode {
  const { t } = useTranslation('notices');
  const zone = useZone();
  const known = useRefusals();
  const { me } = useSession();
  const { draft, change, discard } = useDraft<Draft>(`delivery.${notice.id}`, () => ({
    channel: 'phone',
    at: { local: wallClock(now(), zone) },
    by: me.person.name ?? '',
    to: '',
    evidence: '',
    textForm: false,
  }));
  const { channel, at, by, to, evidence, textForm } = draft;
  const state = useDeed({
    send: (body: Schemas['StatedDeliveryBody'], key) =>
      answerOf(
        api.POST('/api/v1/notices/{id}/deliveries', { params: { path: { id: notice.id }, header: once(key) }, body }),
      ),
    changes: NOTICE_CHANGES,
    onDone: () => {
      discard();
      onDone();
    },
  });
  const isWhole = isMeant(at, zone) && [by, to, evidence].every((words) => words.trim() !== '');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isWhole) return;
    const words = { by: by.trim(), to: to.trim(), evidence: evidence.trim() };
    state.mutate({ channel, at: statedIn(at, zone), ...words, textForm: textForm && channel !== 'phone' });
  };
  return (
    <form className={form['inSheet']} onSubmit={submit} noValidate>
      <p className={form['plain']}>{t('delivery.stateText')}</p>
      <NativeSelect
        label={t('delivery.how')}
        value={channel}
        data={CHANNELS.map((value) => ({ value, label: t(`delivery.channel.${value}`) }))}
        onChange={({ currentTarget: { value } }) =>
          change({ channel: CHANNELS.find((each) => each === value) ?? channel })
        }
      />
      <WhenInput required label={t('delivery.when')} value={at} onChange={(next) => change({ at: next })} />
      <TextInput
        required
        maxLength={200}
        label={t('delivery.by')}
        value={by}
        onChange={({ currentTarget }) => change({ by: currentTarget.value })}
      />
      <TextInput
        required
        maxLength={200}
        label={t('delivery.to')}
        value={to}
        onChange={({ currentTarget }) => change({ to: currentTarget.value })}
      />
      <Textarea
        required
        rows={3}
        maxLength={4_000}
        label={t('delivery.evidence')}
        description={t('delivery.evidenceHint')}
        value={evidence}
        onChange={({ currentTarget }) => change({ evidence: currentTarget.value })}
      />
      {channel !== 'phone' && (
        <Checkbox
          label={t('delivery.textForm')}
          checked={textForm}
          onChange={({ currentTarget }) => change({ textForm: currentTarget.checked })}
        />
      )}
      <Refused error={state.error} known={known} />
      <Button type="submit" disabled={!isWhole} loading={state.isPending}>
        {t('delivery.commit')}
      </Button>
    </form>
  );
}
