import { formatInstant, type Language } from './format.js';
import { sourceInWords } from './words.js';
import type { Deadline } from './types.js';

/**
 * A deadline in a few plain sentences: where it comes from, how it was computed, when it is due on the clock of `zone`,
 * and what it assumes. Needs nothing but the deadline itself. Throws RangeError for an unknown zone.
 */
export const explainDeadline = (deadline: Deadline, language: Language, zone: string): readonly string[] => {
  const { due, target, rule, arithmetic, assumptions } = deadline;
  const words = WORDS[language];
  const show = (instant: string): string => formatInstant(instant, zone, language);
  return [
    `${words.source}: ${sourceInWords(rule.source, language)}${rule.regime === 'contract' ? words.version(rule.version) : ''}.`,
    `${words.arithmetic}: ${arithmetic.map((step) => step[language]).join('; ')}.`,
    ...(due === null ? [] : [`${words.due}: ${show(due)}, ${words.inclusive}.`]),
    ...(target === null ? [] : [`${words.target}: ${show(target)}.`]),
    ...assumptions.map(
      ({ clause, question, value, confirmed }) =>
        `${confirmed ? words.confirmed : words.assumed} (${clause}): ${question[language]} ${value}.`,
    ),
  ];
};

const WORDS = {
  de: {
    source: 'Grundlage',
    version: (version: string): string => `, Fassung ${version} der Vertragsbedingungen`,
    arithmetic: 'Rechnung',
    due: 'Fällig',
    inclusive: 'dieser Zeitpunkt eingeschlossen',
    target: 'Internes Ziel der Organisation (keine Frist)',
    confirmed: 'Bestätigt',
    assumed: 'Annahme, noch nicht bestätigt',
  },
  en: {
    source: 'Source',
    version: (version: string): string => `, version ${version} of the terms`,
    arithmetic: 'Arithmetic',
    due: 'Due',
    inclusive: 'this instant included',
    target: 'Internal target of the organisation (not a deadline)',
    confirmed: 'Confirmed',
    assumed: 'Assumption, not yet confirmed',
  },
} as const;
