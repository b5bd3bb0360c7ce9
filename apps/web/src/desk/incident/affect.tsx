import { Button, NativeSelect, SegmentedControl } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { affectedPreviewQuery, subprocessorsQuery, termsQuery } from '../../api/queries.js';
import { useLang } from '../../app/locale.js';
import { useFirstField } from '../../design/first-field.js';
import { Loading, Trouble } from '../../design/notes.js';
import { SideSheet } from '../../design/side-sheet.js';
import { countOf } from '../../design/time.js';
import { AffectedNames } from './affected-names.js';
import { ChooseAgreements } from './choose-agreements.js';
import styles from './affect.module.css';

const route = getRouteApi('/desk/incidents/$id');

/** Lists the controllers that an incident affects, by terms, by subprocessor or one by one: first the count, then the deed. */
export function Affect({ id }: { readonly id: string }): ReactNode {
  const { t } = useTranslation();
  const { deed } = route.useSearch();
  const navigate = route.useNavigate();
  const show = (isOpen: boolean): void =>
    void navigate({
      search: ({ deed: _before, ...rest }) => ({ ...rest, ...(isOpen && { deed: 'affect' }) }),
      replace: true,
      resetScroll: false,
    });
  return (
    <>
      <Button variant="default" onClick={() => show(true)}>
        {t('affect.open')}
      </Button>
      <SideSheet opened={deed === 'affect'} title={t('affect.title')} onClose={() => show(false)}>
        <Choice id={id} onDone={() => show(false)} />
      </SideSheet>
    </>
  );
}

const WAYS = ['terms', 'subprocessor', 'agreements'] as const;
type Way = (typeof WAYS)[number];

function Choice({ id, onDone }: { readonly id: string; readonly onDone: () => void }): ReactNode {
  const { t } = useTranslation(['app', 'deeds']);
  const form = useRef<HTMLDivElement>(null);
  useFirstField(form);
  const [way, setWay] = useState<Way>('terms');
  const [chosen, setValue] = useState<string | undefined>();
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const [agreements] = useDebouncedValue(ticked, 250);
  const terms = useQuery(termsQuery);
  const subprocessors = useQuery(subprocessorsQuery);
  const options =
    way === 'terms'
      ? (terms.data?.items ?? []).map((each) => ({ value: each.id, label: each.title }))
      : (subprocessors.data ?? []).map((each) => ({
          value: each.subprocessorId,
          label: each.name ?? each.subprocessorId,
        }));
  // Where there is one only, it is the one that is meant.
  const value = chosen ?? (options.length === 1 ? (options[0]?.value ?? '') : '');
  return (
    <div ref={form} className={styles['form']}>
      <SegmentedControl
        orientation="vertical"
        fullWidth
        aria-label={t('affect.by')}
        value={way}
        data={[
          { value: 'terms', label: t('affect.byTerms') },
          { value: 'subprocessor', label: t('affect.bySubprocessor') },
          { value: 'agreements', label: t('deeds:affect.oneByOne') },
        ]}
        onChange={(next) => {
          setWay(WAYS.find((each) => each === next) ?? way);
          setValue(undefined);
        }}
      />
      {way === 'agreements' ? (
        <ChooseAgreements chosen={ticked} onChange={setTicked} />
      ) : (
        <NativeSelect
          label={t(`affect.${way}`)}
          value={value}
          data={[{ value: '', label: t('affect.choose') }, ...options]}
          onChange={({ currentTarget }) => setValue(currentTarget.value)}
        />
      )}
      {way !== 'agreements' && value !== '' && <Outcome id={id} selection={{ [way]: value }} onDone={onDone} />}
      {way === 'agreements' && agreements.length > 0 && (
        <Outcome id={id} selection={{ agreements: [...agreements] }} onDone={onDone} />
      )}
    </div>
  );
}

function Outcome(props: {
  readonly id: string;
  readonly selection: Schemas['SelectionBody'];
  readonly onDone: () => void;
}): ReactNode {
  const { id, selection, onDone } = props;
  const { t } = useTranslation();
  const lang = useLang();
  const queries = useQueryClient();
  const preview = useQuery(affectedPreviewQuery(id, selection));
  const chosen = JSON.stringify(selection);
  const key = useMemo(() => (chosen === '' ? '' : crypto.randomUUID()), [chosen]);
  const affect = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/api/v1/incidents/{id}/affected', {
          params: { path: { id }, header: { 'Idempotency-Key': key } },
          body: selection,
        }),
      ),
    onSuccess: async () => {
      await Promise.all(
        ['incidents', 'notices', 'deadlines'].map((root) => queries.invalidateQueries({ queryKey: [root] })),
      );
      onDone();
    },
  });
  if (preview.isError) return <Trouble error={preview.error} onRetry={() => void preview.refetch()} />;
  if (!preview.data) return <Loading />;
  const { total, listed, ended, withoutContact, namedInTerms } = preview.data;
  const counted = (count: number) => ({ count, formatted: countOf(count, lang) });
  const fresh = total - listed;
  return (
    <>
      <div role="status">
        <p className={styles['total']}>{t('affect.comesTo', counted(total))}</p>
        <ul className={styles['notes']}>
          {listed > 0 && <li>{t('affect.listed', counted(listed))}</li>}
          {ended > 0 && <li>{t('affect.ended', counted(ended))}</li>}
          {withoutContact > 0 && (
            <li>
              {t('affect.withoutContact', counted(withoutContact))} <Link to="/desk/findings">{t('affect.mend')}</Link>
            </li>
          )}
          {namedInTerms === false && <li>{t('affect.unknown')}</li>}
        </ul>
      </div>
      <AffectedNames key={chosen} id={id} selection={selection} preview={preview.data} />
      {fresh > 0 && <p className={styles['consequence']}>{t('affect.consequence')}</p>}
      {affect.isError && <Trouble error={affect.error} />}
      <Button disabled={fresh === 0} loading={affect.isPending} onClick={() => affect.mutate()}>
        {fresh === 0 ? t('affect.nobody') : t('affect.commit', counted(fresh))}
      </Button>
    </>
  );
}
