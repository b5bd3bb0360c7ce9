import { anchorInWords, formatInstant, formatStated, sourceInWords, type Instant } from '@art33/deadlines';
import { factKey, type Quantity } from '@art33/incidents';
import { isErased } from '@art33/event-log';
import type { NoticeKind, NoticeTemplate, PLACEHOLDERS, Regime, Terms } from '@art33/parties';
import { completeness, known, listed, type IncidentContent } from '../content.js';
import type { Gap, Language } from '../values.js';
import { de } from './words-de.js';
import { en } from './words-en.js';
import type { TemplateWords } from './words.js';

/** Everything that a notice's text is made of. */
export interface NoticeMaterial {
  readonly language: Language;
  /** What the text calls the matter. */
  readonly kind: NoticeKind;
  /** Short name of the matter for the subject: says nothing about it. */
  readonly reference: string;
  readonly incident: IncidentContent & { readonly ruledOut: boolean };
  readonly terms: Pick<
    Terms,
    'title' | 'version' | 'processor' | 'dataProtectionContact' | 'requiredContent' | 'subprocessors'
  >;
  /** Clauses of the duties that the text serves. */
  readonly clauses: readonly string[];
  readonly controller: { readonly name: string; readonly regime: Regime };
  /** IANA zone of the times in the text. */
  readonly zone: string;
  /** When the controller was last told of this matter; null: never before. */
  readonly toldBefore: Instant | null;
  /** The last text of the notice, for a template that builds on it; null: there is none. */
  readonly text: string | null;
}

type Parts = Readonly<Record<(typeof PLACEHOLDERS)[number], string>>;

const WORDS: Readonly<Record<Language, TemplateWords>> = { de, en };

/**
 * Subject and text of a notice in plain text, with what is missing named openly. The subject tells nothing of the matter;
 * an organisation's own template takes the place of the built-in one, and cannot leave the gaps out.
 */
export function renderNotice(
  material: NoticeMaterial,
  template?: NoticeTemplate,
): NoticeTemplate & { readonly gaps: readonly Gap[] } {
  const words = WORDS[material.language];
  const gaps = completeness(material.incident, material.terms.requiredContent, material.terms.dataProtectionContact);
  const { subject, text } = template ?? words;
  const rest = partsOf(material, words);
  const body = fill(text, { ...rest, gaps: '' });
  const parts = { ...rest, gaps: gapsOf(gaps, body, words) };
  const complete = text.includes('{{gaps}}') || body.includes(parts.gaps) ? text : `${text}\n\n{{gaps}}`;
  const { processor, controller, reference } = parts;
  return { subject: oneLine(fill(subject, { processor, controller, reference })), text: fill(complete, parts), gaps };
}

const fill = (template: string, parts: Partial<Parts>): string =>
  template.replace(/\{\{(\w+)\}\}/g, (placeholder, name: string) => parts[name as keyof Parts] ?? placeholder);

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
const lines = (...texts: readonly (string | null)[]): string =>
  texts.filter((text) => text !== null && text !== '').join('\n');

function partsOf(material: NoticeMaterial, words: TemplateWords): Omit<Parts, 'gaps'> {
  const { language, kind, incident, terms, controller, reference } = material;
  const { details } = incident;
  const names = { processor: terms.processor.name, controller: controller.name, reference };
  return {
    ...names,
    introduction: lines(
      fill(words.introduction[kind], names),
      kind === 'for-information' && incident.ruledOut ? words.ruledOut : null,
      material.toldBefore && words.followUp(formatInstant(material.toldBefore, material.zone, language)),
    ),
    legal: legalOf(material, words),
    nature: natureOf(material, words),
    awareness: lines(
      ...incident.facts.map((fact) => `${anchorInWords(factKey(fact), language)}: ${formatStated(fact.at, language)}`),
    ),
    data: lines(
      known(details.dataAffected) ?? item('data-affected', words.unknown, words),
      item('categories-of-records', listed(details.categoriesOfRecords).join(', ') || words.unknown, words),
      item('number-of-records', quantity(details.numberOfRecords, language, words), words),
      details.specialCategories &&
        `${words.specialCategories}: ${details.specialCategories.map((category) => words.special[category]).join(', ') || words.noSpecialCategories}`,
    ),
    persons: lines(
      item('categories-of-persons', listed(details.categoriesOfPersons).join(', ') || words.unknown, words),
      item('number-of-persons', quantity(details.numberOfPersons, language, words), words),
    ),
    consequences: known(details.consequences) ?? item('consequences', words.unknown, words),
    measures: measuresOf(material, words),
    actions:
      words.actions[
        kind !== 'breach' ? 'other' : ['kdg', 'dsg-ekd'].includes(controller.regime) ? 'breachUnderChurchLaw' : 'breach'
      ],
    contact: contactOf(material, words),
    signature: lines(terms.processor.name, terms.processor.address, terms.processor.register),
    text: material.text ?? '',
  };
}

/** What is open, each gap once: what the rest of the text (`body`) names in its place is not listed again. */
function gapsOf(gaps: readonly Gap[], body: string, words: TemplateWords): string {
  if (gaps.length === 0) return words.nothingOpen;
  const isNamed = (gap: Gap): boolean =>
    body.includes(gap.item === 'contact-point' ? words.meanwhile : item(gap.item, words.unknown, words));
  const others = gaps.filter((gap) => !isNamed(gap));
  return lines(
    others.length < gaps.length ? words.supplied : null,
    ...others.map((gap) => `- ${item(gap.item, words.unknown, words)}`),
  );
}

const item = (name: Gap['item'], value: string, words: TemplateWords): string => `${words.items[name]}: ${value}`;

/** Made once: making one costs more than a notice. */
const DIGITS: Readonly<Record<Language, Intl.NumberFormat>> = {
  de: new Intl.NumberFormat('de-DE'),
  en: new Intl.NumberFormat('en-GB'),
};

const quantity = (number: Quantity, language: Language, words: TemplateWords): string => {
  if (number.kind === 'unknown') return words.unknown;
  const digits = DIGITS[language].format(number.value);
  return number.kind === 'exact' ? digits : `${words.about} ${digits}`;
};

function legalOf({ clauses, terms, language, kind }: NoticeMaterial, words: TemplateWords): string {
  const cited = [...new Set(clauses)].map((clause) =>
    /^\d/.test(clause) ? `${words.clause} ${clause}` : sourceInWords(clause, language),
  );
  const contract = cited.length === 0 ? words.legalWithoutDuty : words.legal.bind(null, cited.join(', '));
  return [contract(terms.title, terms.version), ...(kind === 'breach' ? [words.legalOfBreach] : [])].join(' ');
}

function natureOf({ incident, terms, language }: NoticeMaterial, words: TemplateWords): string {
  const { summary, occurred, detected, dimensions } = incident.details;
  const involved = incident.subprocessors.map(
    ({ subprocessorId }) => terms.subprocessors.find(({ id }) => id === subprocessorId)?.name ?? subprocessorId,
  );
  return lines(
    known(summary) ?? item('nature', words.unknown, words),
    ...dimensions.map((dimension) => words.dimensions[dimension]),
    occurred.from && `${words.began}: ${formatStated(occurred.from, language)}`,
    occurred.until && `${words.ended}: ${formatStated(occurred.until, language)}`,
    detected && `${words.detected}: ${formatStated(detected, language)}`,
    involved.length > 0 ? `${words.subprocessors}: ${involved.join(', ')}` : null,
  );
}

function measuresOf({ incident, language }: NoticeMaterial, words: TemplateWords): string {
  const told = incident.measures.flatMap(({ description, stage, at }) => {
    const text = known(description);
    const when = [stage === 'proposed' ? words.proposed : null, at && formatStated(at, language)]
      .filter(Boolean)
      .join(', ');
    return text === null ? [] : [`- ${text}${when === '' ? '' : ` (${when})`}`];
  });
  return told.length > 0 ? told.join('\n') : item('measures', words.unknown, words);
}

/**
 * The incident's own contact point, else the data protection contact that the agreement names. Without either that stays a
 * gap, and the reader gets the processor's own mailbox, else its address: somebody must be there to ask.
 */
function contactOf({ incident, terms }: NoticeMaterial, words: TemplateWords): string {
  const { contactPoint } = incident.details;
  if (contactPoint !== null && !isErased(contactPoint))
    return lines(contactPoint.name, contactPoint.email, contactPoint.phone);
  const { name, email } = terms.dataProtectionContact;
  const { processor } = terms;
  return email ? lines(name, email) : lines(words.meanwhile, processor.name, processor.email ?? processor.address);
}
