import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { memo, useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { deadlinesQuery, nearestDeadlinesQuery } from '../api/queries.js';
import { useTime } from '../app/clock.js';
import { useLang } from '../app/locale.js';
import { Clause } from '../design/clause.js';
import { Countdown, useClockState } from '../design/countdown.js';
import { Instant } from '../design/instant.js';
import { Asked, Empty } from '../design/notes.js';
import { PageFrame } from '../design/page.js';
import { StateChip } from '../design/state-chip.js';
import { CLOCK_STATES, clockStateAt, type ClockState } from '../design/state.js';
import { countOf } from '../design/time.js';
import { byUrgency, factsOf, type Clock } from './clocks.js';
import { Explanation } from './explanation.js';
import { useAnchorName } from './facts.js';
import { useRows } from '../design/rows.js';
import styles from './board.module.css';

const isState = (text: string | undefined): text is ClockState => CLOCK_STATES.some((each) => each === text);

const route = getRouteApi('/desk');

/** Every clock that runs, the nearest first. */
export function Board(): ReactNode {
  const { t } = useTranslation();
  const all = useQuery(deadlinesQuery);
  const nearest = useQuery({ ...nearestDeadlinesQuery, enabled: all.data === undefined });
  const isWhole = all.data !== undefined || nearest.data === undefined || all.isError;
  const query = isWhole ? all : nearest;
  return (
    <PageFrame title={t('board.title')}>
      <Asked query={query}>
        {(clocks) =>
          clocks.length === 0 ? (
            <Empty title={t('board.empty.title')} text={t('board.empty.text')} />
          ) : (
            <Clocks clocks={clocks} isWhole={isWhole} />
          )
        }
      </Asked>
    </PageFrame>
  );
}

/** How many clocks are in which state now, as one text, so that only a change draws anew. */
const useStates = (clocks: readonly Clock[]): readonly ClockState[] => {
  const text = useTime((now) =>
    clocks.map((clock) => CLOCK_STATES.indexOf(clockStateAt(factsOf(clock), now))).join(''),
  );
  return useMemo(() => [...text].map((index) => CLOCK_STATES[Number(index)] ?? 'running'), [text]);
};

function Clocks(props: {
  readonly clocks: readonly Clock[];
  /** False: more are on their way. */
  readonly isWhole: boolean;
}): ReactNode {
  const { isWhole } = props;
  const clocks = useMemo(() => byUrgency(props.clocks), [props.clocks]);
  const { t } = useTranslation();
  const lang = useLang();
  const { clock: opened, state } = route.useSearch();
  const navigate = route.useNavigate();
  const states = useStates(clocks);
  const filter = isState(state) ? state : undefined;
  const shown = filter === undefined ? clocks : clocks.filter((_clock, index) => states[index] === filter);
  const chosen = clocks.find(({ duty }) => duty === opened);
  const show = (next: ClockState | undefined): void =>
    void navigate({ search: next === undefined ? {} : { state: next }, replace: true });
  const open = (duty: string | undefined): void =>
    void navigate({
      search: { ...(filter && { state: filter }), ...(duty !== undefined && { clock: duty }) },
      replace: true,
      resetScroll: false,
    });
  const counted = (number: number): string => `${countOf(number, lang)}${isWhole ? '' : ' …'}`;
  const count = (of: ClockState): number => states.filter((each) => each === of).length;
  return (
    <>
      <div role="group" aria-label={t('board.filter')} className={styles['filters']}>
        <button
          type="button"
          className={styles['filter']}
          aria-pressed={filter === undefined}
          onClick={() => show(undefined)}
        >
          <span>&nbsp;{t('board.all')}</span>
          <b>{counted(clocks.length)}</b>
        </button>
        {CLOCK_STATES.filter((each) => count(each) > 0 || each === filter).map((each) => (
          <button
            type="button"
            key={each}
            className={styles['filter']}
            aria-pressed={each === filter}
            onClick={() => show(each === filter ? undefined : each)}
          >
            <StateChip state={each} />
            <b>{counted(count(each))}</b>
          </button>
        ))}
      </div>
      {shown.length === 0 ? (
        <Empty title={t('board.emptyFilter.title')} text={t('board.emptyFilter.text')} />
      ) : (
        <List clocks={shown} onOpen={open} />
      )}
      <Explanation clock={chosen} onClose={() => open(undefined)} />
    </>
  );
}

function List(props: { readonly clocks: readonly Clock[]; readonly onOpen: (duty: string) => void }): ReactNode {
  const { clocks, onOpen } = props;
  const { t } = useTranslation();
  const narrow = useMediaQuery('(max-width: 900px)', undefined, { getInitialValueInEffect: false });
  const rows = useRows(clocks.length, narrow ? 124 : 64);
  return (
    <ol
      ref={rows.list}
      className={styles['list']}
      aria-label={t('board.list')}
      style={{ height: rows.height }}
      onKeyDown={rows.onKeyDown}
    >
      {rows.visible.map(({ index, start, size }) => {
        const clock = clocks[index];
        return (
          clock && (
            <li
              key={clock.duty}
              className={styles['item']}
              aria-setsize={clocks.length}
              aria-posinset={index + 1}
              style={{ height: size, transform: `translateY(${start - rows.top}px)` }}
            >
              <Row clock={clock} index={index} onOpen={onOpen} />
            </li>
          )
        );
      })}
    </ol>
  );
}

/** Drawn once while one scrolls: only what comes into sight is drawn. */
const Row = memo(function Row(props: {
  readonly clock: Clock;
  readonly index: number;
  readonly onOpen: (duty: string) => void;
}): ReactNode {
  const { clock, index, onOpen } = props;
  const { t } = useTranslation();
  const anchorName = useAnchorName();
  const facts = factsOf(clock);
  const state = useClockState(facts);
  const until = clock.due ?? clock.target;
  return (
    <button
      type="button"
      className={styles['row']}
      data-row={index}
      aria-haspopup="dialog"
      onClick={() => onOpen(clock.duty)}
    >
      <span className={styles['edge']} data-state={state} />
      <span className={styles['state']}>
        <StateChip state={state} />
      </span>
      <span className={styles['left']} data-state={state}>
        <Countdown facts={facts} />
      </span>
      <span className={styles['what']}>
        <span className={styles['name']}>{clock.counterpart ?? t('board.unnamed')}</span>
        <span className={styles['matter']}>{clock.title ?? t('incidents.untitled')}</span>
      </span>
      <span className={styles['due']}>
        {until !== null && <Instant at={until} />}
        <span className={styles['clause']}>
          <Clause of={clock.source} /> · {anchorName(clock.deadline.anchor.what)}
        </span>
      </span>
    </button>
  );
});
