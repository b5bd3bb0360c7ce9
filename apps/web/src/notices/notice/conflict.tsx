import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../api/problem.js';
import { Instant } from '../../design/instant.js';
import form from '../../design/form.module.css';
import styles from './notice.module.css';

/** What somebody else wrote meanwhile, as far as a text says it. */
interface Change {
  readonly type: string;
  readonly at: string;
  readonly subject: string | undefined;
  readonly text: string | undefined;
}

const fieldOf = (record: unknown, name: string): unknown =>
  typeof record === 'object' && record !== null ? Object.entries(record).find(([key]) => key === name)?.[1] : undefined;
const wordsOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const changesOf = ({ changes }: Problem): readonly Change[] =>
  (Array.isArray(changes) ? (changes as readonly unknown[]) : []).map((change) => ({
    type: wordsOf(fieldOf(change, 'type')) ?? '',
    at: wordsOf(fieldOf(change, 'at')) ?? '',
    subject: wordsOf(fieldOf(fieldOf(change, 'data'), 'subject')),
    text: wordsOf(fieldOf(fieldOf(change, 'data'), 'text')),
  }));

/** Somebody else changed the notice while one wrote: what they changed, and which of the two goes on. Nothing is lost. */
export function Conflict(props: {
  readonly problem: Problem;
  readonly onKeepMine: () => void;
  readonly onTakeTheirs: () => void;
}): ReactNode {
  const { problem, onKeepMine, onTakeTheirs } = props;
  const { t } = useTranslation(['notices', 'app']);
  return (
    <div role="alert" className={styles['aside']}>
      <p>
        <b>{t('app:trouble.conflict.title')}.</b> {t('conflict.text')}
      </p>
      {changesOf(problem).map(({ type, at, subject, text }, index) => (
        <div key={index}>
          <p>
            {t(type === 'NoticeDrafted' ? 'conflict.drafted' : 'conflict.other')} {at !== '' && <Instant at={at} />}
          </p>
          {text !== undefined && (
            <blockquote className={styles['theirs']}>
              <b>{subject}</b>
              {'\n\n'}
              {text}
            </blockquote>
          )}
        </div>
      ))}
      <div className={form['actions']}>
        <Button variant="default" onClick={onKeepMine}>
          {t('conflict.mine')}
        </Button>
        <Button variant="default" onClick={onTakeTheirs}>
          {t('conflict.theirs')}
        </Button>
      </div>
    </div>
  );
}
