import 'reflect-metadata';
import { join } from 'node:path';
import { Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { declarations, names, ticker, ticks } from '../models/fixtures/ticks.js';
import { CatchUp } from '../models/catch-up.js';
import { ReadModelStore } from '../models/read-model-store.js';
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
import { testContext, TestLog } from '../testing/test-log.js';
import { EventLogModule } from './event-log.module.js';

@Module({})
class Feature {
  constructor(
    @Inject(CLOCK) readonly clock: Clock,
    @Inject(EVENT_LOG) readonly log: EventLog,
    @Inject(KEY_STORE) readonly keys: KeyStore,
    @Inject(COMMANDS) readonly commands: Commands,
    @Inject(READ_MODELS) readonly models: ReadModels,
    @Inject(HISTORY) readonly history: History,
  ) {}
}

it('gives a feature all services of the log, from a command to its read model and its past', async () => {
  const test = await TestLog.open(declarations);
  const kernel = EventLogModule.forRoot({
    log: test.log,
    keyStore: test.keys,
    clock: test.clock,
    declarations: [declarations],
    projections: [ticks, names],
    modelsDirectory: join(test.directory, 'models'),
  });
  @Module({ imports: [kernel, Feature] })
  class App {}
  const app = await NestFactory.createApplicationContext(App, { logger: false });
  const { clock, log, keys, commands, models, history } = app.get(Feature);
  expect([clock, log, keys]).toEqual([test.clock, test.log, test.keys]);

  app.get(CatchUp).start();
  const { position = '', logNumber } = await commands.run(ticker, 'tick-1', { type: 'Tick', times: 2 }, testContext());
  expect(await models.waitFor(position, 5000)).toBe(true);
  expect(models.db.sql('SELECT count(*) AS n FROM ticks').get()).toEqual({ n: 2 });
  expect(await history.logNumberAt(test.clock.instant)).toBe(logNumber);

  await app.get(CatchUp).stop();
  app.get(ReadModelStore).close();
  await app.close();
  await test.close();
});
