import { LogUnavailable, LogUnusable } from './errors.js';

/**
 * Keeps named objects beside the log: wrapped keys, which must be destroyable, and sealed files, which are too large for it.
 * What is in them it never sees. Several nodes share one store; they agree by who was first to create, and by nothing else.
 */
export interface ObjectStore {
  /** Where it is, as people know it: a directory, or `s3://bucket/prefix`. */
  readonly place: string;
  /** What could not be proven of it when it was opened, each a sentence; mostly nothing. */
  readonly doubts: readonly string[];
  /**
   * Makes an object, whole or not at all, unless one of that name stands there: true where it was made here. When it
   * returns, the object of that name, whoever made it, survives a power cut. Throws `ObjectsUnavailable`, like all of
   * these; then it may have been made or not.
   */
  create(name: string, content: Uint8Array): Promise<boolean>;
  /** The whole object; undefined where there is none. What `create` and `delete` have done is seen at once, by every node. */
  get(name: string): Promise<Uint8Array | undefined>;
  /** Destroys an object for good: no copy is left here. Does nothing where there is none. */
  delete(name: string): Promise<void>;
  /** The names of all objects below a folder (`keys/`), in no order. One made or deleted meanwhile may be among them or not. */
  list(folder: string): AsyncIterable<string>;
  /** Leaves nothing pending; every later call throws `ObjectsUnavailable`. */
  close(): Promise<void>;
}

/** Objects cannot be kept or read now (disk full, no answer, no right): the same may work later. Nothing was lost. */
export class ObjectsUnavailable extends LogUnavailable {}

/** This store cannot do what must be relied on; the message says what to do. */
export class ObjectsUnusable extends LogUnusable {}

const NAME = /^[a-z0-9][a-z0-9.-]*(\/[a-z0-9][a-z0-9.-]*)+$/;
const FOLDER = /^([a-z0-9][a-z0-9.-]*\/)+$/;

/** Names come from stored data, too, and become paths. Throws `RangeError` for one that is no name of an object. */
export function checkedName(name: string): string {
  if (!isObjectName(name)) throw new RangeError(`${JSON.stringify(name.slice(0, 200))} is no name of an object`);
  return name;
}
export const isObjectName = (name: string): boolean => NAME.test(name);

/** The same for a folder, which ends in a slash. */
export function checkedFolder(folder: string): string {
  if (!FOLDER.test(folder)) throw new RangeError(`${JSON.stringify(folder.slice(0, 200))} is no folder of objects`);
  return folder;
}
