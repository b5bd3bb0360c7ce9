import { useState, type DragEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import form from '../../design/form.module.css';
import styles from './work.module.css';

/** The ends of the names of tables that can be read. */
export const TABLES = '.csv,.txt,.xlsx,.json';

/** Takes one file: chosen, or dropped here. */
export function FileInput(props: {
  readonly label: string;
  /** Of the file that was chosen last. */
  readonly name: string | undefined;
  readonly accept: string;
  readonly onChoose: (file: File) => void;
}): ReactNode {
  const { label, name, accept, onChoose } = props;
  const { t } = useTranslation('settings');
  const [over, setOver] = useState(false);
  const take = (file: File | undefined): void => {
    if (file) onChoose(file);
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  return (
    <label
      className={styles['drop']}
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <input
        type="file"
        className={styles['file']}
        accept={accept}
        onChange={({ currentTarget }) => take(currentTarget.files?.[0])}
      />
      <span className={styles['choose']}>{label}</span>
      <span className={form['soft']}>{name ?? t('imports.orDrop')}</span>
    </label>
  );
}
