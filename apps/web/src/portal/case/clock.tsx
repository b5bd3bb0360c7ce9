import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang } from '../../app/locale.js';
import { Clause } from '../../design/clause.js';
import { Countdown, useClockState } from '../../design/countdown.js';
import { Instant } from '../../design/instant.js';
import { Disclosed } from '../../design/disclosed.js';
import { StateChip, Tag } from '../../design/state-chip.js';
import type { ClockFacts } from '../../design/state.js';
import type { Case } from '../queries.js';
import facts from '../../design/facts.module.css';
import styles from '../portal.module.css';

/** The 72 hours as the API counts them: what is left, from what they are counted, and why they end then. */
export function Clock({ file }: { readonly file: Case }): ReactNode {
  const { t } = useTranslation('portal');
  if (file.deadline === null)
    return (
      <>
        <p className={styles['plain']}>{t('clock.none')}</p>
        <EveryClock file={file} />
      </>
    );
  const { clock } = file.deadline;
  return (
    <>
      <Counted file={file} deadline={file.deadline.deadline} />
      <p>{t(file.decided ? 'clock.settled' : `clock.${clock}.meaning`)}</p>
      <Disclosed title={t('clock.how')}>
        <Why deadline={file.deadline.deadline} />
        <EveryClock file={file} />
      </Disclosed>
    </>
  );
}

type Deadline = NonNullable<Case['deadline']>['deadline'];

function Counted({ file, deadline }: { readonly file: Case; readonly deadline: Deadline }): ReactNode {
  const { t } = useTranslation('portal');
  const isMissed = file.missed !== null && file.missed.due === deadline.due;
  const clock: ClockFacts = {
    state: file.decided ? 'settled' : isMissed ? 'missed' : 'open',
    due: deadline.due,
    anchor: deadline.anchor.at.at,
  };
  const state = useClockState(clock);
  return (
    <div className={styles['lines']}>
      <p>
        <StateChip state={state} />
      </p>
      <p className={styles['big']}>
        <Countdown facts={clock} />
      </p>
      {deadline.due !== null && (
        <p>
          {t('clock.ends')} <Instant at={deadline.due} />
        </p>
      )}
      {isMissed && !file.decided && <p>{t('clock.over')}</p>}
    </div>
  );
}

/** Anchor, arithmetic and source, exactly as the deadline carries them. */
function Why({ deadline }: { readonly deadline: Deadline }): ReactNode {
  const { t } = useTranslation(['portal', 'app']);
  const lang = useLang();
  const { anchor, arithmetic, rule, outerLimit, crossesClockChange } = deadline;
  return (
    <dl className={facts['facts']}>
      <dt>{t('clock.from')}</dt>
      <dd>
        <Instant at={anchor.at.at} />
      </dd>
      <dt>{t('clock.arithmetic')}</dt>
      <dd>
        {arithmetic.map((step, index) => (
          <div key={index}>{step[lang]}</div>
        ))}
        {crossesClockChange && (
          <div>
            {t('app:explain.crosses', { from: crossesClockChange.from, to: crossesClockChange.to })}{' '}
            <Instant at={crossesClockChange.at} />
          </div>
        )}
      </dd>
      <dt>{t('clock.source')}</dt>
      <dd>
        <Clause of={rule.source} />
      </dd>
      {outerLimit !== undefined && (
        <>
          <dt>{t('clock.outer')}</dt>
          <dd>
            <Instant at={outerLimit} />
          </dd>
        </>
      )}
    </dl>
  );
}

/** Every clock there ever was, with the delivery that it ran from: what was withdrawn stays visible. */
function EveryClock({ file }: { readonly file: Case }): ReactNode {
  const { t } = useTranslation(['portal', 'app']);
  return (
    <div className={styles['part']}>
      <h3>{t('clock.every')}</h3>
      <ul className={styles['plainList']}>
        {file.clocks.map(({ clockId, kind, noticeKind, grade, deadline, outsideBusinessHours, withdrawn }) => (
          <li key={clockId}>
            <b>{t(`clock.${kind}.word`)}</b>: {t(`grade.${grade}`)} <Instant at={deadline.anchor.at.at} />
            {noticeKind !== 'other' && ` (${t(`app:kind.${noticeKind}`)})`}
            {outsideBusinessHours && <div className={styles['soft']}>{t('clock.outside')}</div>}
            {withdrawn && (
              <div>
                <Tag tone="undated">{t('clock.withdrawn')}</Tag>{' '}
                {t(withdrawn.why === 'delivery-invalidated' ? 'clock.invalidated' : 'clock.earlier')}{' '}
                <Instant at={withdrawn.at} />
              </div>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
