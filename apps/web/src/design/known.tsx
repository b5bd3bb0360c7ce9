import { Fragment, type ReactNode } from 'react';
import styles from './facts.module.css';

/** What is known of one thing: names and values, in the order in which somebody asks for them. */
export function Known({
  facts,
}: {
  readonly facts: readonly (readonly [name: string, value: ReactNode])[];
}): ReactNode {
  return (
    <dl className={styles['facts']}>
      {facts.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
