/** A processor's standard text as data. What it leaves open stays open: see `OpenTerm`. */

/** The facts whose knowledge can start a clock. `ruled-out-as-notifiable`: an incident found not to be notifiable. */
export type Fact =
  'suspicion-known' | 'breach-established' | 'irregularity-known' | 'defect-known' | 'ruled-out-as-notifiable';

export type Irregularity = 'unauthorised-access-or-change' | 'loss-or-damage' | 'other';

/** From strongest to weakest; `security-defect` stands alone beside the order. */
export type NoticeKind = 'breach' | 'suspected-breach' | 'irregularity' | 'for-information' | 'security-defect';

export interface Localised {
  readonly de: string;
  readonly en: string;
}

/** What starts a duty of notice, and how long it gives. */
export interface Trigger {
  /** Unique within the terms, e.g. `breach`, `suspicion`. */
  readonly id: string;
  readonly clause: string;
  readonly fact: Fact;
  /** For `irregularity-known`: which ones. */
  readonly irregularities?: readonly Irregularity[];
  readonly noticeKind: NoticeKind;
  /** A `wording` beside hours, e.g. `unverzüglich`, is owed too: the figure is then only the outer limit. */
  readonly time:
    | { readonly kind: 'hours'; readonly hours: number; readonly wording?: string }
    | { readonly kind: 'undated'; readonly wording: string };
  /** The trigger exists only while this open term has this value. */
  readonly onlyWhile?: { readonly openTerm: string; readonly value: string };
  /** Once one of these triggers has fired, this one demands a follow-up of that duty and no new deadline. */
  readonly followUpOf?: { readonly triggers: readonly string[]; readonly openTerm?: string; readonly value?: string };
  /** Further open terms that enter the deadline and are shown with it as assumptions, e.g. whose knowledge counts. */
  readonly assumptions?: readonly string[];
}

/** The fields that a notice can owe: Art. 33(3) GDPR and clause 9.2 of the standard clauses 2021/915. */
export type ContentItem =
  | 'nature'
  | 'categories-of-persons'
  | 'number-of-persons'
  | 'categories-of-records'
  | 'number-of-records'
  | 'data-affected'
  | 'contact-point'
  | 'consequences'
  | 'measures';

export interface RequiredContent {
  readonly item: ContentItem;
  /** Null: asked for by clause 9.2 of 2021/915, not owed by this contract. */
  readonly clause: string | null;
  readonly asFarAsPossible?: boolean;
}

/** What the text leaves open or contradicts, with the value used meanwhile, or none: then nothing is computed. */
export interface OpenTerm {
  readonly id: string;
  readonly clause: string;
  readonly question: Localised;
  readonly default: string | null;
  /** Allowed values where they are a closed list. */
  readonly values?: readonly string[];
  /** By value: what it means, for the person who is to choose. */
  readonly meanings?: Readonly<Record<string, Localised>>;
  /**
   * What a value must be where the list is not closed: `period` a number and a unit of `PeriodUnit`, e.g. `14 days`; `date`
   * an ISO date; `place` a Land code and a place, e.g. `HE Frankfurt am Main`. Absent: words.
   */
  readonly answer?: 'period' | 'date' | 'place';
}

export interface Subprocessor {
  /** Of the legal entity, e.g. `microsoft-ireland-operations-ltd`: the same in every terms file. */
  readonly id: string;
  readonly name: string;
  readonly service: string;
  readonly place: string;
  readonly safeguard: string | null;
  readonly clause: string;
  /** It also acts in its own responsibility: asked per incident, because only processing on behalf falls under Art. 33(2). */
  readonly ownSphere?: { readonly clause: string; readonly question: Localised };
}

/** A term that art33 keeps and shows but computes nothing from here: audit, deletion, liability, recurring duties … */
export interface Clause {
  readonly id: string;
  readonly clause: string;
  readonly summary: Localised;
}

export type PeriodUnit = 'days' | 'weeks' | 'working-days';

export const PERIOD_ANCHORS = [
  'request-sent',
  'request-received',
  'information-sent',
  'information-received',
  'engagement',
  'audit',
] as const;
/** The event that a period counts from; for a lead time, the event that it counts back from. */
export type PeriodAnchor = (typeof PERIOD_ANCHORS)[number];

/** A period term: working days, lead times, objection periods. Kept as data with its clause. */
export interface PeriodTerm extends Clause {
  readonly kind: 'working-days' | 'lead-time' | 'objection';
  /** Null: the text gives no figure; `openTerm` asks for it. */
  readonly length: number | null;
  readonly unit: PeriodUnit | null;
  /** Absent: the text does not name it; the value of `openTerm` is the anchor. */
  readonly anchor?: PeriodAnchor;
  /** The open term that must be settled before anything is computed. */
  readonly openTerm?: string;
  /** Further open terms that enter the computation and are shown with it, e.g. the calendar place. */
  readonly assumptions?: readonly string[];
}

/** How a subprocessor is added or replaced. */
export interface SubprocessorChange extends Clause {
  /**
   * `by-silence`: an objection period that ends without an objection counts as approval; only a text that says so gives
   * this. Absent or `required`: silence is never approval, and engagement without a recorded approval is refused.
   */
  readonly approval?: 'required' | 'by-silence';
}

export interface RecurringDuty extends Clause {
  /** Absent: the text says "regularly" or the like, without a figure. */
  readonly every?: 'quarter' | 'year';
  /** Asks for what the text leaves out: the first date, or the interval. Nothing is computed until it is settled. */
  readonly openTerm?: string;
}

/** What a reader would look for and the text does not regulate at all. */
export interface Silence {
  readonly id: string;
  readonly summary: Localised;
}

export interface Terms {
  /** Stable across versions, e.g. `ratiomedicus-avv`. */
  readonly id: string;
  readonly version: string;
  /** ISO date, local to the processor. */
  readonly effectiveFrom: string;
  readonly title: string;
  readonly language: 'de' | 'en';
  readonly processor: {
    readonly id: string;
    readonly name: string;
    readonly address: string;
    readonly register: string | null;
    readonly email: string | null;
    readonly place: string;
    /** The Land of the seat in two letters, e.g. `HE`. */
    readonly land: string;
    readonly timeZone: string;
  };
  readonly dataProtectionContact: {
    readonly name: string | null;
    readonly email: string | null;
    readonly clause: string;
    readonly note: Localised;
  };
  readonly triggers: readonly Trigger[];
  readonly requiredContent: readonly RequiredContent[];
  /** `text`: a notice must be in text form (§ 126b BGB); `none`: no form stated. */
  readonly noticeForm: {
    readonly form: 'text' | 'none';
    readonly clause: string | null;
    /** Where no form is stated: once this open term has the value `text`, a notice must be in text form. */
    readonly openTerm?: string;
  };
  readonly subprocessors: readonly Subprocessor[];
  readonly subprocessorChange: SubprocessorChange;
  readonly periods: readonly PeriodTerm[];
  readonly recurringDuties: readonly RecurringDuty[];
  readonly controllerDuties: readonly Clause[];
  readonly otherClauses: readonly Clause[];
  readonly openTerms: readonly OpenTerm[];
  readonly silentOn?: readonly Silence[];
}

/** The sixteen Länder, in the letters that `processor.land` and an answer of kind `place` use. */
export const LAENDER = [
  'BB',
  'BE',
  'BW',
  'BY',
  'HB',
  'HE',
  'HH',
  'MV',
  'NI',
  'NW',
  'RP',
  'SH',
  'SL',
  'SN',
  'ST',
  'TH',
] as const;

/** A date of the calendar, e.g. `2025-11-06`; `2025-02-30` is none. */
export function isDate(text: string): boolean {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!parts) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return date.getUTCMonth() + 1 === Number(parts[2]) && date.getUTCDate() === Number(parts[3]);
}

/** Whether a value can settle an open term: for a default in a file, and for what a person confirms. */
export function answers(openTerm: Pick<OpenTerm, 'values' | 'answer'>, value: string): boolean {
  if (openTerm.values) return openTerm.values.includes(value);
  switch (openTerm.answer) {
    case 'period':
      return /^[1-9]\d{0,3} (days|weeks|working-days)$/.test(value);
    case 'date':
      return isDate(value);
    case 'place':
      return (
        LAENDER.some((land) => value.startsWith(`${land} `)) &&
        value.slice(3).trim() === value.slice(3) &&
        value.length > 3
      );
    default:
      return value.trim() !== '';
  }
}
