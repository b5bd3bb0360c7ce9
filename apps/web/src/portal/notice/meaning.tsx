import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Countdown, useClockState } from '../../design/countdown.js';
import { Instant } from '../../design/instant.js';
import { Sheet } from '../../design/page.js';
import { StateChip, Tag } from '../../design/state-chip.js';
import { factsOfRow, type CaseRow } from '../files.js';
import type { Notice } from '../queries.js';
import { acknowledgedOf } from './acknowledged.js';
import styles from '../portal.module.css';

/** In plain words: what happened, what it means for whom it was sent to, what comes next. */
export function Meaning({ notice, file }: { readonly notice: Notice; readonly file: CaseRow | undefined }): ReactNode {
  const { t } = useTranslation(['portal', 'app']);
  const { kind, counterpart, toldAt, messages } = notice;
  const open = messages.filter(({ sendNumber }) => acknowledgedOf(notice, sendNumber) === undefined);
  return (
    <Sheet title={t('notice.short')}>
      <div className={styles['lines']}>
        {kind !== null && (
          <p>
            <Tag tone="plain">{t(`app:kind.${kind}`)}</Tag>
          </p>
        )}
        <p>
          {t('notice.told', { name: counterpart ?? '–' })} {toldAt !== null && <Instant at={toldAt} />}
        </p>
        {kind !== null && <p>{t(`meaning.${kind}`)}</p>}
      </div>
      <div className={styles['part']}>
        <h3>{t('notice.next')}</h3>
        <ol className={styles['lines']}>
          <li>{t('notice.read')}</li>
          <li>
            {open.length > 0 ? <a href="#acknowledge">{t('notice.toAcknowledge')}</a> : t('notice.allAcknowledged')}
          </li>
          <li>
            {file ? t(file.decided ? 'notice.fileDecided' : 'notice.decide') : t('notice.noFile')}
            {file && <Clock file={file} />}
          </li>
        </ol>
      </div>
    </Sheet>
  );
}

function Clock({ file }: { readonly file: CaseRow }): ReactNode {
  const { t } = useTranslation('portal');
  const facts = factsOfRow(file);
  const state = useClockState(facts);
  return (
    <div className={styles['lines']}>
      {file.due !== null && !file.decided && (
        <>
          <p className={styles['big']}>
            <Countdown facts={facts} />
          </p>
          <p>
            <StateChip state={state} /> {t('waiting.until')} <Instant at={file.due} />
          </p>
        </>
      )}
      <p className={styles['actions']}>
        <Button component={Link} to={`/portal/cases/${file.id}`}>
          {t('notice.toFile')}
        </Button>
      </p>
    </div>
  );
}
