import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Refused } from './refused.js';
import { Above } from './side-sheet.js';
import form from './form.module.css';

/** A button that asks before it does what cannot be undone: the question names what follows. */
export function Confirm(props: {
  /** What is done, on the button and on that of the question. */
  readonly deed: string;
  readonly title: string;
  /** What follows from it. */
  readonly consequence: string;
  readonly error: Error | null;
  readonly known?: Readonly<Record<string, string>>;
  /** Does it; the question closes once it is done. */
  readonly onConfirm: () => Promise<unknown>;
  /** Forgets what was refused before. */
  readonly onOpen?: () => void;
  readonly size?: 'sm' | 'compact-sm';
  readonly children?: ReactNode;
}): ReactNode {
  const { deed, title, consequence, error, known, onConfirm, onOpen, size = 'sm', children } = props;
  const { t } = useTranslation('app');
  const [opened, setOpened] = useState(false);
  const [isAtWork, setIsAtWork] = useState(false);
  const close = (): void => setOpened(false);
  const confirm = (): void => {
    setIsAtWork(true);
    void onConfirm()
      .then(close, () => undefined)
      .finally(() => setIsAtWork(false));
  };
  return (
    <>
      <Button
        variant="default"
        size={size}
        onClick={() => {
          onOpen?.();
          setOpened(true);
        }}
      >
        {deed}
      </Button>
      <Above opened={opened} title={title} onClose={close}>
        <div className={form['part']}>
          <p className={form['plain']}>{consequence}</p>
          {children}
          <Refused error={error} {...(known && { known })} />
          <div className={form['actions']}>
            <Button loading={isAtWork} onClick={confirm}>
              {deed}
            </Button>
            <Button variant="subtle" onClick={close}>
              {t('note.cancel')}
            </Button>
          </div>
        </div>
      </Above>
    </>
  );
}
