import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** A PDF as a reader sees it. */
export interface ReadPdf {
  readonly title: string;
  /** As the document states it, e.g. `de-DE`. */
  readonly language: string | null;
  /** The text of each page, line by line. */
  readonly pages: readonly string[];
  /** Everything, with every run of white space as one space. */
  readonly text: string;
  /** Where its links lead. */
  readonly links: readonly string[];
}

export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
  const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
  const document = await task.promise;
  const { info } = (await document.getMetadata()) as { info: { Title?: string; Language?: string } };
  const pages: string[] = [];
  const links: string[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    pages.push(items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join(''));
    for (const { url } of (await page.getAnnotations()) as readonly { readonly url?: string }[])
      if (url !== undefined) links.push(url);
  }
  await task.destroy();
  return {
    title: info.Title ?? '',
    language: info.Language ?? null,
    pages,
    text: pages.join('\n').replace(/\s+/g, ' '),
    links,
  };
}
