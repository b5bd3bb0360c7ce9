/** Markup that has been escaped; only `html` makes it. */
export class Html {
  constructor(readonly markup: string) {}
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ESCAPES[character] as string);

type Part = Html | string | number | null | readonly Html[];

const render = (part: Part): string => {
  if (part === null) return '';
  if (part instanceof Html) return part.markup;
  return Array.isArray(part) ? part.map((one) => one.markup).join('') : escapeHtml(String(part));
};

/** A template whose every inserted text is escaped. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(strings.reduce((markup, text, index) => markup + render(parts[index - 1] ?? null) + text));

/** Plain text as paragraphs and line breaks. */
export const paragraphs = (text: string): readonly Html[] =>
  text
    .trim()
    .split(/\n{2,}/)
    .map((paragraph) => new Html(`<p>${paragraph.split('\n').map(escapeHtml).join('<br>')}</p>`));
