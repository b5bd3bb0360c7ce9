import { useMediaQuery } from '@mantine/hooks';
import { useState, type ReactNode } from 'react';
import { usePrinting } from '../../design/printing.js';
import page from '../../design/page.module.css';
import styles from './part.module.css';

/** Where one column holds what stands in three beside each other, a text is many times as high. */
const NARROW = '(max-width: 640px)';

/**
 * A part of a long text: open where there is room; on a phone folded, so that the parts' titles are its contents, unless it is
 * what one mostly comes for. On paper everything stands open.
 */
export function Part(props: {
  readonly title: string;
  /** How much there is, in the title. */
  readonly count?: number;
  /** Open on a phone, too. */
  readonly first?: boolean;
  readonly children: ReactNode;
}): ReactNode {
  const { title, count, first = false, children } = props;
  const narrow = useMediaQuery(NARROW, window.matchMedia(NARROW).matches);
  const printing = usePrinting();
  const [turned, setTurned] = useState<boolean | undefined>();
  const open = printing || (turned ?? (!narrow || first));
  return (
    <section className={page['sheet']}>
      <details
        open={open}
        onToggle={({ currentTarget }) => {
          if (currentTarget.open !== open) setTurned(currentTarget.open);
        }}
      >
        <summary className={styles['head']}>
          <h2 className={styles['title']}>{title}</h2>
          {count !== undefined && <span className={styles['count']}>{count}</span>}
        </summary>
        {children}
      </details>
    </section>
  );
}
