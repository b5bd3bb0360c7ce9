import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Shape } from './shapes.js';
import type { ClockState } from './state.js';
import styles from './state-chip.module.css';

/** A clock's state in colour, word and shape. */
export function StateChip({ state }: { readonly state: ClockState }): ReactNode {
  const { t } = useTranslation();
  return (
    <span className={`${styles['chip']} ${styles[state]}`}>
      <Shape of={state} />
      {t(`clock.${state}`)}
    </span>
  );
}

/** `plain`: what is no state of a clock, and takes none of their colours. */
export type Tone = ClockState | 'plain';

/** Other words of state (of a notice, an incident), which carry no clock and so no shape. */
export function Tag({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }): ReactNode {
  return <span className={`${styles['chip']} ${styles['tag']} ${styles[tone]}`}>{children}</span>;
}
