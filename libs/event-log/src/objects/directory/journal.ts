import { readdirSync } from 'node:fs';
import { open, readFile, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isKeyId, keyName } from '../names.js';
import { overwrite, syncDirectory } from './durable-files.js';

/** An object that is not known to survive a power cut, with its content, which is JSON. */
export interface JournalEntry {
  readonly name: string;
  readonly content: string;
}

/** How long (milliseconds) before the files themselves are made safe: by then the operating system has written most of them. */
const SETTLE_AFTER = 30_000;

/** Entries of one file of the journal, until the files that they stand for are safe. */
interface Generation {
  readonly file: string;
  readonly handle: FileHandle;
  readonly names: string[];
}

/**
 * Makes many new small files survive a power cut by one flush of one file: what was made at the same time is written here
 * together, and the files themselves are flushed later, in the background. What stands here at the next start is put
 * back where it is missing. Belongs to one node; its files, `<name>.<number>`, are gone whenever nothing is pending.
 */
export class Journal {
  private current: Generation | undefined;
  private readonly older = new Set<Promise<void>>();
  private waiting: { readonly entry: JournalEntry; readonly done: (error?: unknown) => void }[] = [];
  private writing: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private next: number;

  private constructor(
    private readonly path: string,
    /** Flushes these files, and their names. */
    private readonly settle: (names: readonly string[]) => Promise<void>,
    private readonly found: readonly string[],
  ) {
    this.next = 1 + Math.max(0, ...found.map((file) => Number(file.slice(path.length + 1))));
  }

  static open(path: string, settle: (names: readonly string[]) => Promise<void>): Journal {
    const directory = dirname(path);
    const isOurs = (name: string): boolean => name.startsWith(`${basename(path)}.`) && /\.\d+$/.test(name);
    const found = readdirSync(directory)
      .filter(isOurs)
      .map((name) => join(directory, name));
    return new Journal(path, settle, found);
  }

  /**
   * What an earlier run left behind is handed to `put`, which makes each safe, and is then forgotten. A line that a crash
   * cut off was promised to nobody.
   */
  async recover(put: (entry: JournalEntry) => Promise<void>): Promise<void> {
    for (const file of this.found) {
      const lines = (await readFile(file, 'utf8')).split('\n').slice(0, -1);
      for (const line of lines) {
        const entry = entryOf(line);
        if (entry) await put(entry);
      }
      await forget(file);
    }
  }

  /** Resolves when the entry survives a power cut. Entries that come while others are being flushed go together. */
  keep(entry: JournalEntry): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ entry, done: (error) => (error === undefined ? resolve() : reject(error as Error)) });
      this.writing ??= this.write().finally(() => (this.writing = undefined));
    });
  }

  /** Makes the files themselves safe and empties the journal: before one is destroyed, and at the end. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.writing;
    this.retire();
    await Promise.all(this.older);
  }

  private async write(): Promise<void> {
    while (this.waiting.length > 0) {
      const group = this.waiting;
      this.waiting = [];
      try {
        const { handle, names } = await this.generation();
        await handle.appendFile(group.map(({ entry }) => `${JSON.stringify([entry.name, entry.content])}\n`).join(''));
        await handle.datasync();
        names.push(...group.map(({ entry }) => entry.name));
        for (const { done } of group) done();
      } catch (error) {
        // Whether half a line was written or not: the next group begins a file of its own.
        this.retire();
        for (const { done } of group) done(error);
      }
    }
  }

  private async generation(): Promise<Generation> {
    if (this.current) return this.current;
    const file = `${this.path}.${this.next++}`;
    const handle = await open(file, 'ax', 0o600);
    await syncDirectory(dirname(file));
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.retire();
    }, SETTLE_AFTER).unref();
    return (this.current = { file, handle, names: [] });
  }

  /** Takes no more into the present file, and forgets it when the files are safe. */
  private retire(): void {
    const generation = this.current;
    if (!generation) return;
    this.current = undefined;
    const settled = (async (): Promise<void> => {
      await this.writing;
      await generation.handle.close();
      await this.settle(generation.names);
      await forget(generation.file);
    })();
    // Where a disk refuses, the file stays, and the next start puts things right.
    const watched = settled.catch(() => undefined).finally(() => this.older.delete(watched));
    this.older.add(watched);
  }
}

function entryOf(line: string): JournalEntry | undefined {
  try {
    const [given, content] = JSON.parse(line) as [string, string];
    // Release 0.1 wrote a key's id where its name stands now.
    return { name: isKeyId(given) ? keyName(given) : given, content };
  } catch {
    return undefined;
  }
}

/** Removes a file of the journal, its content overwritten first: something in it may be about to be destroyed. */
async function forget(file: string): Promise<void> {
  await overwrite(file);
  await rm(file);
  await syncDirectory(dirname(file));
}
