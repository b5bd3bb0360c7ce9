import type { Refusal } from '@art33/event-log';
import { invalid } from './refusals.js';

/** A notice's words with placeholders such as `{{processor}}`. */
export interface NoticeTemplate {
  readonly subject: string;
  readonly text: string;
}

/** What the subject of a template may name: nothing that tells of the matter. */
export const SUBJECT_PLACEHOLDERS = ['processor', 'controller', 'reference'] as const;

/** What the text of a template may name. docs/templates.md says what each stands for. */
export const PLACEHOLDERS = [
  ...SUBJECT_PLACEHOLDERS,
  'introduction',
  'legal',
  'nature',
  'awareness',
  'data',
  'persons',
  'consequences',
  'measures',
  'actions',
  'gaps',
  'contact',
  'signature',
  'text',
] as const;

const KNOWN = { subject: SUBJECT_PLACEHOLDERS, text: PLACEHOLDERS } satisfies Record<
  keyof NoticeTemplate,
  readonly string[]
>;

/** Everything in double braces, as it is written there. */
export const inBraces = (words: string): readonly string[] => [
  ...new Set([...words.matchAll(/\{\{([^{}]*)\}\}/g)].map(([, name = '']) => name)),
];

/** Names in double braces that nothing is filled in for: spaces count, and a subject knows fewer. */
export const unknownPlaceholders = (template: NoticeTemplate, field: keyof NoticeTemplate): readonly string[] =>
  inBraces(template[field]).filter((name) => !(KNOWN[field] as readonly string[]).includes(name));

/** Refuses templates, by language, that name what nobody knows: it would stand in the notice as it is. */
export function faultOfTemplates(templates: Readonly<Partial<Record<string, NoticeTemplate>>>): Refusal | undefined {
  for (const [language, template] of Object.entries(templates))
    for (const field of ['subject', 'text'] as const) {
      const unknown = template ? unknownPlaceholders(template, field) : [];
      if (unknown.length > 0)
        return invalid(
          'unknown-placeholder',
          `templates.${language}.${field}`,
          `nothing is known by ${unknown.map((name) => `{{${name}}}`).join(', ')}; a ${field} may name ` +
            KNOWN[field].map((name) => `{{${name}}}`).join(', '),
          { unknown, known: KNOWN[field] },
        );
    }
  return undefined;
}
