import { parseStatedInstant, isInstantFault, type StatedInstant } from '@art33/deadlines';
import { deriveId, fold, isRefusal, type Instant } from '@art33/event-log';
import type { IncidentFact } from '@art33/incidents';
import {
  DEFAULT_SETTINGS,
  type Fact,
  type Irregularity,
  type NoticeKind,
  type OrganisationSettings,
  type Trigger,
} from '@art33/parties';
import type { Align, Draft, NoticeCommandBy, ResolvedOpenTerm, Send } from '../domain/commands.js';
import { noticeDecider } from '../domain/decider.js';
import { isNoticeEvent, type NoticeEvent, type NoticeEventOf, type NoticeEventType } from '../domain/events.js';
import { dutyIdOf, noticeIdOf } from '../domain/ids.js';
import type { NoticeState } from '../domain/state.js';
import type { NoticeRef } from '../domain/values.js';

export const ZONE = 'Europe/Berlin';

/** The UTC instant of a text with offset. */
export const utc = (text: string): Instant => new Date(text).toISOString();

export function stated(text: string): StatedInstant {
  const instant = parseStatedInstant({ at: text, zone: ZONE });
  if (isInstantFault(instant)) throw new Error(instant.rule);
  return instant;
}

export const known = (fact: Fact, at: string, irregularity?: Irregularity): IncidentFact => ({
  fact,
  ...(irregularity ? { irregularity } : {}),
  at: stated(at),
});

const question = { de: 'offen', en: 'open' };
const openTerm = (id: string, value: string | null, confirmed = false): ResolvedOpenTerm => ({
  id,
  clause: '-',
  question,
  value,
  confirmed,
});

/** The agreements' triggers as facts, shortened to what the rules here need. */
export interface SampleTerms {
  readonly terms: Align['terms'];
  readonly openTerms: readonly ResolvedOpenTerm[];
}
const hours24 = { kind: 'hours', hours: 24 } as const;
const atOnce = { kind: 'undated', wording: 'unverzüglich' } as const;
const trigger = (
  id: string,
  clause: string,
  fact: Fact,
  noticeKind: NoticeKind,
  time: Trigger['time'],
  more: Partial<Trigger> = {},
): Trigger => ({
  id,
  clause,
  fact,
  noticeKind,
  time,
  ...more,
});

export const RATIOMEDICUS: SampleTerms = {
  terms: {
    id: 'ratiomedicus-avv',
    version: '2.1',
    noticeForm: { form: 'none', clause: null, openTerm: 'notice-form' },
    triggers: [
      trigger('breach', '§ 8.6', 'breach-established', 'breach', hours24, {
        followUpOf: { triggers: ['suspicion'], openTerm: 'suspicion-confirmed', value: 'follow-up' },
        assumptions: ['whose-knowledge'],
      }),
      trigger('suspicion', '§ 8.6', 'suspicion-known', 'suspected-breach', hours24, {
        assumptions: ['whose-knowledge'],
      }),
      trigger('loss-or-damage', '§ 8.6', 'irregularity-known', 'irregularity', hours24, {
        irregularities: ['loss-or-damage'],
      }),
      trigger('security-defect', '§ 9.3', 'defect-known', 'security-defect', atOnce),
    ],
  },
  openTerms: [
    openTerm('whose-knowledge', 'earliest'),
    openTerm('suspicion-confirmed', 'follow-up'),
    openTerm('notice-form', null),
  ],
};

export const LUMITRA: SampleTerms = {
  terms: {
    id: 'lumitra-avv',
    version: 'undated',
    noticeForm: { form: 'text', clause: '12.1' },
    triggers: [
      trigger('breach', '9', 'breach-established', 'breach', hours24),
      trigger('irregularity', '3', 'irregularity-known', 'irregularity', atOnce),
      trigger('suspicion', '3', 'suspicion-known', 'irregularity', atOnce, {
        onlyWhile: { openTerm: 'suspicion-is-irregularity', value: 'yes' },
      }),
      trigger('not-notifiable', '9', 'ruled-out-as-notifiable', 'for-information', atOnce),
    ],
  },
  openTerms: [openTerm('suspicion-is-irregularity', 'yes')],
};

export const CGM: SampleTerms = {
  terms: {
    id: 'cgm-avv',
    version: '2025-09-03',
    noticeForm: { form: 'none', clause: null },
    triggers: [trigger('breach', '§ 4.3', 'breach-established', 'breach', atOnce)],
  },
  openTerms: [],
};

export const NOTICE: NoticeRef = {
  incidentId: deriveId('test', 'incident'),
  agreementId: deriveId('test', 'agreement'),
  processorId: deriveId('test', 'processor'),
  controllerId: deriveId('test', 'controller'),
};
export const NOTICE_ID = noticeIdOf(NOTICE.incidentId, NOTICE.agreementId);
export const dutyOf = (triggerId: string): string => dutyIdOf(NOTICE_ID, triggerId);
export const CONTACT = deriveId('test', 'contact');

/** An `align` under sample terms; everything else as usual unless said otherwise. */
export const aligned = (
  sample: SampleTerms,
  facts: readonly IncidentFact[],
  more: Partial<Omit<Align, 'settings'>> & { readonly settings?: Partial<OrganisationSettings> } = {},
): Align => ({
  type: 'align',
  ...NOTICE,
  facts,
  ruledOut: false,
  ...sample,
  zone: ZONE,
  recipientsKnown: true,
  ...more,
  settings: { ...DEFAULT_SETTINGS, ...more.settings },
});

export const drafting = (more: Partial<Draft> = {}): Draft => ({
  type: 'draft',
  language: 'de',
  subject: 'Meldung zu einem Vorfall',
  text: 'Guten Tag, es gab einen Vorfall.',
  gaps: [],
  salt: 'salt',
  hash: 'hash',
  author: 'template',
  ...more,
});
export const sending = (more: Partial<Send> = {}): Send => ({
  type: 'send',
  recipients: [CONTACT],
  withGaps: false,
  ...more,
});

const CONTROLLERS = ['acknowledge', 'dispute-acknowledgement'];
export const by = <C extends NoticeCommandBy>(command: C): C & { readonly onBehalfOf: string } => ({
  ...command,
  onBehalfOf: CONTROLLERS.includes(command.type) ? NOTICE.controllerId : NOTICE.processorId,
});

/** A notice's history, told by commands: each is decided upon what came before it. */
export class Story {
  private constructor(readonly events: readonly NoticeEvent[]) {}
  static begin(): Story {
    return new Story([]);
  }
  /** The command, decided at an instant with offset. Fails on a refusal. */
  then(command: NoticeCommandBy, at: string): Story {
    const decided = this.decide(command, at);
    if (isRefusal(decided)) throw new Error(`${command.type}: ${decided.code}`);
    return new Story([...this.events, ...decided]);
  }
  /** Drafted, approved and sent at once. */
  sent(at: string, draft: Partial<Draft> = {}, send: Partial<Send> = {}): Story {
    const drafted = this.then(drafting(draft), at);
    return drafted.then({ type: 'approve', textNumber: drafted.state.texts.length }, at).then(sending(send), at);
  }
  decide(command: NoticeCommandBy, at: string) {
    return noticeDecider.decide({ ...by(command), now: utc(at) }, this.state);
  }
  /** The same on behalf of a side whose command it need not be. */
  decideAs(side: 'processor' | 'controller', command: NoticeCommandBy, at: string) {
    return noticeDecider.decide({ ...command, onBehalfOf: NOTICE[`${side}Id`], now: utc(at) }, this.state);
  }
  get state(): NoticeState {
    return fold(noticeDecider, this.events);
  }
  /** Everything of one type that happened. */
  all<T extends NoticeEventType>(type: T): readonly NoticeEventOf<T>['data'][] {
    return this.events.flatMap((event) => (isNoticeEvent(event, type) ? [event.data] : []));
  }
}
