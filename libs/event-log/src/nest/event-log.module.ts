import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import type { Clock } from '../domain/clock.js';
import { CatchUp } from '../models/catch-up.js';
import { ModelHistory } from '../models/history.js';
import { ReadModelStore } from '../models/read-model-store.js';
import type { EventLog } from '../port/event-log.js';
import type { KeyStore } from '../port/key-store.js';
import type { Projection } from '../port/projection.js';
import { CLOCK, COMMANDS, EVENT_LOG, HISTORY, KEY_STORE, READ_MODELS } from '../port/services.js';
import { CommandRunner } from '../runner/command-runner.js';
import { EventCodec } from '../sealing/event-codec.js';
import { EventRegistry } from '../sealing/event-registry.js';
import type { EventDeclarations } from '../domain/registry.js';
import { Sealer } from '../sealing/sealer.js';

export interface EventLogModuleOptions {
  readonly log: EventLog;
  readonly keyStore: KeyStore;
  readonly clock: Clock;
  /** Of all features. */
  readonly declarations: readonly EventDeclarations[];
  /** Of all features. */
  readonly projections: readonly Projection[];
  /** Where the read models are kept. */
  readonly modelsDirectory: string;
}

/**
 * Gives every room the log's services by their tokens, and the app `EventCodec`, `ReadModelStore` and `CatchUp` by their
 * classes. It starts and closes nothing: handlers are not there yet when modules are initialised, so the app starts
 * `CatchUp` after `app.init()`, and at the end stops it, then closes `ReadModelStore` and the log.
 */
@Module({})
export class EventLogModule {
  static forRoot(options: EventLogModuleOptions): DynamicModule {
    const { log, keyStore, clock, declarations, projections, modelsDirectory } = options;
    const codec = new EventCodec(new EventRegistry(declarations), new Sealer(keyStore));
    const providers: Provider[] = [
      { provide: CLOCK, useValue: clock },
      { provide: EVENT_LOG, useValue: log },
      { provide: KEY_STORE, useValue: keyStore },
      { provide: EventCodec, useValue: codec },
      { provide: COMMANDS, useValue: new CommandRunner(log, codec, clock) },
      { provide: ReadModelStore, useFactory: () => ReadModelStore.open({ directory: modelsDirectory, projections }) },
      {
        provide: CatchUp,
        inject: [ReadModelStore],
        useFactory: (store: ReadModelStore) => new CatchUp({ log, codec, store }),
      },
      { provide: READ_MODELS, useExisting: CatchUp },
      {
        provide: HISTORY,
        inject: [CatchUp],
        useFactory: (models: CatchUp) => new ModelHistory({ log, codec, models, projections }),
      },
    ];
    const exports = [CLOCK, EVENT_LOG, KEY_STORE, COMMANDS, READ_MODELS, HISTORY, EventCodec, ReadModelStore, CatchUp];
    return { module: EventLogModule, global: true, providers, exports };
  }
}
