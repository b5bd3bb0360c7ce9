import type { Content } from 'pdfmake';
import type { PrintedDocument } from './printed-document.js';

/** A line of facts: what, and its value. */
export type LetterFact = readonly [label: string, value: string];

/** A letter, in plain data and in the words of one language. */
export interface Letter {
  readonly language: 'de' | 'en';
  /** One line above the address in the window. */
  readonly returnAddress: string;
  /** At most six lines: what the window shows. */
  readonly addressee: readonly string[];
  /** At the right of the address: dates and references. */
  readonly particulars: readonly LetterFact[];
  readonly title: string;
  /** The facts that a reader looks for first, in a box above the text. */
  readonly facts: readonly LetterFact[];
  /** Plain text; empty lines part its paragraphs, lines with `- ` are a list. */
  readonly text: string;
  /** What the reader is asked to do at an address, also printed as QR code; `url` null: the address stands elsewhere. */
  readonly link: { readonly title: string; readonly hint: string; readonly url: string | null } | null;
  /** What the sender's record calls this letter: numbers and digests, small, at the end. */
  readonly record: { readonly title: string; readonly lines: readonly LetterFact[] };
  readonly author: string;
  /** Makes the document's identity: no other letter has the same. */
  readonly identity: string;
  /** UTC. */
  readonly writtenAt: string;
  /** `{page}` and `{pages}` are filled in. */
  readonly footer: string;
}

const MM = 72 / 25.4;
const GREY = '#52616d';
const LINE = '#c5ced6';
const BLUE = '#0b5a8a';
/** DIN 5008, form B, in millimetres: the field for the address, and where the text begins. */
const WINDOW = { left: 25, top: 45, width: 85 };
const PARTICULARS = { left: 125, top: 50, width: 65 };
const TOP_MARGIN = 20;
const TEXT_BEGINS = 98.5;
/** Where the sheet is folded and punched. */
const MARKS = [
  { top: 105, length: 5 },
  { top: 148.5, length: 7 },
  { top: 210, length: 5 },
];

/** Lays a letter out for a window envelope (DIN 5008, form B). */
export function letterDocument(letter: Letter): PrintedDocument {
  return {
    language: letter.language,
    title: letter.title,
    author: letter.author,
    keywords: letter.identity,
    createdAt: letter.writtenAt,
    footer: letter.footer,
    content: [
      ...MARKS.map(mark),
      addressWindow(letter),
      ...(letter.particulars.length > 0 ? [particulars(letter.particulars)] : []),
      // Sets where the text begins on the first page; what is above stands at places of its own.
      { text: letter.title, fontSize: 15, bold: true, margin: [0, (TEXT_BEGINS - TOP_MARGIN) * MM, 0, 8] },
      ...(letter.facts.length > 0 ? [box(letter.facts)] : []),
      ...paragraphs(letter.text),
      ...(letter.link ? [acknowledgement(letter.link)] : []),
      record(letter.record),
    ],
  };
}

const mark = ({ top, length }: (typeof MARKS)[number]): Content => ({
  canvas: [{ type: 'line', x1: 0, y1: 0, x2: length * MM, y2: 0, lineWidth: 0.4, lineColor: LINE }],
  absolutePosition: { x: 0, y: top * MM },
});

const addressWindow = ({ returnAddress, addressee }: Letter): Content => ({
  absolutePosition: { x: WINDOW.left * MM, y: WINDOW.top * MM },
  table: {
    widths: [WINDOW.width * MM],
    heights: [17.7 * MM - 4, 'auto'],
    body: [
      [{ text: returnAddress, fontSize: 7, color: GREY, margin: [0, 10.5 * MM, 0, 0] }],
      [{ text: addressee.join('\n'), fontSize: 10.5, lineHeight: 1.15 }],
    ],
  },
  layout: 'bare',
});

const particulars = (facts: readonly LetterFact[]): Content => ({
  absolutePosition: { x: PARTICULARS.left * MM, y: PARTICULARS.top * MM },
  table: {
    widths: [PARTICULARS.width * MM],
    body: facts.map(([label, value]) => [
      { text: [{ text: `${label}\n`, fontSize: 7.5, color: GREY }, { text: value }], fontSize: 9.5, lineHeight: 1.1 },
    ]),
  },
  layout: 'bare',
});

const box = (facts: readonly LetterFact[]): Content => ({
  margin: [0, 0, 0, 12],
  table: {
    widths: [45 * MM, '*'],
    dontBreakRows: true,
    body: facts.map(([label, value]) => [
      { text: label, color: GREY, fontSize: 9 },
      { text: value, fontSize: 9.5 },
    ]),
  },
  layout: 'lines',
});

/** A short first line of a longer paragraph heads it: `Was ist passiert?`. The last paragraph is the signature. */
const isHeading = (line: string, isLast: boolean): boolean => !isLast && line.length <= 70 && !/[.,:;]$|^- /.test(line);

function paragraphs(text: string): Content[] {
  const blocks = text
    .replaceAll('\r\n', '\n')
    .split(/\n\s*\n/)
    .map((block) => block.trim())
    .filter((block) => block !== '');
  return blocks.flatMap((block, index) => {
    const [first = '', ...rest] = block.split('\n');
    if (rest.length === 0 || !isHeading(first, index === blocks.length - 1)) return [...lined([first, ...rest]), gap];
    const [opening = '', ...others] = rest;
    const heading: Content = { text: first, bold: true, margin: [0, 4, 0, 1] };
    // A heading never stands alone at the foot of a page; what is longer than a page must be able to break.
    const unbreakable = opening.length < LONG;
    return [{ stack: [heading, ...lined([opening])], unbreakable }, ...lined(others), gap];
  });
}

/** Characters in a line that may fill much of a page. */
const LONG = 1_500;
const gap: Content = { text: '', margin: [0, 0, 0, 6], fontSize: 1 };
/** Lines as they are; those of a list hang. */
function lined(lines: readonly string[]): Content[] {
  const parts: Content[] = [];
  let list: string[] = [];
  const endList = (): void => {
    if (list.length > 0) parts.push({ ul: list, margin: [0, 1, 0, 1] });
    list = [];
  };
  for (const line of lines) {
    if (line.startsWith('- ')) list.push(line.slice(2));
    else {
      endList();
      parts.push({ text: line });
    }
  }
  endList();
  return parts;
}

const QR = 32;
/** pdfmake's name for the side of the square; by itself it is also a test's that keeps all others from running. */
const SIDE = 'fit';

function acknowledgement({ title, hint, url }: NonNullable<Letter['link']>): Content {
  const words: Content[] = [
    { text: title, bold: true },
    { text: hint, fontSize: 9, margin: [0, 2, 0, 3] },
  ];
  const frame = { unbreakable: true, margin: [0, 8, 0, 10] as [number, number, number, number], layout: 'frame' };
  if (url === null) return { ...frame, table: { widths: ['*'], body: [[{ stack: words, margin: [4, 4, 4, 2] }]] } };
  const address: Content = { text: url, link: url, color: BLUE, fontSize: 8.5 };
  return {
    ...frame,
    table: {
      widths: ['*', QR * MM],
      body: [
        [
          { stack: [...words, address], margin: [4, 4, 4, 4] },
          // A fixed mask: trying all eight for the fairest picture takes longer than laying out a page.
          { qr: url, [SIDE]: QR * MM, eccLevel: 'M', mask: 2, margin: [0, 4, 0, 4] },
        ],
      ],
    },
  };
}

const record = ({ title, lines }: Letter['record']): Content => ({
  unbreakable: true,
  stack: [
    { text: title, fontSize: 8, bold: true, color: GREY, margin: [0, 4, 0, 2] },
    {
      table: {
        widths: [45 * MM, '*'],
        body: lines.map(([label, value]) => [
          { text: label, fontSize: 7.5, color: GREY },
          { text: value, fontSize: 7.5 },
        ]),
      },
      layout: 'bare',
    },
  ],
});
