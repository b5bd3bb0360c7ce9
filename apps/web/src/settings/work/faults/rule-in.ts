import { rules as german } from '../../words/de/rules.js';
import type { Lang } from '../../../design/time.js';

const GAP = /\{\{(\w+)\}\}/g;
const escaped = (text: string): string => text.replace(/[.*+?^$()|[\]\\]/g, '\\$&');

/** A sentence with gaps, as what it is found by: the names of its gaps are those of the groups. */
const patternOf = (sentence: string): RegExp => new RegExp(`^${escaped(sentence).replace(GAP, '(?<$1>.+?)')}$`, 's');

// Sentences without a gap are found first: none of them is an instance of a wider one then.
const KNOWN = Object.entries(german)
  .toSorted(([one], [other]) => Number(one.includes('{{')) - Number(other.includes('{{')))
  .map(([rule, words]) => ({ pattern: patternOf(rule), words }));

/** What the service says of a file, in the language of whoever reads; undefined where only its own English is known. */
export function ruleIn(rule: string, lang: Lang): string | undefined {
  if (lang === 'en') return rule;
  for (const { pattern, words } of KNOWN) {
    const found = pattern.exec(rule);
    // What fills a gap may be a sentence itself.
    if (found)
      return words.replace(GAP, (_gap, name: string) => {
        const part = found.groups?.[name] ?? '';
        return ruleIn(part, lang) ?? part;
      });
  }
  return undefined;
}
