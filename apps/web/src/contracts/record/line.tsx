import type { ReactNode } from 'react';
import styles from './line.module.css';

/** One point of a line; null: there is nothing to measure. */
export interface Point {
  readonly key: string;
  readonly name: string;
  readonly value: number | null;
  readonly said: string;
}

const HIGH = 100;

/** A line over equal steps. Each step says its value in words below, so that nothing must be read off the height. */
export function Line({ label, points }: { readonly label: string; readonly points: readonly Point[] }): ReactNode {
  const most = Math.max(1, ...points.map(({ value }) => value ?? 0));
  const placed = points.map((point, index) => ({
    ...point,
    x: ((index + 0.5) / points.length) * 100,
    y: point.value === null ? null : HIGH - (point.value / most) * (HIGH - 10) - 5,
  }));
  const known = placed.flatMap(({ key, x, y }) => (y === null ? [] : [{ key, x, y }]));
  return (
    <div className={styles['line']}>
      <div className={styles['field']} aria-hidden="true">
        <svg className={styles['svg']} viewBox={`0 0 100 ${HIGH}`} preserveAspectRatio="none" width="100%" height="120">
          <polyline points={known.map(({ x, y }) => `${x},${y}`).join(' ')} className={styles['path']} />
        </svg>
        {known.map(({ key, x, y }) => (
          <span key={key} className={styles['dot']} style={{ left: `${x}%`, top: `${y}%` }} />
        ))}
      </div>
      <ol className={styles['steps']} aria-label={label}>
        {placed.map(({ key, name, said }) => (
          <li key={key}>
            <span className={styles['name']}>{name}</span> <span className={styles['said']}>{said}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
