import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang, useZone } from '../../app/locale.js';
import { Instant } from '../../design/instant.js';
import { dayAndTime, offsetAt } from '../../design/time.js';
import type { EventWords } from '../names.js';
import type { EventRow } from '../queries.js';
import styles from './at.module.css';

/** Goes through a record's history event by event: by the arrow keys, by hand, or by its buttons. */
export function Slider(props: {
  readonly steps: readonly EventRow[];
  /** Which step is shown. */
  readonly at: number;
  readonly words: EventWords;
  readonly onStep: (index: number) => void;
}): ReactNode {
  const { steps, at, words, onStep } = props;
  const { t } = useTranslation('audit');
  const lang = useLang();
  const zone = useZone();
  const step = steps[at];
  if (!step) return null;
  const instant = Date.parse(step.recordedAt);
  const place = t('at.place', { number: at + 1, of: steps.length });
  return (
    <div className={styles['slider']}>
      <div className={styles['track']}>
        <Button variant="default" disabled={at === 0} onClick={() => onStep(at - 1)}>
          {t('at.earlier')}
        </Button>
        <input
          type="range"
          aria-label={t('at.slider')}
          aria-valuetext={`${place}: ${words.what(step.type)}, ${dayAndTime(instant, lang, zone)} ${offsetAt(instant, zone)}`}
          min={0}
          max={steps.length - 1}
          step={1}
          value={at}
          onChange={({ currentTarget }) => onStep(Number(currentTarget.value))}
        />
        <Button variant="default" disabled={at === steps.length - 1} onClick={() => onStep(at + 1)}>
          {t('at.later')}
        </Button>
      </div>
      <p className={styles['where']}>
        <b>{words.what(step.type)}</b> <Instant at={step.recordedAt} />
      </p>
      <p className={styles['soft']}>
        {place} · {words.who(step.actor)} · {t('stream.number', { number: step.logNumber })}
      </p>
    </div>
  );
}
