import type { FourEyes } from './four-eyes.js';
import type { NoticeTemplate } from './templates.js';

/**
 * How well a delivery is known to have reached the recipient, from weakest to strongest; `stated` (by the sender: phone,
 * letter, fax, meeting) stands beside the order.
 */
export const GRADES = ['handed-over', 'accepted-by-server', 'opened', 'acknowledged'] as const;
export type Grade = (typeof GRADES)[number] | 'stated';

/** What an organisation may choose. Its choices make duties stricter, never laxer. A controller chooses `fourEyes` alone. */
export interface OrganisationSettings {
  /** Internal target in hours for duties without an hour figure; null: none is set. */
  readonly internalTargetHours: number | null;
  /** Grade at which a duty counts as fulfilled; the default is `accepted-by-server`, a higher one may be required. */
  readonly requiredGrade: Exclude<Grade, 'handed-over' | 'stated'>;
  /** Where alerts go; null: alerts are recorded but reach nobody (a finding). Personal. */
  readonly onCallAddress: string | null;
  /** The organisation's own notice templates by language, in place of the built-in ones. */
  readonly templates: Readonly<Partial<Record<'de' | 'en', NoticeTemplate>>>;
  /** Where a second person is needed; left out: nowhere. */
  readonly fourEyes?: FourEyes;
}

export const DEFAULT_SETTINGS: OrganisationSettings = {
  internalTargetHours: null,
  requiredGrade: 'accepted-by-server',
  onCallAddress: null,
  templates: {},
};
