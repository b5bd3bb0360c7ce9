import { Button } from '@mantine/core';
import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ENDINGS } from './file-received.js';
import form from '../design/form.module.css';
import styles from './portal.module.css';

/** Where a file is dropped, or chosen by a button. */
export function Drop(props: {
  readonly label: string;
  readonly error: string | undefined;
  readonly onFile: (file: File) => void;
}): ReactNode {
  const { label, error, onFile } = props;
  const { t } = useTranslation('portal');
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  return (
    <div
      role="group"
      aria-label={label}
      className={`${styles['drop']} ${isOver ? styles['dropOver'] : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setIsOver(false);
        const [file] = event.dataTransfer.files;
        if (file) onFile(file);
      }}
    >
      <span>{label}</span>
      <input
        ref={input}
        type="file"
        hidden
        accept={ENDINGS.join(',')}
        aria-label={label}
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          if (file) onFile(file);
        }}
      />
      <Button variant="default" onClick={() => input.current?.click()}>
        {t('receive.choose')}
      </Button>
      {error !== undefined && (
        <span role="alert" className={form['soft']}>
          {error}
        </span>
      )}
    </div>
  );
}
