import { html, htmlPage, paragraphs, type Html } from '@art33/http';
import { formatInstant, type Instant } from '@art33/deadlines';
import type { Emergency } from '../domain/reports/intake.js';
import { MOST, type Entered, type FormFault } from './form.js';
import type { IntakeWords } from './words.js';

export const INTAKE_STYLE_PATH = '/r/style.css';

/** What the form knows. */
export interface FormFacts {
  readonly words: IntakeWords;
  readonly processorName: string;
  readonly emergency: Emergency;
  readonly path: string;
  /** Makes a button that is pressed twice one report. */
  readonly once: string;
}

const pageOf = (words: IntakeWords, title: string, body: readonly Html[], path: string | null): string =>
  htmlPage({
    lang: words.lang,
    title,
    body,
    stylesheet: INTAKE_STYLE_PATH,
    otherLanguage:
      path === null ? null : { href: `${path}?lang=${words.lang === 'de' ? 'en' : 'de'}`, name: words.otherLanguage },
  });

function emergencyView({ words, emergency }: Pick<FormFacts, 'words' | 'emergency'>): readonly Html[] {
  const instructions = emergency.instructions[words.lang];
  if (emergency.phone === null && instructions === null) return [];
  return [
    html`<section><h2>${words.emergencyTitle}</h2>
${emergency.phone === null ? null : html`<p>${words.phone}: <a href="tel:${emergency.phone.replace(/[^\d+]/g, '')}">${emergency.phone}</a></p>`}
${instructions === null ? null : html`${paragraphs(instructions)}`}</section>`,
  ];
}

const NOTHING: Entered = { text: '', noticed: '', name: '', email: '', phone: '', website: '' };

/** The form, with what was entered and what is wrong with it where it comes back. */
export function formPage(facts: FormFacts, entered: Entered = NOTHING, faults: readonly FormFault[] = []): string {
  const { words, processorName, path, once } = facts;
  const title = words.title(processorName);
  const faultOf = (field: keyof Entered): FormFault | undefined => faults.find((fault) => fault.field === field);
  const marks = (field: keyof Entered, hint?: string): Html => {
    const described = [...(hint === undefined ? [] : [hint]), ...(faultOf(field) ? [`${field}-fault`] : [])].join(' ');
    return html`${faultOf(field) ? html` aria-invalid="true"` : null}${described === '' ? null : html` aria-describedby="${described}"`}`;
  };
  const faultView = (field: keyof Entered): Html | null => {
    const fault = faultOf(field);
    return fault ? html`<p class="warn" id="${field}-fault">${fault.words}</p>` : null;
  };
  const input = (field: 'name' | 'email' | 'phone', label: string, type: string, autocomplete: string): Html =>
    html`<label for="${field}">${label}</label><input id="${field}" name="${field}" type="${type}" maxlength="${MOST[field]}" autocomplete="${autocomplete}" value="${entered[field]}"${marks(field)}>${faultView(field)}`;
  return pageOf(
    words,
    faults.length > 0 ? `${words.faultsTitle} – ${title}` : title,
    [
      html`<h1>${title}</h1>`,
      ...emergencyView(facts),
      ...(faults.length > 0
        ? [
            html`<section role="alert"><h2>${words.faultsTitle}</h2><ul>${faults.map((fault) => html`<li><a href="#${fault.field}">${fault.words}</a></li>`)}</ul></section>`,
          ]
        : []),
      html`<section><p>${words.intro}</p>
<form method="post" action="${path}?lang=${words.lang}" accept-charset="utf-8">
<input type="hidden" name="once" value="${once}">
<label for="text">${words.text}</label><span class="hint" id="text-hint">${words.textHint}</span>
<textarea id="text" name="text" rows="8" required maxlength="${MOST.text}"${marks('text', 'text-hint')}>
${entered.text}</textarea>${faultView('text')}
<label for="noticed">${words.noticed}</label><span class="hint" id="noticed-hint">${words.noticedHint}</span>
<input id="noticed" name="noticed" maxlength="${MOST.noticed}" value="${entered.noticed}"${marks('noticed', 'noticed-hint')}>${faultView('noticed')}
<fieldset><legend>${words.contact}</legend><p class="soft">${words.contactHint}</p>
${input('name', words.name, 'text', 'name')}
${input('email', words.email, 'email', 'email')}
${input('phone', words.telephone, 'tel', 'tel')}
</fieldset>
<div class="${faultOf('website') ? 'untrapped' : 'trap'}"><label for="website">${words.trap}</label><input id="website" name="website" tabindex="-1" autocomplete="off" value="${entered.website}"></div>
<button type="submit">${words.send}</button></form></section>`,
    ],
    path,
  );
}

/** The report has been recorded. */
export const thanksPage = (facts: FormFacts, reference: string): string =>
  pageOf(
    facts.words,
    facts.words.thanksTitle,
    [
      html`<section><h1>${facts.words.thanksTitle}</h1><p>${facts.words.thanks}</p>
<p>${facts.words.reference}: <strong class="due">${reference}</strong></p><p class="soft">${facts.words.referenceHint}</p></section>`,
      ...emergencyView(facts),
    ],
    null,
  );

export const unknownFormPage = (words: IntakeWords): string =>
  pageOf(
    words,
    words.unknownTitle,
    [html`<section><h1>${words.unknownTitle}</h1><p>${words.unknown}</p></section>`],
    null,
  );

/** Nobody knows where who asks lives: the instant is said in UTC too. */
export const tooManyPage = (words: IntakeWords, again: Instant): string =>
  pageOf(
    words,
    words.tooManyTitle,
    [
      html`<section><h1>${words.tooManyTitle}</h1><p>${words.tooMany(`${formatInstant(again, 'Europe/Berlin', words.lang)} (${again.slice(11, 16)} UTC)`)}</p></section>`,
    ],
    null,
  );
