import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { Tag, type Tone } from '../../design/state-chip.js';
import type { ClockState } from '../../design/state.js';
import { stageOf, type Notice, type Stage } from './matrix-filter.js';

export function StatusTag({ status }: { readonly status: 'open' | 'closed' }): ReactNode {
  const { t } = useTranslation();
  return <Tag tone={status === 'open' ? 'running' : 'settled'}>{t(`status.${status}`)}</Tag>;
}

const ASSESSMENT: Readonly<Record<Schemas['Assessment'], Tone>> = {
  breach: 'plain',
  undecided: 'undated',
  'ruled-out': 'settled',
};
export function AssessmentTag({ assessment }: { readonly assessment: Schemas['Assessment'] }): ReactNode {
  const { t } = useTranslation();
  return <Tag tone={ASSESSMENT[assessment]}>{t(`assessment.${assessment}`)}</Tag>;
}

export const STAGE_TONES: Readonly<Record<Stage, ClockState>> = {
  pending: 'undated',
  undrafted: 'running',
  drafted: 'running',
  approved: 'running',
  sent: 'sent',
  failed: 'near',
  open: 'running',
  'handed-over': 'sent',
  fulfilled: 'settled',
  'not-required': 'undated',
  closed: 'settled',
};
/** How far a notice has come. */
export function StageTag({ notice }: { readonly notice: Pick<Notice, 'status' | 'progress'> }): ReactNode {
  const { t } = useTranslation('notices');
  const stage = stageOf(notice);
  return <Tag tone={STAGE_TONES[stage]}>{t(`stage.${stage}`)}</Tag>;
}
