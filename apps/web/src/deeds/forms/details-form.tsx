import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.js';
import { useZone } from '../../app/locale.js';
import { isMeant, WhenInput, type When } from '../../design/when.js';
import { DeedForm } from '../deed-form.js';
import { DIMENSIONS, SPECIAL } from '../details.js';
import { AnyOf, OneOf, Words } from '../fields.js';
import { useOwed } from '../owed.js';
import { useRefusals } from '../refusals.js';
import { useDeed } from '../sending.js';
import { bodyOf, fieldsOf, isCounted, type Count, type DetailsDraft } from './details-draft.js';
import { isBlank, type FormProps } from './form.js';
import styles from '../deeds.module.css';

const SHOWN = [
  'title',
  'summary',
  'occurred.from',
  'occurred.until',
  'detected',
  'dimensions',
  'dataAffected',
  'categoriesOfPersons',
  'numberOfPersons',
  'categoriesOfRecords',
  'numberOfRecords',
  'specialCategories',
  'consequences',
  'contactPoint',
  'note',
] as const;
const SPECIALS = ['unknown', 'none', 'some'] as const;
const CATEGORIES = ['categoriesOfPersons', 'categoriesOfRecords'] as const;
/** What a notice is asked for, where it is written here. */
const ASKED = {
  summary: 'nature',
  dataAffected: 'data-affected',
  categoriesOfPersons: 'categories-of-persons',
  numberOfPersons: 'number-of-persons',
  categoriesOfRecords: 'categories-of-records',
  numberOfRecords: 'number-of-records',
  consequences: 'consequences',
  contactPoint: 'contact-point',
} as const;
const NUMBERS = { categoriesOfPersons: 'numberOfPersons', categoriesOfRecords: 'numberOfRecords' } as const;

/** Adds details, or replaces what was thought to be known. What stands there is what is known now. */
export function DetailsForm({ reading, onDone }: FormProps): ReactNode {
  const { t } = useTranslation(['deeds', 'app']);
  const zone = useZone();
  const { id } = reading.incident;
  const isMeantIfAny = (at: When): boolean => at.local === '' || isMeant(at, zone);
  const deed = useDeed<DetailsDraft>({
    name: 'details',
    reading,
    fresh: () => {
      const seen = fieldsOf(reading.incident, zone);
      return { ...seen, seen, note: '' };
    },
    isWhole: ({ title, from, until, detected, numberOfPersons, numberOfRecords }) =>
      !isBlank(title) &&
      [from, until, detected].every(isMeantIfAny) &&
      [numberOfPersons, numberOfRecords].every(isCounted),
    send: (draft, header) =>
      answerOf(
        api.POST('/api/v1/incidents/{id}/details', { params: { path: { id }, header }, body: bodyOf(draft, zone) }),
      ),
    onDone,
  });
  const { draft, change } = deed;
  const refusals = useRefusals(deed.error, SHOWN);
  const owed = useOwed();
  const marked = (field: keyof typeof ASKED): ReactNode => owed(ASKED[field], t(`detail.${field}`));
  const words = (field: 'summary' | 'dataAffected' | 'consequences'): ReactNode => (
    <Words
      label={marked(field)}
      {...(field === 'summary' && { description: t('app:log.summaryHint') })}
      value={draft[field]}
      error={refusals.at(field)}
      onChange={(next) => change({ [field]: next })}
    />
  );
  const when = (field: 'from' | 'until' | 'detected', named: (typeof SHOWN)[number]): ReactNode => (
    <WhenInput
      label={t(`details.${field}`)}
      value={draft[field]}
      error={refusals.at(named)}
      onChange={(next) => change({ [field]: next })}
    />
  );
  return (
    <DeedForm deed={deed} refusals={refusals} submit={t('details.submit')} consequence={t('details.consequence')}>
      <TextInput
        required
        maxLength={200}
        label={t('detail.title')}
        description={t('app:log.nameHint')}
        value={draft.title}
        error={refusals.at('title') ?? (deed.attempted && isBlank(draft.title) ? t('app:log.required') : undefined)}
        onChange={({ currentTarget }) => change({ title: currentTarget.value })}
      />
      {words('summary')}
      {when('from', 'occurred.from')}
      {when('until', 'occurred.until')}
      {when('detected', 'detected')}
      <AnyOf
        label={t('detail.dimensions')}
        options={DIMENSIONS.map((value) => ({ value, label: t(`part.${value}`) }))}
        value={draft.dimensions}
        error={refusals.at('dimensions')}
        onChange={(next) => change({ dimensions: [...next] })}
      />
      {words('dataAffected')}
      {CATEGORIES.map((field) => (
        <div key={field} className={styles['form']}>
          <Words
            label={marked(field)}
            description={t('details.perLine')}
            value={draft[field]}
            error={refusals.at(field)}
            onChange={(next) => change({ [field]: next })}
          />
          <HowMany
            label={t(`detail.${NUMBERS[field]}`)}
            marked={marked(NUMBERS[field])}
            value={draft[NUMBERS[field]]}
            error={
              refusals.at(NUMBERS[field]) ??
              (deed.attempted && draft[NUMBERS[field]].value.trim() === '' ? t('app:log.required') : undefined)
            }
            onChange={(next) => change({ [NUMBERS[field]]: next })}
          />
        </div>
      ))}
      <OneOf
        label={t('detail.specialCategories')}
        options={SPECIALS.map((value) => ({ value, label: t(`special.${value}`) }))}
        value={draft.special}
        onChange={(next) => change({ special: next })}
      />
      {draft.special === 'some' && (
        <AnyOf
          label={t('special.which')}
          options={SPECIAL.map((value) => ({ value, label: t(`part.${value}`) }))}
          value={draft.specialCategories}
          error={refusals.at('specialCategories')}
          onChange={(next) => change({ specialCategories: [...next] })}
        />
      )}
      {words('consequences')}
      <Contact label={marked('contactPoint')} draft={draft} error={refusals.at('contactPoint')} change={change} />
      <Words
        label={t('details.note')}
        description={t('details.noteHint')}
        value={draft.note}
        error={refusals.at('note')}
        onChange={(next) => change({ note: next })}
      />
    </DeedForm>
  );
}

const KINDS = ['unknown', 'approximate', 'exact'] as const;

/** How many; what is not known is said to be unknown. */
function HowMany(props: {
  readonly label: string;
  /** The label with what demands it. */
  readonly marked: ReactNode;
  readonly value: Count;
  readonly error: string | undefined;
  readonly onChange: (value: Count) => void;
}): ReactNode {
  const { label, marked, value, error, onChange } = props;
  const { t } = useTranslation('deeds');
  return (
    <>
      <OneOf
        label={marked}
        options={KINDS.map((each) => ({ value: each, label: t(`count.${each}`) }))}
        value={value.kind}
        onChange={(kind) => onChange({ ...value, kind })}
      />
      {value.kind !== 'unknown' && (
        <TextInput
          inputMode="numeric"
          label={`${label}: ${t('count.number')}`}
          value={value.value}
          error={error ?? (/^\d*$/.test(value.value.trim()) ? undefined : t('count.digits'))}
          onChange={({ currentTarget }) => onChange({ ...value, value: currentTarget.value })}
        />
      )}
    </>
  );
}

function Contact(props: {
  readonly label: ReactNode;
  readonly draft: DetailsDraft;
  readonly error: string | undefined;
  readonly change: (part: Partial<DetailsDraft>) => void;
}): ReactNode {
  const { label, draft, error, change } = props;
  const { t } = useTranslation('deeds');
  return (
    <>
      <TextInput
        maxLength={200}
        label={label}
        description={t('details.contactHint')}
        value={draft.contactName}
        error={error}
        onChange={({ currentTarget }) => change({ contactName: currentTarget.value })}
      />
      <div className={styles['two']}>
        <TextInput
          type="email"
          maxLength={254}
          label={t('details.email')}
          value={draft.contactEmail}
          onChange={({ currentTarget }) => change({ contactEmail: currentTarget.value })}
        />
        <TextInput
          type="tel"
          maxLength={60}
          label={t('details.phone')}
          value={draft.contactPhone}
          onChange={({ currentTarget }) => change({ contactPhone: currentTarget.value })}
        />
      </div>
    </>
  );
}
