import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { Tag, type Tone } from '../design/state-chip.js';

export type Status = Schemas['ReportListItem']['status'];

export const STATUSES = ['open', 'turned', 'linked', 'rejected'] as const satisfies readonly Status[];

export const isShown = (text: unknown): text is Status => STATUSES.some((each) => each === text);

const TONES: Readonly<Record<Status, Tone>> = {
  open: 'running',
  turned: 'settled',
  linked: 'settled',
  rejected: 'undated',
};

/** What was decided about a report. */
export function ReportTag({ status }: { readonly status: Status }): ReactNode {
  const { t } = useTranslation('intake');
  return <Tag tone={TONES[status]}>{t(`status.${status}`)}</Tag>;
}
