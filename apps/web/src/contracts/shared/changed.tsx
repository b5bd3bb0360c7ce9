import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isConflict, Problem } from '../../api/problem.js';
import { Instant } from '../../design/instant.js';
import { Refused } from '../../design/refused.js';
import type { Words } from '../words/en.js';
import styles from './changed.module.css';

interface Change {
  readonly type: keyof Words['change']['what'] | undefined;
  readonly at: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** What is told of a change: who reads it decides by these. */
const TOLD = ['name', 'email', 'phone', 'value', 'reason', 'subprocessorId', 'termsVersion', 'onCallAddress'] as const;

const WHAT = [
  'ContactAdded',
  'ContactChanged',
  'ContactRemoved',
  'SettingsChanged',
  'OpenTermConfirmed',
  'TermsPublished',
  'AgreementMovedToVersion',
  'AgreementEnded',
  'SubprocessorAuthorised',
  'SubprocessorWithdrawn',
] as const satisfies readonly (keyof Words['change']['what'])[];

function changesOf({ changes }: Problem): readonly Change[] {
  if (!Array.isArray(changes)) return [];
  return changes.filter(isObject).map(({ type, at, data }) => ({
    type: WHAT.find((each) => each === type),
    at: String(at),
    data: isObject(data) ? data : {},
  }));
}

/** Why a change was not written, with what somebody else changed meanwhile where that was it. */
export function Refusal({ error }: { readonly error: Error | null }): ReactNode {
  const { t } = useTranslation('contracts');
  if (error instanceof Problem && error.status === 422 && error.errors.length > 0)
    return (
      <div role="alert" className={styles['refused']}>
        {t('change.refused')}
        <ul lang="en">
          {error.errors.map(({ field, rule }) => (
            <li key={`${field} ${rule}`}>{field === '' ? rule : `${field}: ${rule}`}</li>
          ))}
        </ul>
      </div>
    );
  return (
    <>
      <Refused error={error} />
      <Changed error={error} />
    </>
  );
}

/** What somebody else changed meanwhile. */
export function Changed({ error }: { readonly error: Error | null }): ReactNode {
  const { t } = useTranslation('contracts');
  if (!isConflict(error)) return null;
  const changes = changesOf(error);
  return (
    <div className={styles['refused']}>
      <ul>
        {changes.map(({ type, at, data }, index) => (
          <li key={index}>
            <Instant at={at} /> {t(`change.what.${type ?? 'other'}`)}
            {TOLD.filter((field) => typeof data[field] === 'string' || typeof data[field] === 'number').map(
              (field) => ` · ${t(`change.field.${field}`)}: ${String(data[field])}`,
            )}
          </li>
        ))}
      </ul>
      <p className={styles['plain']}>{t('change.next')}</p>
    </div>
  );
}
