import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../app/session.js';
import { OnlyBy } from '../only-by.js';
import type { Case } from '../queries.js';
import { Deed } from './deed.js';
import { deedsOf, type Step } from './state.js';
import styles from '../portal.module.css';

const LOOK = { done: 'stepDone', now: 'stepNow', later: 'stepLater' } as const;
const SHAPE: Readonly<Record<Step['state'], ReactNode>> = {
  done: <path d="m2 8.5 4 4 8-9" className="ring" />,
  now: <path d="M4 2.5 13 8l-9 5.5z" className="solid" />,
  later: <circle cx="8" cy="8" r="5.5" className="ring" />,
};

/** What to do next: done, now, or later, in word and shape. The deeds that are open are offered here, and nowhere else. */
export function Checklist({ file, steps }: { readonly file: Case; readonly steps: readonly Step[] }): ReactNode {
  const { t } = useTranslation('portal');
  const { may } = useSession();
  const officer = may('controller:privacy-officer');
  return (
    <>
      <ol className={styles['steps']}>
        {steps.map((step) => (
          <li key={step.name} className={`${styles['step']} ${styles[LOOK[step.state]]}`}>
            <svg viewBox="0 0 16 16" width="18" height="18" aria-hidden="true" focusable="false">
              {SHAPE[step.state]}
            </svg>
            <span className={styles['stepText']}>
              <b>{t(`steps.${step.name}.${step.state === 'done' ? 'done' : 'title'}`)}</b>
              {step.state !== 'done' && <span className={styles['soft']}>{t(`steps.${step.name}.text`)}</span>}
              <span className={styles['soft']}>{t(`steps.${step.state}`)}</span>
            </span>
            <span className={styles['noPrint']}>
              <Do step={step} file={file} officer={officer} />
            </span>
          </li>
        ))}
      </ol>
      {!officer && <OnlyBy who="officer" />}
    </>
  );
}

/** The way to do it, for whom it is open. */
function Do(props: { readonly step: Step; readonly file: Case; readonly officer: boolean }): ReactNode {
  const { step, file, officer } = props;
  const { t } = useTranslation('portal');
  if (step.state === 'done') return null;
  if (step.name === 'acknowledge')
    return file.noticeId === '' ? (
      <Button component="a" href="#received" size="compact-md" variant="default">
        {t('steps.acknowledge.do')}
      </Button>
    ) : (
      <Button component={Link} to={`/portal/notices/${file.noticeId}`} size="compact-md" variant="default">
        {t('steps.acknowledge.do')}
      </Button>
    );
  if (step.name === 'close')
    return officer && step.state === 'now' ? (
      <Button component="a" href="#closing" size="compact-md" variant="default">
        {t('steps.close.do')}
      </Button>
    ) : null;
  const deeds = officer ? deedsOf(step) : [];
  return (
    <span className={styles['lines']}>
      {step.name === 'decide' && (
        <Button component={Link} to={`/portal/cases/${file.id}/authority`} size="compact-md" variant="default">
          {t('authority.to')}
        </Button>
      )}
      {deeds.map((deed) => (
        <Deed key={deed} to={deed} filing={file.unprovenFilings[0]} primary={deed === 'file'} />
      ))}
    </span>
  );
}
