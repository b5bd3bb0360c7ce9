import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { affectedPreviewQuery } from '../../api/queries.js';
import { useLang } from '../../app/locale.js';
import { Asked } from '../../design/notes.js';
import { countOf, type Lang } from '../../design/time.js';
import styles from './affect.module.css';

type Named = Schemas['AffectedPreview']['sample'][number];

/** As many as the service names at once. */
const MOST = 10_000;

const byName = (sample: readonly Named[], lang: Lang): readonly Named[] =>
  sample.toSorted((one, other) => (one.controllerName ?? '').localeCompare(other.controllerName ?? '', lang));

/** Whom a choice comes to, by name: the first of them, and all where somebody asks. */
export function AffectedNames(props: {
  readonly id: string;
  readonly selection: Schemas['SelectionBody'];
  readonly preview: Schemas['AffectedPreview'];
}): ReactNode {
  const { id, selection, preview } = props;
  const { t } = useTranslation(['deeds', 'app']);
  const lang = useLang();
  const [isOpen, setOpen] = useState(false);
  const { sample, total } = preview;
  if (isOpen) return <AllNames id={id} selection={selection} />;
  return (
    <div>
      <p className={styles['soft']}>
        {byName(sample, lang)
          .map(({ controllerName }) => controllerName ?? t('app:incident.erased'))
          .join(' · ')}
        {total > sample.length && ' …'}
      </p>
      {total > sample.length && (
        <Button size="compact-sm" variant="subtle" onClick={() => setOpen(true)}>
          {t('affect.all', { formatted: countOf(Math.min(total, MOST), lang) })}
        </Button>
      )}
    </div>
  );
}

function AllNames(props: { readonly id: string; readonly selection: Schemas['SelectionBody'] }): ReactNode {
  const { id, selection } = props;
  const { t } = useTranslation(['deeds', 'app']);
  const lang = useLang();
  const query = useQuery(affectedPreviewQuery(id, selection, MOST));
  return (
    <Asked query={query}>
      {({ sample }) => (
        // It scrolls, so keys have to reach it.
        <ol className={styles['names']} aria-label={t('affect.names')} tabIndex={0}>
          {byName(sample, lang).map(({ agreementId, controllerName, ended, hasContact }) => (
            <li key={agreementId}>
              {controllerName ?? t('app:incident.erased')}
              {ended && <span className={styles['soft']}> · {t('affect.ended')}</span>}
              {!hasContact && <span className={styles['soft']}> · {t('affect.noContact')}</span>}
            </li>
          ))}
        </ol>
      )}
    </Asked>
  );
}
