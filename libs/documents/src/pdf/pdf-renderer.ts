import { PdfFailed, PdfWorker } from './pdf-worker.js';
import { digestOf, type PrintedDocument } from './printed-document.js';

export interface PdfRendererOptions {
  /** How many documents may wait for the worker; one more is refused. Default 256. */
  readonly mostWaiting?: number;
  /** How many bytes of finished documents are kept. Default 32 MiB. */
  readonly cacheBytes?: number;
  /** How long one document may take, in milliseconds. Default 30,000. */
  readonly limit?: number;
  /** Another worker, for tests of what happens when it fails. */
  readonly worker?: URL;
}

const MEMORY_MEGABYTES = 512;
const ATTEMPTS = 2;

/**
 * Renders documents in a worker, one after the other. The same document is rendered once: while it is being rendered
 * others wait for it, and afterwards it is kept as long as there is room. Nothing is kept on disk: a document holds personal
 * data, and rendering it again costs little.
 */
export class PdfRenderer {
  private readonly kept = new Map<string, Uint8Array>();
  private keptBytes = 0;
  private readonly underWay = new Map<string, Promise<Uint8Array>>();
  private worker: PdfWorker | undefined;
  private last: Promise<unknown> = Promise.resolve();
  private closed = false;
  /** How many documents were rendered, and how many were asked for that needed no rendering. */
  rendered = 0;
  saved = 0;

  constructor(private readonly options: PdfRendererOptions = {}) {}

  /**
   * The PDF's bytes, the same for the same document. Throws `PdfFailed` where it cannot be rendered, where too many wait, and
   * once the renderer is closed; a worker that dies is replaced, and the document tried once more.
   */
  async render(document: PrintedDocument): Promise<Uint8Array> {
    if (this.closed) throw new PdfFailed('the service stops');
    const digest = digestOf(document);
    const known = this.fromCache(digest) ?? this.underWay.get(digest);
    if (known) {
      this.saved += 1;
      return known;
    }
    if (this.underWay.size >= (this.options.mostWaiting ?? 256)) throw new PdfFailed('too many documents wait');
    const rendering = this.last.then(() => this.attempt(document, ATTEMPTS));
    this.last = rendering.catch(() => undefined);
    this.underWay.set(digest, rendering);
    try {
      const bytes = await rendering;
      this.rendered += 1;
      this.keep(digest, bytes);
      return bytes;
    } finally {
      this.underWay.delete(digest);
    }
  }

  /** Ends the worker: what is under way fails. */
  async close(): Promise<void> {
    this.closed = true;
    await this.worker?.close();
    await this.last;
  }

  private async attempt(document: PrintedDocument, attempts: number): Promise<Uint8Array> {
    if (this.closed) throw new PdfFailed('the service stops');
    const { limit = 30_000, worker: file } = this.options;
    if (!this.worker || this.worker.hasEnded)
      this.worker = new PdfWorker({ memoryMegabytes: MEMORY_MEGABYTES, ...(file ? { file } : {}) });
    const { worker } = this;
    try {
      return (await worker.ask({ do: 'render', document }, limit)) as Uint8Array;
    } catch (error) {
      // What the worker said itself it would say again.
      if (!worker.hasEnded || attempts === 1) throw error;
      return this.attempt(document, attempts - 1);
    }
  }

  private fromCache(digest: string): Promise<Uint8Array> | undefined {
    const bytes = this.kept.get(digest);
    if (!bytes) return undefined;
    this.kept.delete(digest);
    this.kept.set(digest, bytes);
    return Promise.resolve(bytes);
  }

  private keep(digest: string, bytes: Uint8Array): void {
    this.kept.set(digest, bytes);
    this.keptBytes += bytes.length;
    for (const [oldest, { length }] of this.kept) {
      if (this.keptBytes <= (this.options.cacheBytes ?? 32 * 1024 * 1024)) return;
      this.kept.delete(oldest);
      this.keptBytes -= length;
    }
  }
}
