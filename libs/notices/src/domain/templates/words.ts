import type { Dimension, SpecialCategory } from '@art33/incidents';
import type { ContentItem, NoticeKind } from '@art33/parties';

/**
 * What the built-in templates say in one language. Plain words: the reader is a practice, not a lawyer. They do not name the
 * controller, which the mail and the letter around the text do: so what many controllers are told alike is one text.
 */
export interface TemplateWords {
  readonly subject: string;
  readonly text: string;
  readonly introduction: Readonly<Record<NoticeKind, string>>;
  readonly ruledOut: string;
  readonly followUp: (when: string) => string;
  readonly legal: (clauses: string, title: string, version: string) => string;
  readonly legalWithoutDuty: (title: string, version: string) => string;
  /** Art. 33(2) GDPR is about breaches: for anything else the agreement alone is cited. */
  readonly legalOfBreach: string;
  /** In front of a clause that is a mere number. */
  readonly clause: string;
  readonly actions: Readonly<Record<'breach' | 'breachUnderChurchLaw' | 'other', string>>;
  readonly began: string;
  readonly ended: string;
  readonly detected: string;
  readonly dimensions: Readonly<Record<Dimension, string>>;
  readonly specialCategories: string;
  readonly noSpecialCategories: string;
  readonly special: Readonly<Record<SpecialCategory, string>>;
  readonly subprocessors: string;
  readonly about: string;
  readonly proposed: string;
  readonly items: Readonly<Record<ContentItem, string>>;
  /** Beside a missing item. */
  readonly unknown: string;
  readonly nothingOpen: string;
  /** What is open and named in its place will be supplied. */
  readonly supplied: string;
  /** In front of the processor's own address where no contact point is known. */
  readonly meanwhile: string;
}
