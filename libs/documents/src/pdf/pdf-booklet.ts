import { PdfWorker } from './pdf-worker.js';
import type { PrintedDocument } from './printed-document.js';

const MEMORY_MEGABYTES = 768;
/** For one part: what is written in one go. */
const LIMIT = 120_000;

/**
 * Many documents in one PDF, written to a file as they come, by a worker of its own: however many there are, only the part
 * under way is in memory. Each document has its own page numbers; fonts are in the file once.
 */
export class PdfBooklet {
  private constructor(private readonly worker: PdfWorker) {}

  /** Creates the file, readable by its owner only, and begins it with a cover. Throws `PdfFailed`. */
  static async open(file: string, cover: PrintedDocument): Promise<PdfBooklet> {
    const worker = new PdfWorker({ memoryMegabytes: MEMORY_MEGABYTES });
    try {
      await worker.ask({ do: 'open', file, cover }, LIMIT);
      return new PdfBooklet(worker);
    } catch (error) {
      await worker.close();
      throw error;
    }
  }

  /** Resolves with the number of pages so far once the documents are on disk. Throws `PdfFailed`. */
  async add(documents: readonly PrintedDocument[]): Promise<number> {
    return (await this.worker.ask({ do: 'add', documents }, LIMIT)) as number;
  }

  /** Finishes the file and gives its number of pages. Throws `PdfFailed`. */
  async finish(): Promise<number> {
    const pages = (await this.worker.ask({ do: 'close' }, LIMIT)) as number;
    await this.worker.close();
    return pages;
  }

  /** Leaves the file unfinished. */
  async abandon(): Promise<void> {
    await this.worker.close();
  }
}
