import { statSync } from 'node:fs';
import { readdir, readFile, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  checkedFolder,
  checkedName,
  isObjectName,
  ObjectsUnavailable,
  type ObjectStore,
} from '../../port/object-store.js';
import {
  createOnce,
  isMissing,
  isSystemError,
  makeDirectory,
  overwrite,
  placeOnce,
  syncDirectory,
  syncFile,
} from './durable-files.js';
import { Journal, type JournalEntry } from './journal.js';

/** Small texts, of which many are made at once; half of one, as a power cut leaves it, is no JSON. */
const isJson = (name: string): boolean => name.endsWith('.json');

/** A file per object, below a directory that may hold other things too. Several nodes may share it. */
export class DirectoryObjectStore implements ObjectStore {
  readonly doubts = [];
  /** Files that the journal could not take yet: nobody is given what is in them before it has. */
  private readonly unsafe = new Map<string, JournalEntry>();
  /** Folders that exist. */
  private readonly folders = new Set<string>();
  private readonly journal: Journal | undefined;
  private isClosed = false;

  private constructor(
    readonly place: string,
    journal: string | undefined,
  ) {
    this.journal = journal === undefined ? undefined : Journal.open(journal, (names) => this.settle(names));
  }

  /**
   * Opens the store. With a `journal` (a path in this node's own data), objects named `….json` that are made at the same time
   * are made safe together, and what a power cut took of them is put back now; without, each is made safe by itself.
   */
  static async open(options: { readonly directory: string; readonly journal?: string }): Promise<DirectoryObjectStore> {
    const store = new DirectoryObjectStore(options.directory, options.journal);
    await store.onDisk(async () => store.journal?.recover((entry) => store.putBack(entry)));
    return store;
  }

  async create(name: string, content: Uint8Array): Promise<boolean> {
    const file = this.file(name);
    return this.onDisk(async () => {
      await this.makeFolder(dirname(file));
      if (this.journal === undefined || !isJson(name)) return createOnce(file, content);
      const isMine = placeOnce(file, content);
      const standing = isMine ? content : await contentOf(file);
      // Who was first may have deleted it meanwhile.
      if (standing === undefined) return false;
      this.unsafe.set(name, { name, content: Buffer.from(standing).toString('utf8') });
      await this.makeSafe(name);
      return isMine;
    });
  }

  async get(name: string): Promise<Uint8Array | undefined> {
    const file = this.file(name);
    return this.onDisk(async () => {
      const content = await contentOf(file);
      if (content !== undefined) await this.makeSafe(name);
      return content;
    });
  }

  async delete(name: string): Promise<void> {
    const file = this.file(name);
    await this.onDisk(async () => {
      this.unsafe.delete(name);
      await this.journal?.flush();
      try {
        await overwrite(file);
        await unlink(file);
        await syncDirectory(dirname(file));
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    });
  }

  async *list(folder: string): AsyncIterable<string> {
    const directory = join(this.place, checkedFolder(folder));
    const entries = await this.onDisk(() =>
      readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
        if (isMissing(error)) return [];
        throw error;
      }),
    );
    for (const entry of entries) {
      const name = `${folder}${entry.name}`;
      // Drafts, and what others put there, are nobody's objects.
      if (!isObjectName(name)) continue;
      if (entry.isDirectory()) yield* this.list(`${name}/`);
      else if (entry.isFile()) yield name;
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.journal?.flush();
  }

  private async makeFolder(folder: string): Promise<void> {
    if (this.folders.has(folder)) return;
    await makeDirectory(folder);
    this.folders.add(folder);
  }

  private async makeSafe(name: string): Promise<void> {
    const entry = this.unsafe.get(name);
    if (entry) await this.journal?.keep(entry);
    this.unsafe.delete(name);
  }

  /** Puts back a file that a power cut took, or left unfinished. */
  private async putBack({ name, content }: JournalEntry): Promise<void> {
    if (!isObjectName(name)) return;
    const file = this.file(name);
    const standing = await contentOf(file);
    if (standing === undefined || !isWhole(standing)) {
      await unlink(file).catch((error: unknown) => {
        if (!isMissing(error)) throw error;
      });
      await makeDirectory(dirname(file));
      await createOnce(file, Buffer.from(content, 'utf8'));
    }
    await this.settle([name]);
  }

  /** Flushes these files and their names. One that has been deleted meanwhile needs it no more. */
  private async settle(names: readonly string[]): Promise<void> {
    const files = names.map((name) => this.file(name));
    for (const file of files) await syncFile(file);
    for (const folder of new Set(files.map((file) => dirname(file)))) await syncDirectory(folder);
  }

  private file(name: string): string {
    return join(this.place, checkedName(name));
  }

  /** What the file system refuses says nothing of the objects: it may work later. */
  private async onDisk<T>(work: () => Promise<T>): Promise<T> {
    if (this.isClosed) throw new ObjectsUnavailable(`${this.place}: the store of keys and files has been closed`);
    try {
      return await work();
    } catch (error) {
      if (!isSystemError(error)) throw error;
      throw new ObjectsUnavailable(`${this.place}: keys and files cannot be kept or read now (${error.message})`, {
        cause: error,
      });
    }
  }
}

/** Undefined where there is none: the usual answer, so it is looked for first, in microseconds, instead of opened in vain. */
const contentOf = async (file: string): Promise<Uint8Array | undefined> => {
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return undefined;
  try {
    return await readFile(file);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

const isWhole = (content: Uint8Array): boolean => {
  try {
    JSON.parse(Buffer.from(content).toString('utf8'));
    return true;
  } catch {
    return false;
  }
};
