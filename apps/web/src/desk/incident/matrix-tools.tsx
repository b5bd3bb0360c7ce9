import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { getRouteApi } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { GRADES, isFiltered, KINDS, STAGES, stageOf, type MatrixSearch, type Notice } from './matrix-filter.js';
import styles from './matrix.module.css';

const NOTHING = {
  q: undefined,
  stage: undefined,
  kind: undefined,
  grade: undefined,
  overdue: undefined,
  untold: undefined,
};

const route = getRouteApi('/desk/incidents/$id');

/** What the matrix shows: each choice stands in the address. Only what there is can be chosen. */
export function Tools({ notices }: { readonly notices: readonly Notice[] }): ReactNode {
  const { t } = useTranslation(['notices', 'app']);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const set = (next: { readonly [K in keyof MatrixSearch]: MatrixSearch[K] | undefined }): void =>
    void navigate({
      search: (before) => Object.fromEntries(Object.entries({ ...before, ...next }).filter(([, value]) => value)),
      replace: true,
      resetScroll: false,
    });
  const [words, setWords] = useState(search.q ?? '');
  const find = useDebouncedCallback((q: string) => set({ q: q === '' ? undefined : q }), 200);
  const there = {
    kind: new Set<string>(notices.map(({ kind }) => kind)),
    grade: new Set<string>(notices.map(({ grade }) => grade ?? 'none')),
    stage: new Set<string>(notices.map(stageOf)),
  };
  const choices = <V extends string>(what: keyof typeof there, values: readonly V[], word: (value: V) => string) => [
    { value: '', label: `${t(`matrix.${what}`)}: ${t('matrix.any')}` },
    ...values
      .filter((value) => there[what].has(value) || search[what] === value)
      .map((value) => ({ value, label: word(value) })),
  ];
  return (
    <div className={styles['tools']} role="group" aria-label={t('matrix.filter')}>
      <TextInput
        type="search"
        className={styles['search']}
        aria-label={t('matrix.search')}
        placeholder={t('matrix.search')}
        value={words}
        onChange={({ currentTarget }) => {
          setWords(currentTarget.value);
          find(currentTarget.value);
        }}
      />
      <NativeSelect
        aria-label={t('matrix.stage')}
        value={search.stage ?? ''}
        data={choices('stage', STAGES, (value) => t(`stage.${value}`))}
        onChange={({ currentTarget: { value } }) => set({ stage: STAGES.find((each) => each === value) })}
      />
      <NativeSelect
        aria-label={t('matrix.kind')}
        value={search.kind ?? ''}
        data={choices('kind', KINDS, (value) => t(`app:kind.${value}`))}
        onChange={({ currentTarget: { value } }) => set({ kind: KINDS.find((each) => each === value) })}
      />
      <NativeSelect
        aria-label={t('matrix.grade')}
        value={search.grade ?? ''}
        data={choices('grade', GRADES, (value) => t(`app:grade.${value}`))}
        onChange={({ currentTarget: { value } }) => set({ grade: GRADES.find((each) => each === value) })}
      />
      <Checkbox
        label={t('matrix.overdue')}
        checked={search.overdue === true}
        onChange={({ currentTarget }) => set({ overdue: currentTarget.checked || undefined })}
      />
      <Checkbox
        label={t('matrix.untold')}
        checked={search.untold === true}
        onChange={({ currentTarget }) => set({ untold: currentTarget.checked || undefined })}
      />
      {isFiltered(search) && (
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => {
            setWords('');
            set(NOTHING);
          }}
        >
          {t('matrix.reset')}
        </Button>
      )}
    </div>
  );
}
