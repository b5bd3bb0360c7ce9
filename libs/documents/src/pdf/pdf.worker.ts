/**
 * Renders PDFs, away from the thread that answers. Imports packages only: it runs as it stands, compiled or with its types
 * stripped.
 */
import { createWriteStream, readFileSync, type WriteStream } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { parentPort } from 'node:worker_threads';

const require = createRequire(import.meta.url);
const pdfmakeRequire = createRequire(require.resolve('pdfmake'));
const fontkit = createRequire(pdfmakeRequire.resolve('pdfkit'))('fontkit') as Fontkit;
const LayoutBuilder = internals('LayoutBuilder') as new (...args: unknown[]) => Layout;
const Renderer = internals('Renderer') as new (...args: unknown[]) => { renderPages(pages: unknown): void };
const PdfDocument = internals('PDFDocument') as new (...args: unknown[]) => Pdf;
const SvgMeasure = internals('SVGMeasure') as new () => unknown;

interface Fontkit {
  create(bytes: Uint8Array): object;
  registerFormat(format: new () => object): void;
}
interface Layout {
  registerTableLayouts(layouts: object): void;
  layoutDocument(content: unknown, pdf: Pdf, styles: object, defaults: object, ...rest: unknown[]): readonly unknown[];
}
interface Pdf {
  readonly readableLength: number;
  on(event: 'data', take: (chunk: Uint8Array) => void): void;
  on(event: 'end', done: () => void): void;
  pipe(stream: WriteStream): void;
  end(): void;
}
/** `PrintedDocument`. */
export interface Document {
  readonly language: 'de' | 'en';
  readonly title: string;
  readonly author: string;
  readonly keywords: string;
  readonly createdAt: string;
  readonly content: unknown;
  readonly footer: string;
}
/** What the thread is asked to do. */
export type PdfRequest =
  | { readonly do: 'render'; readonly document: Document }
  | { readonly do: 'open'; readonly file: string; readonly cover: Document }
  | { readonly do: 'add'; readonly documents: readonly Document[] }
  | { readonly do: 'close' };

/** pdfmake's public door lays out a whole document before it writes the first page; these parts of it write as they go. */
function internals(name: string): unknown {
  return (require(`pdfmake/js/${name}.js`) as { default: unknown }).default;
}

/**
 * pdfkit takes fonts as bytes and reads them anew for each document, which costs more than everything else. A format of
 * our own recognises a few bytes in place of a font and answers with the font that was read at the start.
 */
function sharedFont(file: string): Uint8Array {
  const font = fontkit.create(
    readFileSync(join(dirname(require.resolve('pdfmake/package.json')), 'fonts/Roboto', file)),
  );
  const token = Buffer.from(`art33 ${file}`);
  fontkit.registerFormat(
    class {
      static probe(bytes: Uint8Array): boolean {
        return token.equals(bytes);
      }
      constructor() {
        return font;
      }
    },
  );
  return token;
}

const regular = sharedFont('Roboto-Regular.ttf');
const bold = sharedFont('Roboto-Medium.ttf');

const MM = 72 / 25.4;
/** A4. */
const PAGE = { width: 210 * MM, height: 297 * MM, orientation: 'portrait' };
/** DIN 5008: 25 mm left, 20 mm right. */
const MARGINS = { left: 25 * MM, top: 20 * MM, right: 20 * MM, bottom: 22 * MM };
const DEFAULTS = { font: 'Roboto', fontSize: 10, lineHeight: 1.25, color: '#17222c' };

const LINE = '#c5ced6';
const none = (): number => 0;
const thin = (): number => 0.5;
const grey = (): string => LINE;
/** How tables may be ruled; documents name one. */
const TABLE_LAYOUTS = {
  bare: {
    hLineWidth: none,
    vLineWidth: none,
    paddingLeft: none,
    paddingRight: none,
    paddingTop: none,
    paddingBottom: none,
  },
  lines: { hLineWidth: thin, hLineColor: grey, vLineWidth: none, paddingLeft: none },
  frame: {
    hLineWidth: thin,
    hLineColor: grey,
    vLineWidth: (at: number, node: { readonly table: { readonly widths: readonly unknown[] } }): number =>
      at === 0 || at === node.table.widths.length ? 0.5 : 0,
    vLineColor: grey,
  },
};

function newPdf({ language, title, author, keywords, createdAt }: Document): Pdf {
  return new PdfDocument(
    { Roboto: { normal: regular, bold, italics: regular, bolditalics: bold } },
    {},
    {},
    {},
    {
      size: [PAGE.width, PAGE.height],
      pdfVersion: '1.7',
      compress: true,
      lang: language === 'de' ? 'de-DE' : 'en-GB',
      displayTitle: true,
      fontLayoutCache: true,
      bufferPages: false,
      autoFirstPage: false,
      font: null,
      info: {
        Title: title,
        Author: author,
        Keywords: keywords,
        Creator: 'art33',
        Producer: 'pdfmake',
        CreationDate: new Date(createdAt),
      },
    },
    // No file and no address is opened for a document.
    { existsSync: () => false },
    () => false,
  );
}

/** Puts a document's pages at the end of the PDF. Returns how many there are. */
function addPages(pdf: Pdf, { content, footer }: Document): number {
  const foot = (page: number, pages: number) => ({
    text: footer.replace('{page}', String(page)).replace('{pages}', String(pages)),
    alignment: 'center',
    fontSize: 8,
    color: '#52616d',
    margin: [MARGINS.left, 8 * MM, MARGINS.right, 0],
  });
  const builder = new LayoutBuilder(PAGE, MARGINS, new SvgMeasure());
  builder.registerTableLayouts(TABLE_LAYOUTS);
  const pages = builder.layoutDocument(content, pdf, {}, DEFAULTS, undefined, undefined, foot);
  new Renderer(pdf).renderPages(pages);
  return pages.length;
}

function rendered(document: Document): Promise<Uint8Array> {
  const pdf = newPdf(document);
  const chunks: Uint8Array[] = [];
  pdf.on('data', (chunk) => chunks.push(chunk));
  const done = new Promise<Uint8Array>((resolve) =>
    pdf.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks)))),
  );
  addPages(pdf, document);
  pdf.end();
  return done;
}

let file:
  { readonly pdf: Pdf; readonly stream: WriteStream; readonly failed: Promise<never>; pages: number } | undefined;

async function answer(request: PdfRequest): Promise<unknown> {
  if (request.do === 'render') return rendered(request.document);
  if (request.do === 'open') {
    const stream = createWriteStream(request.file, { mode: 0o600 });
    const failed = finished(stream).then(
      () => new Promise<never>(() => undefined),
      (error: unknown) => Promise.reject(error as Error),
    );
    failed.catch(() => undefined);
    file = { pdf: newPdf(request.cover), stream, failed, pages: 0 };
    file.pdf.pipe(stream);
    file.pages += addPages(file.pdf, request.cover);
    return file.pages;
  }
  if (!file) throw new Error('no file is open');
  if (request.do === 'add') {
    for (const document of request.documents) file.pages += addPages(file.pdf, document);
    await Promise.race([drained(file.pdf, file.stream), file.failed]);
    return file.pages;
  }
  const { pdf, stream, pages } = file;
  const closed = finished(stream);
  pdf.end();
  await closed;
  file = undefined;
  return pages;
}

/** Waits until the disk has caught up: what is not written yet is memory. */
const drained = async (pdf: Pdf, stream: WriteStream): Promise<void> => {
  while (pdf.readableLength + stream.writableLength > 0 && !stream.errored)
    await new Promise((resolve) => setImmediate(resolve));
};

let last: Promise<unknown> = Promise.resolve();
parentPort?.on('message', (request: PdfRequest & { readonly id: number }) => {
  const { id } = request;
  last = last.then(async () => {
    try {
      const value = await answer(request);
      parentPort?.postMessage({ id, value }, value instanceof Uint8Array ? [value.buffer as ArrayBuffer] : []);
    } catch (error) {
      parentPort?.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
    }
  });
});
