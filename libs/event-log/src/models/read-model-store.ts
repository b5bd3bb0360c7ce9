import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '../domain/canonical-json.js';
import type { Projection, ReadModelDb } from '../port/projection.js';
import { builtIn } from './built-in.js';
import { ModelFile, removeFile } from './model-file.js';

/**
 * The read models of one node: one file per set of projections and versions, in a directory of their own. A release with
 * other versions finds no file of its set and builds one; the files of other sets go when the new one is complete.
 */
export class ReadModelStore {
  /** Reads the live models; stays valid when they are replaced. Statements are not to be kept across an `await`. */
  readonly db: ReadModelDb = { sql: (text) => this.live.reader.sql(text) };

  private constructor(
    private readonly directory: string,
    private readonly name: string,
    /** The features' projections and the built-in ones. */
    readonly projections: readonly Projection[],
    private live: ModelFile,
  ) {}

  /** Opens the models of these projections, or begins them. */
  static open(options: { readonly directory: string; readonly projections: readonly Projection[] }): ReadModelStore {
    const { directory } = options;
    const projections = [...builtIn, ...options.projections];
    const names = projections.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new Error(`two projections are named ${twice}`);
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const name = `models-${fingerprint(projections)}`;
    const store = new ReadModelStore(
      directory,
      name,
      projections,
      ModelFile.open(join(directory, `${name}.db`), projections),
    );
    removeFile(store.nextFile);
    return store;
  }

  get file(): ModelFile {
    return this.live;
  }

  /** Empty models beside the live ones. */
  beside(): ModelFile {
    removeFile(this.nextFile);
    return ModelFile.open(this.nextFile, this.projections);
  }

  /** Drops a file made by `beside` that is not to replace anything. */
  drop(next: ModelFile): void {
    next.close();
    removeFile(this.nextFile);
  }

  /**
   * Puts models made by `beside` in the place of the live ones: in one go for everybody in this process, by one rename on
   * disk. Throws `ModelsInUse` where another process has the live ones open; then they stay.
   */
  replaceWith(next: ModelFile): void {
    const { file } = this.live;
    next.closeWhole();
    try {
      this.live.closeWhole();
      renameSync(next.file, file);
    } finally {
      this.live = ModelFile.open(file, this.projections);
    }
  }

  /** Throws the live models away and begins empty ones: when they show a log that is no longer there. */
  startAgain(): void {
    const { file } = this.live;
    this.live.close();
    removeFile(file);
    this.live = ModelFile.open(file, this.projections);
  }

  /** Removes the files of other sets of projections: they hold personal data that no erasure would reach. */
  removeOthers(): void {
    for (const name of readdirSync(this.directory)) {
      const [set] = /^models-[0-9a-f]+/.exec(name) ?? [];
      if (set !== undefined && set !== this.name && name.endsWith('.db')) removeFile(join(this.directory, name));
    }
  }

  close(): void {
    this.live.close();
  }

  private get nextFile(): string {
    return join(this.directory, `${this.name}.next.db`);
  }
}

/** Tables are in it too: whoever changes them and forgets the version gets a new file, not a broken one. */
const fingerprint = (projections: readonly Projection[]): string => {
  const parts = projections.map(({ name, version, tables }) => [name, version, tables] as const);
  const sorted = parts.sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(canonicalJson(sorted)).digest('hex').slice(0, 12);
};
