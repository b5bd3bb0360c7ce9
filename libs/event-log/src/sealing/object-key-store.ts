import { createHmac, createSecretKey, hkdfSync, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto';
import { systemClock, type Clock } from '../domain/clock.js';
import { eachAtMost } from '../objects/at-most.js';
import { CHECK, isKeyId, keyFolder, keyName, kindOf, KEYS, markName, MARKS } from '../objects/names.js';
import { KeyErased, KeyUnusable, type KeyStore, type SealingKey } from '../port/key-store.js';
import type { ObjectStore } from '../port/object-store.js';
import { MASTER_KEY_BYTES } from './master-key.js';
import { isSealedField, openField, sealField } from './sealed-field.js';

/** Ten thousand controllers, each with agreement and contact; fewer would be read again and again while all are told. */
const CACHED_KEYS = 50_000;
/** An erasure by another node is noticed within a minute. */
const CACHE_MILLISECONDS = 60_000;
/** How many erasures are looked after at once at a start. */
const AT_ONCE = 32;
const PROOF = { place: { eventId: 'key-store', eventType: 'check', pointer: '' }, keyId: 'master', text: 'art33' };

/**
 * One object per key, wrapped under a master key that stands elsewhere; see objects/names.ts. Nodes that share the store agree
 * by who was first to create a key. Erasing marks first and destroys then, making creates first and looks for the mark then:
 * whichever comes later sees the other.
 */
export class ObjectKeyStore implements KeyStore {
  private readonly cache = new Map<string, { readonly key: SealingKey | 'erased'; readonly until: number }>();
  private readonly making = new Map<string, Promise<SealingKey | 'erased'>>();

  private constructor(
    private readonly objects: ObjectStore,
    private readonly subkeys: Subkeys,
    private readonly clock: Clock,
  ) {}

  /**
   * Opens the keys in a store, or begins them in an empty one, and finishes erasures that a crash cut short. Throws
   * `KeyUnusable` where the master key is not the one that the keys are wrapped under, or the store holds none and may not be
   * begun: then it is the wrong one. Throws `ObjectsUnavailable`.
   */
  static async open(options: {
    readonly objects: ObjectStore;
    readonly masterKey: Uint8Array;
    readonly clock?: Clock;
    /** False where a log already needs keys. */
    readonly mayBegin: boolean;
  }): Promise<ObjectKeyStore> {
    const { objects, masterKey, clock = systemClock, mayBegin } = options;
    if (masterKey.length !== MASTER_KEY_BYTES) throw new KeyUnusable(`a master key has ${MASTER_KEY_BYTES} bytes`);
    const store = new ObjectKeyStore(objects, subkeysOf(masterKey), clock);
    await store.proveMasterKey(mayBegin);
    await store.finishErasures();
    return store;
  }

  async keyFor(scope: string): Promise<SealingKey> {
    const id = this.idOf(scope);
    const key = (await this.find(id)) ?? (await this.makeOnce(id));
    if (key === 'erased')
      throw new KeyErased(`the key of ${scope} has been destroyed: nothing more can be sealed under it`);
    return key;
  }

  async key(keyId: string): Promise<SealingKey | 'erased'> {
    // The id comes from stored data and becomes part of a name: nothing but an id of ours may.
    if (!isKeyId(keyId)) throw new KeyUnusable(`${JSON.stringify(keyId.slice(0, 100))} is no key id`);
    const key = await this.find(keyId);
    if (key !== undefined) return key;
    // It may have been erased between a look at the mark and a look at the key.
    if (await this.isMarkedErased(keyId)) return this.remember(keyId, 'erased');
    throw new KeyUnusable(`key ${keyId} is missing and was not erased: ${this.restoreIt}`);
  }

  async erase(scope: string): Promise<void> {
    const id = this.idOf(scope);
    // The mark comes first: a crash in between leaves a key that is known to be destroyed, never a key lost without reason.
    await this.objects.create(markName(id), json({ erased: id, mark: this.markOf(id).toString('base64') }));
    await this.objects.delete(keyName(id));
    this.remember(id, 'erased');
  }

  private async find(id: string): Promise<SealingKey | 'erased' | undefined> {
    const cached = this.cache.get(id);
    if (cached !== undefined && (cached.key === 'erased' || this.clock.now() < cached.until)) {
      return this.remember(id, cached.key, cached.until);
    }
    const pending = this.making.get(id);
    if (pending !== undefined) return pending;
    const until = this.clock.now() + CACHE_MILLISECONDS;
    const [isErased, wrapped] = await Promise.all([this.isMarkedErased(id), this.objects.get(keyName(id))]);
    if (isErased) return this.remember(id, 'erased');
    return wrapped === undefined ? undefined : this.remember(id, await this.unwrappedUnlessErased(id, wrapped), until);
  }

  /** Callers in this process share one making. */
  private makeOnce(id: string): Promise<SealingKey | 'erased'> {
    const pending = this.making.get(id) ?? this.make(id).finally(() => this.making.delete(id));
    this.making.set(id, pending);
    return pending;
  }

  private async make(id: string): Promise<SealingKey | 'erased'> {
    const bytes = randomBytes(32);
    const isMine = await this.objects.create(
      keyName(id),
      json(sealField(bytes.toString('base64'), wrapPlace(id), this.wrapping(id))),
    );
    // An erasure may have come between: it marks, then destroys; we create, then look for the mark. One sees the other.
    if (await this.isMarkedErased(id)) {
      await this.objects.delete(keyName(id));
      return this.remember(id, 'erased');
    }
    if (isMine) return this.remember(id, { id, bytes });
    // Another node was first, and then its key is the key.
    const wrapped = await this.objects.get(keyName(id));
    if (wrapped !== undefined) return this.remember(id, await this.unwrappedUnlessErased(id, wrapped));
    if (await this.isMarkedErased(id)) return this.remember(id, 'erased');
    throw new KeyUnusable(`key ${id} vanished while it was made`);
  }

  /** What was read while it was being destroyed may be noise. */
  private async unwrappedUnlessErased(id: string, wrapped: Uint8Array): Promise<SealingKey | 'erased'> {
    try {
      return this.unwrapped(id, wrapped);
    } catch (error) {
      if (await this.isMarkedErased(id)) return 'erased';
      throw error;
    }
  }

  private unwrapped(id: string, wrapped: Uint8Array): SealingKey {
    const bytes = Buffer.from(String(this.opened(wrapped, id)), 'base64');
    if (bytes.length !== 32) throw new KeyUnusable(`key ${id} is damaged: ${this.restoreIt}`);
    return { id, bytes };
  }

  private opened(wrapped: Uint8Array, id: string): unknown {
    try {
      const field: unknown = JSON.parse(textOf(wrapped));
      if (isSealedField(field)) return openField(field, wrapPlace(id), this.wrapping(id));
    } catch {
      // Falls through: whatever is wrong with the object, what to do about it is the same.
    }
    throw new KeyUnusable(`key ${id} is damaged or wrapped under another master key: ${this.restoreIt}`);
  }

  /** A key is looked for only in folders where a mark might want it destroyed: of many keys, most are never listed. */
  private async finishErasures(): Promise<void> {
    const marked = new Set<string>();
    for await (const name of this.objects.list(MARKS)) {
      const object = kindOf(name);
      if (object?.kind === 'mark') marked.add(object.id);
    }
    const folders = new Set([...marked].map((id) => keyFolder(id)));
    await eachAtMost(AT_ONCE, folders, async (folder) => {
      for await (const name of this.objects.list(folder)) {
        const object = kindOf(name);
        if (object?.kind !== 'key' || !marked.has(object.id)) continue;
        if (await this.isMarkedErased(object.id)) await this.objects.delete(name);
      }
    });
  }

  private async isMarkedErased(id: string): Promise<boolean> {
    const content = await this.objects.get(markName(id));
    if (content === undefined) return false;
    try {
      const { mark } = JSON.parse(textOf(content)) as { readonly mark: string };
      if (timingSafeEqual(Buffer.from(mark, 'base64'), this.markOf(id))) return true;
    } catch {
      // Falls through: a mark that cannot be read proves nothing.
    }
    throw new KeyUnusable(`the mark that key ${id} was erased is damaged or forged: ${this.restoreIt}`);
  }

  private async proveMasterKey(mayBegin: boolean): Promise<void> {
    const key = { id: PROOF.keyId, bytes: this.subkeys.wrapping };
    if ((await this.objects.get(CHECK)) === undefined) {
      const first = await this.objects.list(KEYS)[Symbol.asyncIterator]().next();
      if (first.done !== true)
        throw new KeyUnusable(
          `${this.objects.place} holds keys but no ${CHECK}: restore it from the backup of the keys`,
        );
      if (!mayBegin)
        throw new KeyUnusable(
          `${this.objects.place} holds no keys, and the log holds events that need some: set ART33_OBJECTS to where they are (without it they are in the data directory), or restore the newest backup of the keys`,
        );
      await this.objects.create(CHECK, json(sealField(PROOF.text, PROOF.place, key)));
    }
    try {
      const field: unknown = JSON.parse(textOf((await this.objects.get(CHECK)) ?? new Uint8Array()));
      if (isSealedField(field) && openField(field, PROOF.place, key) === PROOF.text) return;
    } catch (error) {
      if (!(error instanceof KeyUnusable) && !(error instanceof SyntaxError)) throw error;
    }
    throw new KeyUnusable(
      `the keys in ${this.objects.place} are wrapped under another master key: start with the key that they were made with`,
    );
  }

  private get restoreIt(): string {
    return `restore the keys in ${this.objects.place} from their backup`;
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
const json = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value), 'utf8');
const textOf = (content: Uint8Array): string => Buffer.from(content).toString('utf8');
