import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState, type ReactNode, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { matrixQuery } from '../../api/matrix.js';
import { useLang } from '../../app/locale.js';
import { Clause } from '../../design/clause.js';
import { Instant } from '../../design/instant.js';
import { Asked, Loading } from '../../design/notes.js';
import { Sheet } from '../../design/page.js';
import { countOf } from '../../design/time.js';
import { useAnchorName } from '../../desk/facts.js';
import { clocksOfIncidentQuery } from '../queries.js';
import { chainOf, type Run } from './chain.js';
import { Diagram } from './diagram.js';
import { ChainTable } from './table.js';
import styles from './chain.module.css';

/** How knowledge of an incident came from subprocessors to us and from us to the controllers, and which clocks ran from where. */
export function ClockChain({ incident }: { readonly incident: Schemas['IncidentShown'] }): ReactNode {
  const { t } = useTranslation('deeds');
  const matrix = useQuery(matrixQuery(incident.id));
  const clocks = useQuery(clocksOfIncidentQuery(incident.id));
  return (
    <Sheet title={t('chain.title')}>
      <Asked query={matrix}>
        {({ items, isWhole }) =>
          isWhole ? <Parts incident={incident} notices={items} clocks={clocks.data} /> : <Loading />
        }
      </Asked>
    </Sheet>
  );
}

function Parts(props: {
  readonly incident: Schemas['IncidentShown'];
  readonly notices: readonly Schemas['NoticeListItem'][];
  readonly clocks: { readonly clocks: readonly Schemas['WatchedDeadline'][]; readonly isWhole: boolean } | undefined;
}): ReactNode {
  const { incident, notices, clocks } = props;
  const { t } = useTranslation('deeds');
  const behind = useOpenOnPaper();
  const chain = useMemo(() => chainOf(incident, notices, clocks?.clocks ?? []), [incident, notices, clocks]);
  return (
    <figure className={styles['figure']}>
      <Diagram chain={chain} />
      {chain.runs.length > 0 && <Runs runs={chain.runs} isWhole={clocks?.isWhole ?? true} />}
      <details ref={behind} className={styles['behind']}>
        <summary>{t('chain.asTable')}</summary>
        <ChainTable chain={chain} />
      </details>
    </figure>
  );
}

/** Paper has no click: what is folded is open while it is printed. */
function useOpenOnPaper(): RefObject<HTMLDetailsElement | null> {
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    let wasOpen = false;
    const before = (): void => {
      if (!details.current) return;
      wasOpen = details.current.open;
      details.current.open = true;
    };
    const after = (): void => {
      if (details.current) details.current.open = wasOpen;
    };
    window.addEventListener('beforeprint', before);
    window.addEventListener('afterprint', after);
    return () => {
      window.removeEventListener('beforeprint', before);
      window.removeEventListener('afterprint', after);
    };
  }, []);
  return details;
}

/** So many kinds of clocks are named. */
const NAMED = 8;

/** Which clocks run from which knowledge. */
function Runs({ runs, isWhole }: { readonly runs: readonly Run[]; readonly isWhole: boolean }): ReactNode {
  const { t } = useTranslation(['deeds', 'app']);
  const lang = useLang();
  const anchorName = useAnchorName();
  const [isOpen, setOpen] = useState(false);
  const counted = (count: number): string =>
    t('chain.clocks', { count, formatted: `${countOf(count, lang)}${isWhole ? '' : '+'}` });
  return (
    <div>
      <h3 className={styles['title']}>{t('chain.runs')}</h3>
      <ul className={styles['runs']}>
        {(isOpen ? runs : runs.slice(0, NAMED)).map(({ key, from, source, due, count }) => {
          return (
            <li key={key}>
              <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
                <circle cx="8" cy="8" r="6.2" />
              </svg>
              <b>{counted(count)}</b>
              <span>
                {t('chain.from', { fact: anchorName(from.what) })} <Instant at={from.at} />
              </span>
              <span>
                {due === null ? t('chain.undated') : t('chain.due')} {due !== null && <Instant at={due} />}
              </span>
              <span className={styles['soft']}>
                <Clause of={source} />
              </span>
            </li>
          );
        })}
      </ul>
      {runs.length > NAMED && !isOpen && (
        <Button size="compact-sm" variant="subtle" onClick={() => setOpen(true)}>
          {t('more', { formatted: countOf(runs.length - NAMED, lang) })}
        </Button>
      )}
    </div>
  );
}
