import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../../app/locale.js';
import { instantMeant, WhenInput, type When } from '../../design/when.js';
import type { EventRow } from '../queries.js';
import styles from './at.module.css';

/** Leads to the last step that had happened at an instant, which one often knows better than the step. */
export function ToInstant(props: {
  readonly steps: readonly EventRow[];
  readonly onStep: (index: number) => void;
}): ReactNode {
  const { steps, onStep } = props;
  const { t } = useTranslation('audit');
  const zone = useZone();
  const [when, setWhen] = useState<When>({ local: '' });
  const instant = instantMeant(when, zone);
  const last =
    instant === undefined
      ? undefined
      : steps.findLastIndex(({ recordedAt }) => Date.parse(recordedAt) <= Date.parse(instant));
  return (
    <form
      className={styles['deeds']}
      onSubmit={(event) => {
        event.preventDefault();
        if (last !== undefined && last >= 0) onStep(last);
      }}
    >
      <WhenInput
        label={t('at.instant.when')}
        value={when}
        onChange={setWhen}
        error={last === -1 ? t('at.instant.before') : undefined}
      />
      <Button type="submit" variant="default" disabled={last === undefined || last < 0}>
        {t('at.instant.go')}
      </Button>
    </form>
  );
}
