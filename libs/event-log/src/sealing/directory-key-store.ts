import { createHmac, createSecretKey, hkdfSync, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto';
import { statSync } from 'node:fs';
import { readdir, readFile, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemClock, type Clock } from '../domain/clock.js';
import { KeyErased, KeysUnavailable, KeyUnusable, type KeyStore, type SealingKey } from '../port/key-store.js';
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
import { KeyJournal, type JournalEntry } from './key-journal.js';
import { MASTER_KEY_BYTES } from './master-key.js';
import { isSealedField, openField, sealField } from './sealed-field.js';

const KEY_ID = /^[0-9a-f]{32}$/;
/** Ten thousand controllers, each with agreement and contact; fewer would be read again and again while all are told. */
const CACHED_KEYS = 50_000;
/** An erasure by another node is noticed within a minute. */
const CACHE_MILLISECONDS = 60_000;
const CHECK = { place: { eventId: 'key-store', eventType: 'check', pointer: '' }, keyId: 'master', text: 'art33' };

/**
 * One file per key, wrapped under a master key that stands elsewhere. Several nodes may share the directory.
 *
 *     check.json          proves, at every start, that the master key is the right one
 *     keys/3f/3f….json    a wrapped key; its name is a keyed hash of the scope and says nothing without the master key
 *     erased/3f….json     the mark of an erasure on purpose, authenticated: nobody can make a lost key look erased
 */
export class DirectoryKeyStore implements KeyStore {
  private readonly cache = new Map<string, { readonly key: SealingKey | 'erased'; readonly until: number }>();
  private readonly making = new Map<string, Promise<SealingKey | 'erased'>>();
  /** Key files that the journal could not take yet: nothing is sealed with them before it has. */
  private readonly unsafe = new Map<string, JournalEntry>();
  /** Folders that exist. */
  private readonly folders = new Set<string>();

  private constructor(
    private readonly directory: string,
    private readonly subkeys: Subkeys,
    private readonly clock: Clock,
    private readonly journal: KeyJournal | undefined,
  ) {}

  /**
   * Opens the store, or begins one in an empty directory, and finishes what a crash cut short. With a `journal` (a path in
   * this node's own data), keys that are made at the same time are made safe together; without, each by itself. Throws `KeyUnusable` where the master key is not the one that the keys are wrapped under, and `KeysUnavailable`.
   */
  static async open(options: {
    readonly directory: string;
    readonly masterKey: Uint8Array;
    readonly clock?: Clock;
    readonly journal?: string;
  }): Promise<DirectoryKeyStore> {
    const { directory, masterKey, clock = systemClock } = options;
    if (masterKey.length !== MASTER_KEY_BYTES) throw new KeyUnusable(`a master key has ${MASTER_KEY_BYTES} bytes`);
    const settle = (ids: readonly string[]): Promise<void> => store.settle(ids);
    const journal = options.journal === undefined ? undefined : KeyJournal.open(options.journal, settle);
    const store: DirectoryKeyStore = new DirectoryKeyStore(directory, subkeysOf(masterKey), clock, journal);
    await store.onDisk(async () => {
      await makeDirectory(join(directory, 'keys'));
      await makeDirectory(join(directory, 'erased'));
      await store.proveMasterKey();
      await journal?.recover((entry) => store.putBack(entry));
      await store.finishErasures();
    });
    return store;
  }

  async keyFor(scope: string): Promise<SealingKey> {
    const id = this.idOf(scope);
    const key = await this.onDisk(async () => (await this.find(id)) ?? this.makeOnce(id));
    if (key === 'erased')
      throw new KeyErased(`the key of ${scope} has been destroyed: nothing more can be sealed under it`);
    return key;
  }

  async key(keyId: string): Promise<SealingKey | 'erased'> {
    // The id comes from stored data and becomes a file name: nothing but an id of ours may.
    if (!KEY_ID.test(keyId)) throw new KeyUnusable(`${JSON.stringify(keyId.slice(0, 100))} is no key id`);
    const key = await this.onDisk(() => this.find(keyId));
    if (key === undefined) {
      throw new KeyUnusable(`key ${keyId} is missing and was not erased: restore the key directory from its backup`);
    }
    return key;
  }

  async erase(scope: string): Promise<void> {
    const id = this.idOf(scope);
    // The mark comes first: a crash in between leaves a key that is known to be destroyed, never a key lost without reason.
    await this.onDisk(async () => {
      await this.journal?.flush();
      await createOnce(this.markFile(id), JSON.stringify({ erased: id, mark: this.markOf(id).toString('base64') }));
      await this.destroy(id);
    });
    this.remember(id, 'erased');
  }

  /** Leaves nothing pending; the store is not used any more. */
  async close(): Promise<void> {
    await this.journal?.flush();
  }

  /** What the file system refuses says nothing of the keys: it may work later. */
  private async onDisk<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!isSystemError(error)) throw error;
      throw new KeysUnavailable(`${this.directory}: keys cannot be made or read now (${error.message})`, {
        cause: error,
      });
    }
  }

  private async find(id: string): Promise<SealingKey | 'erased' | undefined> {
    const cached = this.cache.get(id);
    if (cached !== undefined && (cached.key === 'erased' || this.clock.now() < cached.until)) {
      return this.remember(id, cached.key, cached.until);
    }
    const pending = this.making.get(id);
    if (pending !== undefined) return pending;
    if (await this.isMarkedErased(id)) return this.remember(id, 'erased');
    const wrapped = await contentOf(this.keyFile(id));
    if (wrapped === undefined) return undefined;
    await this.makeSafe(id);
    return this.remember(id, this.unwrapped(id, wrapped));
  }

  /** Callers in this process share one making, so that nobody seals with a key that is not safely on disk yet. */
  private makeOnce(id: string): Promise<SealingKey | 'erased'> {
    const pending = this.making.get(id) ?? this.make(id).finally(() => this.making.delete(id));
    this.making.set(id, pending);
    return pending;
  }

  private async make(id: string): Promise<SealingKey | 'erased'> {
    const bytes = randomBytes(32);
    const fresh = JSON.stringify(sealField(bytes.toString('base64'), wrapPlace(id), this.wrapping(id)));
    const wrapped = await this.place(id, fresh);
    // An erasure may have come between: it marks, then destroys; we create, then look for the mark. One sees the other.
    if (await this.isMarkedErased(id)) {
      await this.destroy(id);
      return this.remember(id, 'erased');
    }
    return this.remember(id, wrapped === fresh ? { id, bytes } : this.unwrapped(id, wrapped));
  }

  /** Makes the key file, safe against a power cut. Another node may have been first, and then its key is the key. */
  private async place(id: string, fresh: string): Promise<string> {
    const file = this.keyFile(id);
    const folder = dirname(file);
    if (!this.folders.has(folder)) {
      await makeDirectory(folder);
      this.folders.add(folder);
    }
    const isMine = this.journal === undefined ? (await createOnce(file, fresh), false) : placeOnce(file, fresh);
    const wrapped = isMine ? fresh : await contentOf(file);
    if (wrapped === undefined) throw new KeyUnusable(`key ${id} vanished while it was made`);
    this.unsafe.set(id, { id, content: wrapped });
    await this.makeSafe(id);
    return wrapped;
  }

  private async makeSafe(id: string): Promise<void> {
    const entry = this.unsafe.get(id);
    if (entry) await this.journal?.keep(entry);
    this.unsafe.delete(id);
  }

  /** Puts back a key file that a power cut took, or left unfinished. */
  private async putBack({ id, content }: JournalEntry): Promise<void> {
    if (!KEY_ID.test(id) || (await this.isMarkedErased(id))) return;
    const file = this.keyFile(id);
    if ((await contentOf(file)) !== content && !(await this.isWhole(id))) {
      await unlink(file).catch((error: unknown) => {
        if (!isMissing(error)) throw error;
      });
      await makeDirectory(dirname(file));
      await createOnce(file, content);
    }
    await this.settle([id]);
  }

  private async isWhole(id: string): Promise<boolean> {
    const content = await contentOf(this.keyFile(id));
    try {
      return content !== undefined && this.unwrapped(id, content).bytes.length > 0;
    } catch (error) {
      if (error instanceof KeyUnusable) return false;
      throw error;
    }
  }

  /** Flushes the files of these keys and their names. One that has been destroyed meanwhile needs it no more. */
  private async settle(ids: readonly string[]): Promise<void> {
    for (const id of ids) await syncFile(this.keyFile(id));
    for (const folder of new Set(ids.map((id) => dirname(this.keyFile(id))))) await syncDirectory(folder);
  }

  private unwrapped(id: string, wrapped: string): SealingKey {
    const bytes = Buffer.from(String(this.opened(wrapped, id)), 'base64');
    if (bytes.length !== 32) throw new KeyUnusable(`key ${id} is damaged: restore the key directory from its backup`);
    return { id, bytes };
  }

  private opened(wrapped: string, id: string): unknown {
    try {
      const field: unknown = JSON.parse(wrapped);
      if (isSealedField(field)) return openField(field, wrapPlace(id), this.wrapping(id));
    } catch {
      // Falls through: whatever is wrong with the file, what to do about it is the same.
    }
    throw new KeyUnusable(`key ${id} is damaged or wrapped under another master key: restore it from its backup`);
  }

  private async destroy(id: string): Promise<void> {
    const file = this.keyFile(id);
    try {
      await overwrite(file);
      await unlink(file);
      await syncDirectory(join(this.directory, 'keys', id.slice(0, 2)));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  private async finishErasures(): Promise<void> {
    for (const name of await readdir(join(this.directory, 'erased'))) {
      const id = name.replace('.json', '');
      if (KEY_ID.test(id) && (await this.isMarkedErased(id))) await this.destroy(id);
    }
  }

  private async isMarkedErased(id: string): Promise<boolean> {
    const text = await contentOf(this.markFile(id));
    if (text === undefined) return false;
    try {
      const { mark } = JSON.parse(text) as { readonly mark: string };
      if (timingSafeEqual(Buffer.from(mark, 'base64'), this.markOf(id))) return true;
    } catch {
      // Falls through: a mark that cannot be read proves nothing.
    }
    throw new KeyUnusable(
      `the mark that key ${id} was erased is damaged or forged: restore the key directory from its backup`,
    );
  }

  private async proveMasterKey(): Promise<void> {
    const file = join(this.directory, 'check.json');
    const key = { id: CHECK.keyId, bytes: this.subkeys.wrapping };
    if ((await contentOf(file)) === undefined) {
      if ((await readdir(join(this.directory, 'keys'))).length > 0) {
        throw new KeyUnusable(
          `${this.directory} holds keys but no check.json: restore it from the backup of the key directory`,
        );
      }
      await createOnce(file, JSON.stringify(sealField(CHECK.text, CHECK.place, key)));
    }
    try {
      const field: unknown = JSON.parse(await readFile(file, 'utf8'));
      if (isSealedField(field) && openField(field, CHECK.place, key) === CHECK.text) return;
    } catch (error) {
      if (!(error instanceof KeyUnusable) && !(error instanceof SyntaxError)) throw error;
    }
    throw new KeyUnusable(
      `the keys in ${this.directory} are wrapped under another master key: start with the key that this directory was made with`,
    );
  }

  private remember(id: string, key: SealingKey, until?: number): SealingKey;
  private remember(id: string, key: SealingKey | 'erased', until?: number): SealingKey | 'erased';
  private remember(
    id: string,
    key: SealingKey | 'erased',
    until = this.clock.now() + CACHE_MILLISECONDS,
  ): SealingKey | 'erased' {
    this.cache.delete(id);
    this.cache.set(id, { key, until });
    // A map keeps the order of insertion: its first entry is the one that was not used for longest.
    if (this.cache.size > CACHED_KEYS) this.cache.delete(this.cache.keys().next().value ?? '');
    return key;
  }

  private idOf(scope: string): string {
    return createHmac('sha256', this.subkeys.naming).update(scope, 'utf8').digest('hex').slice(0, 32);
  }
  private markOf(id: string): Buffer {
    return createHmac('sha256', this.subkeys.marking).update(id, 'utf8').digest();
  }
  private wrapping(id: string): SealingKey {
    return { id, bytes: this.subkeys.wrapping };
  }
  private keyFile(id: string): string {
    return join(this.directory, 'keys', id.slice(0, 2), `${id}.json`);
  }
  private markFile(id: string): string {
    return join(this.directory, 'erased', `${id}.json`);
  }
}

/** One key, one purpose: none of them is the master key itself. */
interface Subkeys {
  readonly wrapping: Uint8Array;
  readonly naming: KeyObject;
  readonly marking: KeyObject;
}
const subkeysOf = (masterKey: Uint8Array): Subkeys => {
  const derived = (purpose: string): Uint8Array =>
    new Uint8Array(hkdfSync('sha256', masterKey, '', `art33 ${purpose}`, 32));
  // Node takes raw bytes too, but wraps them anew at every call.
  return {
    wrapping: derived('key wrapping'),
    naming: createSecretKey(derived('key names')),
    marking: createSecretKey(derived('erasure marks')),
  };
};
const wrapPlace = (id: string) => ({ eventId: 'key-store', eventType: 'key', pointer: id });

/** Undefined where there is none: the usual answer, so it is looked for first, in microseconds, instead of opened in vain. */
const contentOf = async (file: string): Promise<string | undefined> => {
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return undefined;
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};
