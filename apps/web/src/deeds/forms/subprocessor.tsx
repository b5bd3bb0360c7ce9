import { NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.js';
import { subprocessorsQuery } from '../../api/queries.js';
import { useZone } from '../../app/locale.js';
import { isMeant, statedIn, WhenInput, type When } from '../../design/when.js';
import { DeedForm } from '../deed-form.js';
import { OneOf } from '../fields.js';
import { useRefusals } from '../refusals.js';
import { useDeed } from '../sending.js';
import { isBlank, whenOf, type FormProps } from './form.js';

const SPHERES = ['on-behalf', 'own-responsibility', 'undetermined'] as const;
/** Stands for one that no terms name. */
const OTHER = '*';

interface Draft {
  readonly chosen: string;
  readonly other: string;
  readonly sphere: (typeof SPHERES)[number];
  readonly itsAwareness: When;
  readonly toldUs: When;
}

const idOf = ({ chosen, other }: Draft): string => (chosen === OTHER ? other.trim() : chosen);

/** Says that a subprocessor has a part in it: which legal entity, when it knew, when it told us. */
export function Subprocessor({ reading, onDone }: FormProps): ReactNode {
  const { t } = useTranslation(['deeds', 'app']);
  const zone = useZone();
  const { id, subprocessors } = reading.incident;
  const registered = useQuery(subprocessorsQuery).data ?? [];
  const isMeantIfAny = (at: When): boolean => at.local === '' || isMeant(at, zone);
  const deed = useDeed<Draft>({
    name: 'subprocessor',
    reading,
    fresh: () => ({
      chosen: '',
      other: '',
      sphere: 'undetermined',
      itsAwareness: { local: '' },
      toldUs: { local: '' },
    }),
    isWhole: (draft) => idOf(draft) !== '' && isMeantIfAny(draft.itsAwareness) && isMeantIfAny(draft.toldUs),
    send: (draft, header) =>
      answerOf(
        api.POST('/api/v1/incidents/{id}/subprocessors', {
          params: { path: { id }, header },
          body: {
            subprocessorId: idOf(draft),
            sphere: draft.sphere,
            ...(draft.itsAwareness.local !== '' && { itsAwareness: statedIn(draft.itsAwareness, zone) }),
            ...(draft.toldUs.local !== '' && { toldUs: statedIn(draft.toldUs, zone) }),
          },
        }),
      ),
    onDone,
  });
  const { chosen, other, sphere, itsAwareness, toldUs } = deed.draft;
  const refusals = useRefusals(deed.error, ['subprocessorId', 'sphere', 'itsAwareness', 'toldUs']);
  const missing = (text: string): string | undefined =>
    deed.attempted && isBlank(text) ? t('app:log.required') : undefined;
  /** Of one that is implicated already, what is known of it: it is replaced as a whole. */
  const choose = (next: string): void => {
    const before = subprocessors.find(({ subprocessorId }) => subprocessorId === next);
    deed.change({
      chosen: next,
      ...(before && {
        sphere: before.sphere,
        itsAwareness: whenOf(before.itsAwareness, zone),
        toldUs: whenOf(before.toldUs, zone),
      }),
    });
  };
  return (
    <DeedForm
      deed={deed}
      refusals={refusals}
      submit={t('subprocessor.submit')}
      consequence={t('subprocessor.consequence')}
    >
      <NativeSelect
        required
        label={t('subprocessor.which')}
        value={chosen}
        error={(chosen === OTHER ? undefined : refusals.at('subprocessorId')) ?? missing(chosen)}
        data={[
          { value: '', label: t('app:affect.choose') },
          ...registered.map(({ subprocessorId, name }) => ({
            value: subprocessorId,
            label: name ?? subprocessorId,
          })),
          { value: OTHER, label: t('subprocessor.other') },
        ]}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
      />
      {chosen === OTHER && (
        <TextInput
          required
          maxLength={80}
          label={t('subprocessor.id')}
          description={t('subprocessor.idHint')}
          value={other}
          error={refusals.at('subprocessorId') ?? missing(other)}
          onChange={({ currentTarget }) => deed.change({ other: currentTarget.value })}
        />
      )}
      <WhenInput
        label={t('subprocessor.itsAwareness')}
        description={t('subprocessor.mayFollow')}
        value={itsAwareness}
        error={refusals.at('itsAwareness')}
        onChange={(next) => deed.change({ itsAwareness: next })}
      />
      <WhenInput
        label={t('subprocessor.toldUs')}
        value={toldUs}
        error={refusals.at('toldUs')}
        onChange={(next) => deed.change({ toldUs: next })}
      />
      <OneOf
        label={t('subprocessor.sphere')}
        options={SPHERES.map((value) => ({ value, label: t(`sphere.${value}`) }))}
        value={sphere}
        onChange={(next) => deed.change({ sphere: next })}
      />
    </DeedForm>
  );
}
