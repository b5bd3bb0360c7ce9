import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, seenBy, type Schemas } from '../../api/client.js';
import { subprocessorsQuery } from '../../api/queries.js';
import { now } from '../../app/clock.js';
import { useZone } from '../../app/locale.js';
import { Confirm } from '../../design/confirm.js';
import { once, useDeed } from '../../design/deed.js';
import { Changed, Refusal } from '../shared/changed.js';
import { dayIn } from '../shared/days.js';
import { CONTRACTS } from '../shared/deeds.js';
import styles from '../shared/parts.module.css';
import { VersionSelect } from './conclude.js';

interface Doing {
  readonly agreement: Schemas['AgreementView'];
  readonly etag: string | null;
  readonly onClose: () => void;
}

const useToday = (): string => {
  const zone = useZone();
  return dayIn(new Date(now()).toISOString(), zone);
};

/** Records that the controller accepted another version of the terms. */
export function Move({ agreement, etag, onClose }: Doing): ReactNode {
  const { t } = useTranslation('contracts');
  const [version, setVersion] = useState(agreement.termsVersion);
  const [from, setFrom] = useState(useToday());
  const move = useDeed({
    changes: CONTRACTS,
    send: (body: Schemas['MoveAgreementBody'], key) =>
      answerOf(
        api.POST('/api/v1/agreements/{id}/version', {
          params: { path: { id: agreement.id }, header: { ...once(key), ...seenBy(etag) } },
          body,
        }),
      ),
    onDone: onClose,
  });
  return (
    <DayForm
      deed={t('agreements.move')}
      consequence={t('agreements.moveConsequence')}
      label={t('agreements.since')}
      day={from}
      onDay={setFrom}
      work={move}
      onSubmit={() => move.mutate({ termsVersion: version, from })}
      onClose={onClose}
    >
      <VersionSelect termsId={agreement.termsId} value={version} onChange={setVersion} />
    </DayForm>
  );
}

/** Records the end of an agreement. */
export function End({ agreement, etag, onClose }: Doing): ReactNode {
  const { t } = useTranslation('contracts');
  const [until, setUntil] = useState(useToday());
  const end = useDeed({
    changes: CONTRACTS,
    send: (body: Schemas['EndAgreementBody'], key) =>
      answerOf(
        api.POST('/api/v1/agreements/{id}/end', {
          params: { path: { id: agreement.id }, header: { ...once(key), ...seenBy(etag) } },
          body,
        }),
      ),
    onDone: onClose,
  });
  return (
    <DayForm
      deed={t('agreements.end')}
      consequence={t('agreements.endConsequence')}
      label={t('agreements.lastDay')}
      day={until}
      onDay={setUntil}
      work={end}
      onSubmit={() => end.mutate({ until })}
      onClose={onClose}
    />
  );
}

const useSubprocessorDeed = (id: string, etag: string | null, onDone?: () => void) =>
  useDeed({
    changes: CONTRACTS,
    send: (body: Schemas['SubprocessorBody'], key) =>
      answerOf(
        api.POST('/api/v1/agreements/{id}/subprocessors', {
          params: { path: { id }, header: { ...once(key), ...seenBy(etag) } },
          body,
        }),
      ),
    ...(onDone && { onDone }),
  });

/** Records that the controller authorises a subprocessor beside those of the text. */
export function Authorise({ agreement, etag, onClose }: Doing): ReactNode {
  const { t } = useTranslation('contracts');
  const [id, setId] = useState('');
  const [from, setFrom] = useState(useToday());
  const register = useQuery(subprocessorsQuery).data ?? [];
  const isIn = (subprocessor: string): boolean =>
    agreement.authorisations.some(({ subprocessorId, until }) => subprocessorId === subprocessor && until === null);
  const authorise = useSubprocessorDeed(agreement.id, etag, onClose);
  return (
    <DayForm
      deed={t('agreements.authorise')}
      consequence={t('agreements.authoriseConsequence')}
      label={t('agreements.since')}
      day={from}
      onDay={setFrom}
      work={authorise}
      onSubmit={() => id !== '' && authorise.mutate({ subprocessorId: id, action: 'authorise', from })}
      onClose={onClose}
    >
      <NativeSelect
        required
        label={t('subprocessors.one')}
        value={id}
        data={[
          { value: '', label: t('choose') },
          ...register
            .filter(({ subprocessorId }) => !isIn(subprocessorId))
            .map(({ subprocessorId, name }) => ({ value: subprocessorId, label: name ?? subprocessorId })),
        ]}
        onChange={({ currentTarget }) => setId(currentTarget.value)}
      />
    </DayForm>
  );
}

/** Records that the controller no longer authorises a subprocessor, from today. */
export function Withdraw(
  props: Omit<Doing, 'onClose'> & { readonly subprocessorId: string; readonly name: string },
): ReactNode {
  const { agreement, etag, subprocessorId, name } = props;
  const { t } = useTranslation('contracts');
  const from = useToday();
  const withdraw = useSubprocessorDeed(agreement.id, etag);
  return (
    <Confirm
      size="compact-sm"
      deed={t('agreements.withdraw')}
      title={t('agreements.withdrawTitle', { name })}
      consequence={t('agreements.withdrawConsequence')}
      error={withdraw.error}
      onOpen={withdraw.reset}
      onConfirm={() => withdraw.mutateAsync({ subprocessorId, action: 'withdraw', from })}
    >
      <Changed error={withdraw.error} />
    </Confirm>
  );
}

/** A deed that holds from a day on. */
function DayForm(props: {
  readonly deed: string;
  readonly consequence: string;
  readonly label: string;
  readonly day: string;
  readonly onDay: (day: string) => void;
  readonly work: { readonly isPending: boolean; readonly error: Error | null };
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}): ReactNode {
  const { deed, consequence, label, day, onDay, work, onSubmit, onClose, children } = props;
  const { t } = useTranslation('contracts');
  const zone = useZone();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (day !== '') onSubmit();
  };
  return (
    <form className={styles['form']} onSubmit={submit} noValidate>
      {children}
      <TextInput
        required
        type="date"
        label={label}
        description={t('agreements.dayHint', { zone })}
        value={day}
        error={day === '' ? t('needed') : undefined}
        onChange={({ currentTarget }) => onDay(currentTarget.value)}
      />
      <p>{consequence}</p>
      <Refusal error={work.error} />
      <div className={styles['actions']}>
        <Button type="submit" loading={work.isPending}>
          {deed}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}
