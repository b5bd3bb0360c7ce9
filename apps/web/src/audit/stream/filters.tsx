import { Button, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang, useZone } from '../../app/locale.js';
import { offsetAt, wallClock } from '../../design/time.js';
import { instantMeant, WhenInput, type When } from '../../design/when.js';
import type { EventWords } from '../names.js';
import type { StreamSearch } from '../searches.js';
import styles from './stream.module.css';

type Change = (part: Partial<Record<keyof StreamSearch, unknown>>) => void;

/** What one can ask the stream for. */
export function Filters(props: {
  readonly search: StreamSearch;
  readonly words: EventWords;
  readonly onChange: Change;
}): ReactNode {
  const { search, words, onChange } = props;
  const { t } = useTranslation('audit');
  const find = useDebouncedCallback((text: string) => onChange({ q: text || undefined }), 200);
  const { category, type, from, until, stream } = search;
  // Emptied fields begin anew.
  const [round, setRound] = useState(0);
  const hasMore = [category, type, from, until].some((each) => each !== undefined);
  return (
    <>
      <div className={styles['tools']}>
        <TextInput
          type="search"
          className={styles['search']}
          label={t('stream.search')}
          defaultValue={search.q ?? ''}
          onChange={({ currentTarget }) => find(currentTarget.value)}
        />
        <SegmentedControl
          aria-label={t('stream.order.label')}
          value={search.order ?? 'newest'}
          data={(['newest', 'oldest'] as const).map((each) => ({ value: each, label: t(`stream.order.${each}`) }))}
          onChange={(order) => onChange({ order: order === 'oldest' ? 'oldest' : undefined })}
        />
      </div>
      <details className={styles['more']} open={hasMore || undefined}>
        <summary>{t('stream.more')}</summary>
        <div className={styles['fields']}>
          <Choice which="category" value={category} onChange={onChange} />
          <Choice which="type" value={type} onChange={onChange} />
          <Bound key={`from ${round}`} which="from" value={from} onChange={onChange} />
          <Bound key={`until ${round}`} which="until" value={until} onChange={onChange} />
        </div>
        {hasMore && (
          <Button
            variant="default"
            onClick={() => {
              setRound(round + 1);
              onChange({ category: undefined, type: undefined, from: undefined, until: undefined });
            }}
          >
            {t('stream.clear')}
          </Button>
        )}
      </details>
      {stream !== undefined && (
        <p className={styles['only']}>
          <span>{t('stream.only', { record: words.record(stream) })}</span>
          <Button variant="default" size="compact-md" onClick={() => onChange({ stream: undefined })}>
            {t('stream.all')}
          </Button>
        </p>
      )}
    </>
  );
}

/** One kind of record, or one type of event, by its word. */
function Choice(props: {
  readonly which: 'category' | 'type';
  readonly value: string | undefined;
  readonly onChange: Change;
}): ReactNode {
  const { which, value, onChange } = props;
  const { t } = useTranslation('audit');
  const lang = useLang();
  const words: Readonly<Record<string, string>> = t(which === 'type' ? 'event' : 'category', { returnObjects: true });
  const options = Object.entries(words)
    .map(([name, label]) => ({ value: name, label }))
    .sort((one, other) => one.label.localeCompare(other.label, lang));
  return (
    <NativeSelect
      label={t(`stream.${which}`)}
      value={value ?? ''}
      data={[{ value: '', label: t('stream.any') }, ...options]}
      onChange={({ currentTarget }) => onChange({ [which]: currentTarget.value || undefined })}
    />
  );
}

/** One end of the time that is asked for; asked for as soon as it means one instant. */
function Bound(props: {
  readonly which: 'from' | 'until';
  readonly value: string | undefined;
  readonly onChange: Change;
}): ReactNode {
  const { which, value, onChange } = props;
  const { t } = useTranslation('audit');
  const zone = useZone();
  const stated = value === undefined ? NaN : Date.parse(value);
  const [when, setWhen] = useState<When>(
    Number.isNaN(stated) ? { local: '' } : { local: wallClock(stated, zone), offset: offsetAt(stated, zone) },
  );
  const take = (next: When): void => {
    setWhen(next);
    if (next.local === '') return onChange({ [which]: undefined });
    const instant = instantMeant(next, zone);
    if (instant !== undefined) onChange({ [which]: instant });
  };
  return <WhenInput label={t(`stream.${which}`)} value={when} onChange={take} />;
}
