/**
 * Keeps one 256-bit key per erasure scope. Keys live outside the log, because a key in an append-only log could never
 * be destroyed.
 */
export interface KeyStore {
  /**
   * The key of a scope, made at first use (also when several nodes ask at once). Throws `KeyErased` after erasure, and
   * `ObjectsUnavailable`, like all of these.
   */
  keyFor(scope: string): Promise<SealingKey>;
  /** The key by its id; `erased` if it was destroyed on purpose. Throws when it is missing or cannot be unwrapped. */
  key(keyId: string): Promise<SealingKey | 'erased'>;
  /** Destroys the key of a scope for good and leaves a mark that it was on purpose. */
  erase(scope: string): Promise<void>;
}
export interface SealingKey {
  readonly id: string;
  readonly bytes: Uint8Array;
}
/** The scope's key has been destroyed: nothing can be sealed under it any more. */
export class KeyErased extends Error {}
/** A key is missing, damaged, or wrapped under another master key. Never taken for erasure. */
export class KeyUnusable extends Error {}
