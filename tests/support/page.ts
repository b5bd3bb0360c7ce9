const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

/** What a reader sees of a piece of markup. */
const seen = (markup: string): string =>
  markup
    .replaceAll('<br>', '\n')
    .replace(/<[^>]+>/g, '')
    .replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] as string);

/** The facts that a page lists: label → value. */
export const fieldsOf = (page: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...page.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/gs)].map(([, label = '', value = '']) => [
      seen(label),
      seen(value),
    ]),
  );

/** Subject and text of the notice that an opened page shows first, as a reader would copy them. */
export function paragraphsOf(page: string): [subject: string, text: string] {
  const [, subject = '', rest = ''] =
    /<section id="notice">.*?<h2>(.*?)<\/h2>\n<p class="soft">.*?<\/p>\n(.*?)<\/section>/s.exec(page) ?? [];
  const paragraphs = [...rest.matchAll(/<p>(.*?)<\/p>/gs)].map(([, paragraph = '']) => seen(paragraph));
  return [seen(subject), paragraphs.join('\n\n')];
}
