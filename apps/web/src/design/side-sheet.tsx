import { Drawer, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './side-sheet.module.css';

interface Above {
  readonly opened: boolean;
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** By its name: a class on the content alone would colour what lies around it, too. */
const look = { content: styles['content'] ?? '' };

/**
 * What is looked at beside a page, from its edge. Its head is no `header`: the page has one already, and a screen reader
 * counts them.
 */
export function SideSheet({ opened, title, onClose, children }: Above): ReactNode {
  const { t } = useTranslation();
  return (
    <Drawer.Root opened={opened} onClose={onClose} position="right" size={480} classNames={look}>
      <Drawer.Overlay />
      <Drawer.Content>
        <div className={styles['head']}>
          <Drawer.Title className={styles['title']}>{title}</Drawer.Title>
          <Drawer.CloseButton aria-label={t('note.close')} />
        </div>
        <Drawer.Body>{children}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}

/** What is looked at above a page, in its middle. */
export function Above({ opened, title, onClose, children }: Above): ReactNode {
  const { t } = useTranslation();
  return (
    <Modal.Root opened={opened} onClose={onClose} classNames={look}>
      <Modal.Overlay />
      <Modal.Content>
        <div className={styles['head']}>
          <Modal.Title className={styles['title']}>{title}</Modal.Title>
          <Modal.CloseButton aria-label={t('note.close')} />
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
