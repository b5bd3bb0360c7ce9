import { Checkbox, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { now } from '../../app/clock.js';
import { useLang } from '../../app/locale.js';
import { Asked } from '../../design/notes.js';
import { countOf } from '../../design/time.js';
import styles from './affect.module.css';

type Agreement = Schemas['AgreementListItem'];

/** So many are shown; whoever looks for others searches. */
const SHOWN = 30;

const foundQuery = (text: string) =>
  queryOptions({
    queryKey: ['agreements', 'found', text],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/agreements', {
          params: { query: { limit: SHOWN, count: true, ...(text !== '' && { q: text }) } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

/** Agreements chosen one by one. Who was ticked stays chosen while one searches on. */
export function ChooseAgreements(props: {
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}): ReactNode {
  const { chosen, onChange } = props;
  const { t } = useTranslation('deeds');
  const lang = useLang();
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), 250);
  const query = useQuery(foundQuery(search));
  const toggle = (id: string): void =>
    onChange(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id]);
  return (
    <div className={styles['form']}>
      <TextInput
        type="search"
        label={t('affect.find')}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      <Asked query={query}>
        {({ items, total }) => (
          <div role="group" aria-label={t('affect.agreements')} className={styles['agreements']}>
            {items.length === 0 && <p className={styles['soft']}>{t('affect.noneFound')}</p>}
            {items.map((each) => (
              <OneAgreement
                key={each.id}
                agreement={each}
                isChosen={chosen.includes(each.id)}
                onToggle={() => toggle(each.id)}
              />
            ))}
            {total !== undefined && total.count > items.length && (
              <p className={styles['soft']}>
                {t('affect.moreFound', { formatted: countOf(total.count - items.length, lang) })}
              </p>
            )}
          </div>
        )}
      </Asked>
    </div>
  );
}

function OneAgreement(props: {
  readonly agreement: Agreement;
  readonly isChosen: boolean;
  readonly onToggle: () => void;
}): ReactNode {
  const { agreement, isChosen, onToggle } = props;
  const { t } = useTranslation(['deeds', 'app']);
  const { controllerName, termsTitle, until } = agreement;
  const isEnded = until !== null && Date.parse(until) <= now();
  return (
    <Checkbox
      label={controllerName ?? t('app:incident.erased')}
      description={isEnded ? `${termsTitle} · ${t('affect.ended')}` : termsTitle}
      checked={isChosen}
      onChange={onToggle}
    />
  );
}
