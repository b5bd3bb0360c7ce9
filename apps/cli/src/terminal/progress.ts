import { styled, widthOf, type Screen } from './style.js';
import { lengthOf } from './time.js';

/** How far a long piece of work is. */
export interface Progress {
  /** So many more are done. */
  advance(count?: number): void;
  /** So many are done in all. */
  reach(count: number): void;
  /** Leaves the last line standing. Without it, or after it, nothing more is drawn. */
  end(): void;
}

export interface ProgressOptions {
  /** Default: standard error, so that results can be piped. */
  readonly screen?: Screen;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** What is counted, e.g. `rows`, or `bytes` for MiB. */
  readonly unit?: string;
}

/** At a terminal, the line is drawn anew so often; elsewhere a new line comes so seldom. Milliseconds. */
const REDRAW = 100;
const NEXT_LINE = 10_000;
const BAR = 24;

/**
 * Shows how far work is: a bar that redraws itself at a terminal; in a pipe or file one plain line every ten seconds.
 * Without a total, only the count and the rate are shown.
 */
export function progress(label: string, total: number | undefined, options: ProgressOptions = {}): Progress {
  const { screen = process.stderr, now = Date.now, unit = '' } = options;
  const begun = now();
  const atTerminal = screen.isTTY === true;
  let done = 0;
  let drawn = atTerminal ? -Infinity : begun;
  let ended = false;

  const draw = (): void => {
    const text = lineOf({ label, done, total, elapsed: now() - begun, unit });
    if (!atTerminal) return void screen.write(`${text}\n`);
    const bar = total === undefined ? '' : `${styled(screen, 'cyan', barOf(done, total))} `;
    screen.write(`\r${bar}${text.slice(0, Math.max(20, widthOf(screen) - BAR - 3))}\u001b[K`);
  };
  const reach = (count: number): void => {
    done = count;
    const at = now();
    if (ended || at - drawn < (atTerminal ? REDRAW : NEXT_LINE)) return;
    drawn = at;
    draw();
  };
  return {
    reach,
    advance: (count = 1) => reach(done + count),
    end() {
      if (ended) return;
      ended = true;
      if (atTerminal || drawn > begun) draw();
      if (atTerminal) screen.write('\n');
    },
  };
}

interface State {
  readonly label: string;
  readonly done: number;
  readonly total: number | undefined;
  /** Milliseconds. */
  readonly elapsed: number;
  readonly unit: string;
}

const barOf = (done: number, total: number): string => {
  const full = total === 0 ? BAR : Math.min(BAR, Math.floor((done / total) * BAR));
  return '█'.repeat(full) + '░'.repeat(BAR - full);
};

function lineOf({ label, done, total, elapsed, unit }: State): string {
  const rate = elapsed > 0 ? done / (elapsed / 1_000) : 0;
  const share = total === undefined ? '' : ` of ${amount(total, unit)} (${percent(done, total)} %)`;
  const left =
    total !== undefined && rate > 0 && done < total ? `, ${lengthOf(((total - done) / rate) * 1_000)} left` : '';
  return `${label}: ${amount(done, unit)}${share}, ${amount(rate, unit)}/s${left}`;
}

const percent = (done: number, total: number): number =>
  total === 0 ? 100 : Math.min(100, Math.floor((100 * done) / total));

const amount = (count: number, unit: string): string =>
  unit === 'bytes'
    ? `${(count / 2 ** 20).toFixed(1)} MiB`
    : `${Math.round(count).toLocaleString('en')}${unit === '' ? '' : ` ${unit}`}`;
