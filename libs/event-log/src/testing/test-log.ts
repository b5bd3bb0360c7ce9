import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventDeclarations } from '../domain/registry.js';
import type { CommandContext } from '../port/commands.js';
import { DirectoryObjectStore } from '../objects/directory/directory-object-store.js';
import type { ObjectStore } from '../port/object-store.js';
import { CommandRunner } from '../runner/command-runner.js';
import { EventCodec } from '../sealing/event-codec.js';
import { EventRegistry } from '../sealing/event-registry.js';
import { ObjectKeyStore } from '../sealing/object-key-store.js';
import { Sealer } from '../sealing/sealer.js';
import { SqliteEventLog } from '../sqlite/sqlite-event-log.js';
import { TestClock } from './test-clock.js';

/** A real log, real keys and a clock that stands still, in a directory of their own: for tests above the store. */
export class TestLog {
  readonly commands: CommandRunner;

  private constructor(
    readonly directory: string,
    readonly clock: TestClock,
    readonly log: SqliteEventLog,
    /** Keys and attachments, below `directory`. */
    readonly objects: ObjectStore,
    readonly keys: ObjectKeyStore,
    readonly codec: EventCodec,
  ) {
    this.commands = new CommandRunner(log, codec, clock);
  }

  static async open(...declarations: readonly EventDeclarations[]): Promise<TestLog> {
    const directory = await mkdtemp(join(tmpdir(), 'art33-test-'));
    const clock = new TestClock();
    const log = await SqliteEventLog.open({ file: join(directory, 'log.db'), clock });
    const objects = await DirectoryObjectStore.open({ directory });
    const keys = await ObjectKeyStore.open({ objects, masterKey: Buffer.alloc(32, 33), mayBegin: true });
    const codec = new EventCodec(new EventRegistry(declarations), new Sealer(keys));
    return new TestLog(directory, clock, log, objects, keys, codec);
  }

  /** Closes the log and removes the directory. */
  async close(): Promise<void> {
    await this.log.close();
    await rm(this.directory, { recursive: true });
  }
}

/** A context for commands in tests: a person of the organisation `processor`, a fresh command id. */
export const testContext = (context: Partial<CommandContext> = {}): CommandContext => ({
  actor: { kind: 'person', id: 'p1' },
  organisation: 'processor',
  commandId: randomUUID(),
  correlationId: randomUUID(),
  ...context,
});
