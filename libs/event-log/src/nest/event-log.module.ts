import { Module, type DynamicModule } from '@nestjs/common';
import type { Clock } from '../domain/clock.js';
import type { Commands } from '../port/commands.js';
import type { EventLog } from '../port/event-log.js';
import type { KeyStore } from '../port/key-store.js';
import {
  CLOCK,
  COMMANDS,
  EVENT_LOG,
  HISTORY,
  KEY_STORE,
  READ_MODELS,
  type History,
  type ReadModels,
} from '../port/services.js';

/** What the log gives to every room. */
export interface EventLogServices {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly keys: KeyStore;
  readonly commands: Commands;
  readonly models: ReadModels;
  readonly history: History;
}

/**
 * Gives every room the log's services by their tokens. It starts and closes nothing: handlers are not there yet when
 * modules are initialised, so the app starts the read models after `app.init()`, and stops and closes what it opened.
 */
@Module({})
export class EventLogModule {
  static with({ clock, log, keys, commands, models, history }: EventLogServices): DynamicModule {
    const providers = [
      { provide: CLOCK, useValue: clock },
      { provide: EVENT_LOG, useValue: log },
      { provide: KEY_STORE, useValue: keys },
      { provide: COMMANDS, useValue: commands },
      { provide: READ_MODELS, useValue: models },
      { provide: HISTORY, useValue: history },
    ];
    return { module: EventLogModule, global: true, providers, exports: providers.map(({ provide }) => provide) };
  }
}
