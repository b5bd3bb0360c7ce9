import { Worker } from 'node:worker_threads';
// Also brings the thread's file into the build: nothing else imports it.
import type { PdfRequest } from './pdf.worker.js';

const FILE = new URL(import.meta.url.endsWith('.ts') ? './pdf.worker.ts' : './pdf.worker.js', import.meta.url);

/** The thread that renders ended, or could not render a document. */
export class PdfFailed extends Error {}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** One worker thread, and what it has been asked and not answered yet. */
export class PdfWorker {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private asked = 0;
  private ended = false;

  constructor(options: { readonly memoryMegabytes: number; readonly file?: URL }) {
    this.worker = new Worker(options.file ?? FILE, {
      resourceLimits: { maxOldGenerationSizeMb: options.memoryMegabytes },
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    this.worker.unref();
    this.worker.on('message', ({ id, value, error }: { id: number; value?: unknown; error?: string }) => {
      const waiting = this.waiting.get(id);
      this.waiting.delete(id);
      if (this.waiting.size === 0) this.worker.unref();
      if (error === undefined) waiting?.resolve(value);
      else waiting?.reject(new PdfFailed(error));
    });
    this.worker.on('error', (error) => this.end(error.message));
    this.worker.on('exit', (code) => this.end(`the rendering thread ended (${code})`));
  }

  get hasEnded(): boolean {
    return this.ended;
  }

  /** Throws `PdfFailed`, also when the thread ends before it answers or takes longer than the limit. */
  async ask(request: PdfRequest, limitMilliseconds: number): Promise<unknown> {
    if (this.ended) throw new PdfFailed('the rendering thread has ended');
    const id = (this.asked += 1);
    const timer = setTimeout(() => {
      this.end(`no answer within ${limitMilliseconds} ms`);
      void this.worker.terminate();
    }, limitMilliseconds);
    // While it works, the process waits for it.
    this.worker.ref();
    try {
      return await new Promise((resolve, reject) => {
        this.waiting.set(id, { resolve, reject });
        this.worker.postMessage({ id, ...request });
      });
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    this.end('the service stops');
    await this.worker.terminate();
  }

  private end(why: string): void {
    this.ended = true;
    for (const { reject } of this.waiting.values()) reject(new PdfFailed(why));
    this.waiting.clear();
  }
}
