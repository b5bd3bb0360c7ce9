import { mkdir, open, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { BounceIntake } from './intake.js';

export interface BounceFolderOptions {
  /** A Maildir: mails appear whole in `new`, and go to `cur` when they have been taken. */
  readonly folder: string;
  readonly intake: BounceIntake;
  readonly onError: (error: unknown) => void;
}

const EVERY_MILLISECONDS = 5_000;
const MAX_BYTES = 10 * 1024 * 1024;

/** Takes the mails that another program delivers into a folder. */
export class BounceFolder {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();
  private stopped = true;

  constructor(private readonly options: BounceFolderOptions) {}

  async start(): Promise<void> {
    const { folder } = this.options;
    await mkdir(join(folder, 'new'), { recursive: true });
    await mkdir(join(folder, 'cur'), { recursive: true });
    this.stopped = false;
    this.poll();
  }

  /** Resolves when a look that is under way has ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** Takes what is there, and says how many. A mail that cannot be taken now stays for the next time. One look at a time. */
  look(): Promise<number> {
    const next = this.running.then(() => this.takeAll());
    this.running = next.catch(() => undefined);
    return next;
  }

  private async takeAll(): Promise<number> {
    const { folder, onError } = this.options;
    let count = 0;
    for (const name of (await readdir(join(folder, 'new'))).sort()) {
      try {
        await this.options.intake.take(await this.read(join(folder, 'new', name)));
        await rename(join(folder, 'new', name), join(folder, 'cur', name));
        count += 1;
      } catch (error) {
        onError(error);
      }
    }
    return count;
  }

  private poll(): void {
    void this.look()
      .catch(this.options.onError)
      .finally(() => {
        if (!this.stopped) this.timer = setTimeout(() => this.poll(), EVERY_MILLISECONDS);
      });
  }

  private async read(file: string): Promise<Buffer> {
    const handle = await open(file);
    try {
      const { size } = await handle.stat();
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(size, MAX_BYTES)));
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  }
}
