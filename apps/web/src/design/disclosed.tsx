import { useState, type ReactNode } from 'react';
import { usePrinting } from './printing.js';
import styles from './disclosed.module.css';

/** What is shown where somebody asks for it, and on paper. */
export function Disclosed({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  const printing = usePrinting();
  return (
    <details
      className={styles['disclosed']}
      open={isOpen || printing}
      onToggle={({ currentTarget }) => {
        if (!printing) setIsOpen(currentTarget.open);
      }}
    >
      <summary>{title}</summary>
      {children}
    </details>
  );
}
