import { useEffect, type ReactNode } from 'react';
import { nameTab } from '../app/watch/tab.js';
import styles from './page.module.css';

/** The frame of every page: its title, once, in the page and in the tab; beside it what can be done. */
export function PageFrame(props: {
  readonly title: string;
  readonly beside?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  const { title, beside, children } = props;
  useEffect(() => {
    nameTab(`${title} · art33`);
  }, [title]);
  return (
    <div className={styles['page']}>
      <div className={styles['head']}>
        <h1 className={styles['title']}>{title}</h1>
        {beside}
      </div>
      {children}
    </div>
  );
}

export function Sheet({ title, children }: { readonly title?: string; readonly children: ReactNode }): ReactNode {
  return (
    <section className={styles['sheet']}>
      {title !== undefined && <h2 className={styles['sheetTitle']}>{title}</h2>}
      {children}
    </section>
  );
}
