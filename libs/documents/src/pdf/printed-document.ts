import { createHash } from 'node:crypto';
import type { Content } from 'pdfmake';

/** A document as the worker renders it: plain data only, so that it can be handed to another thread, and digested. */
export interface PrintedDocument {
  /** Of the text: the PDF's language, for screen readers and for line breaking. */
  readonly language: 'de' | 'en';
  readonly title: string;
  readonly author: string;
  /** Tells two documents with the same title apart. */
  readonly keywords: string;
  /** UTC. Stands in the PDF in place of the time of rendering: the same document gives the same bytes. */
  readonly createdAt: string;
  readonly content: Content;
  /** Foot of each page; `{page}` and `{pages}` are filled in. */
  readonly footer: string;
}

/** Raised whenever the same data would print differently: documents rendered before are then rendered anew. */
const RENDERING = 1;

/** Same digest, same bytes. */
export const digestOf = (document: PrintedDocument): string =>
  createHash('sha256')
    .update(JSON.stringify([RENDERING, document]))
    .digest('hex');
