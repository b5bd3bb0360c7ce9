import { useId, type ReactNode } from 'react';
import styles from './bars.module.css';

/** What a part of a bar counts; `time` is a length of time. */
export type Series = 'onTime' | 'late' | 'overdue' | 'open' | 'handedOver' | 'undated' | 'time';

/** One bar: whose it is, what it comes to in words, and its parts. */
export interface Bar {
  readonly key: string;
  readonly name: ReactNode;
  readonly said: string;
  readonly parts: readonly { readonly series: Series; readonly value: number }[];
}

const sum = ({ parts }: Bar): number => parts.reduce((total, { value }) => total + value, 0);

/** Bars to compare by eye. Each says in words what it shows; those that ask for something are hatched, not only coloured. */
export function Bars({ label, bars }: { readonly label: string; readonly bars: readonly Bar[] }): ReactNode {
  const hatch = useId();
  const most = Math.max(1, ...bars.map(sum));
  return (
    <ul className={styles['bars']} aria-label={label}>
      {bars.map((bar) => (
        <li key={bar.key} className={styles['bar']}>
          <span className={styles['name']}>{bar.name}</span>
          <svg className={styles['svg']} aria-hidden="true" width="100%" height="18">
            <defs>
              <pattern
                id={`${hatch}${bar.key}`}
                width="6"
                height="6"
                patternUnits="userSpaceOnUse"
                patternTransform="rotate(45)"
              >
                <rect width="6" height="6" className={styles['hatchGround']} />
                <rect width="3" height="6" className={styles['hatch']} />
              </pattern>
            </defs>
            {partsOf(bar, most).map(({ series, from, width }) => (
              <rect
                key={series}
                x={`${from}%`}
                width={`${width}%`}
                height="18"
                className={styles[series]}
                {...(HATCHED.includes(series) && { fill: `url(#${hatch}${bar.key})` })}
              />
            ))}
          </svg>
          <span className={styles['said']}>{bar.said}</span>
        </li>
      ))}
    </ul>
  );
}

const HATCHED: readonly Series[] = ['late', 'overdue'];

/** Where each part begins and how long it is, in per cent of the longest bar. */
function partsOf({ parts }: Bar, most: number) {
  let from = 0;
  return parts
    .filter(({ value }) => value > 0)
    .map(({ series, value }) => {
      const width = (value / most) * 100;
      const part = { series, from, width };
      from += width;
      return part;
    });
}

/** What the parts of the bars stand for. */
export function Legend({
  series,
}: {
  readonly series: readonly (readonly [series: Series, word: string])[];
}): ReactNode {
  const hatch = useId();
  return (
    <ul className={styles['legend']}>
      {series.map(([each, word]) => (
        <li key={each}>
          <svg width="14" height="14" aria-hidden="true">
            <defs>
              <pattern
                id={`${hatch}${each}`}
                width="6"
                height="6"
                patternUnits="userSpaceOnUse"
                patternTransform="rotate(45)"
              >
                <rect width="6" height="6" className={styles['hatchGround']} />
                <rect width="3" height="6" className={styles['hatch']} />
              </pattern>
            </defs>
            <rect
              width="14"
              height="14"
              className={styles[each]}
              {...(HATCHED.includes(each) && { fill: `url(#${hatch}${each})` })}
            />
          </svg>
          {word}
        </li>
      ))}
    </ul>
  );
}
