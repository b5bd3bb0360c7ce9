import type { KeyStore, SealingKey } from '../port/key-store.js';

/** A key store that remembers which keys it was asked for by id: those that data are sealed under, in every layer. */
export class AskedKeys implements KeyStore {
  /** Keys that can be used, and keys that were destroyed on purpose. */
  readonly usable = new Set<string>();
  readonly erased = new Set<string>();

  constructor(private readonly keys: KeyStore) {}

  async key(keyId: string): Promise<SealingKey | 'erased'> {
    const key = await this.keys.key(keyId);
    (key === 'erased' ? this.erased : this.usable).add(keyId);
    return key;
  }

  keyFor(scope: string): Promise<SealingKey> {
    return this.keys.keyFor(scope);
  }

  erase(scope: string): Promise<void> {
    return this.keys.erase(scope);
  }
}
