import { NativeSelect, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { subprocessorsQuery } from '../api/queries.js';
import type { Refusals } from '../deeds/refusals.js';
import { WhenInput } from '../design/when.js';
import type { LogDraft } from './log-draft.js';
import styles from '../design/form.module.css';

const INSTANTS = [
  ['from', 'deeds:log.occurredFrom', 'occurred.from'],
  ['until', 'deeds:log.occurredUntil', 'occurred.until'],
  ['detected', 'log.detected', 'detected'],
] as const;

/** What can follow: nothing of it holds up the logging. */
export function LogMore(props: {
  readonly draft: LogDraft;
  readonly refusals: Refusals;
  readonly change: (part: Partial<LogDraft>) => void;
}): ReactNode {
  const { draft, refusals, change } = props;
  const { t } = useTranslation(['app', 'deeds']);
  const subprocessors = useQuery(subprocessorsQuery).data ?? [];
  return (
    <div className={styles['part']}>
      <Textarea
        label={t('log.summary')}
        description={t('log.summaryHint')}
        rows={4}
        maxLength={10_000}
        value={draft.summary}
        error={refusals.at('summary')}
        onChange={({ currentTarget }) => change({ summary: currentTarget.value })}
      />
      {INSTANTS.map(([name, word, field]) => (
        <WhenInput
          key={name}
          label={t(word)}
          value={draft[name]}
          error={refusals.at(field)}
          onChange={(next) => change({ [name]: next })}
        />
      ))}
      <NativeSelect
        label={t('deeds:log.subprocessor')}
        value={draft.subprocessor}
        error={refusals.at('subprocessors.0.subprocessorId')}
        data={[
          { value: '', label: t('deeds:log.noSubprocessor') },
          ...subprocessors.map(({ subprocessorId, name }) => ({
            value: subprocessorId,
            label: name ?? subprocessorId,
          })),
        ]}
        onChange={({ currentTarget }) => change({ subprocessor: currentTarget.value })}
      />
      {draft.subprocessor !== '' &&
        (['itsAwareness', 'toldUs'] as const).map((name) => (
          <WhenInput
            key={name}
            label={t(`deeds:subprocessor.${name}`)}
            value={draft[name]}
            error={refusals.at(`subprocessors.0.${name}`)}
            onChange={(next) => change({ [name]: next })}
          />
        ))}
    </div>
  );
}
