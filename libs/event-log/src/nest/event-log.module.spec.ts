import 'reflect-metadata';
import { join } from 'node:path';
import { Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CatchUp } from '../models/catch-up.js';
import { declarations, names, ticker, ticks } from '../models/fixtures/ticks.js';
import { ModelHistory } from '../models/history.js';
import { ReadModelStore } from '../models/read-model-store.js';
import type { Commands } from '../port/commands.js';
import { COMMANDS, HISTORY, READ_MODELS, type History, type ReadModels } from '../port/services.js';
import { CommandRunner } from '../runner/command-runner.js';
import { EventCodec } from '../sealing/event-codec.js';
import { EventRegistry } from '../sealing/event-registry.js';
import { Sealer } from '../sealing/sealer.js';
import { testContext, TestLog } from '../testing/test-log.js';
import { EventLogModule } from './event-log.module.js';

@Module({})
class Feature {
  constructor(
    @Inject(COMMANDS) readonly commands: Commands,
    @Inject(READ_MODELS) readonly models: ReadModels,
    @Inject(HISTORY) readonly history: History,
  ) {}
}

it('gives a feature all services of the log, from a command to its read model and its past', async () => {
  const test = await TestLog.open(declarations);
  const { log, keys, clock } = test;
  const codec = new EventCodec(new EventRegistry([declarations]), new Sealer(keys));
  const projections = [ticks, names];
  const store = ReadModelStore.open({ directory: join(test.directory, 'models'), projections });
  const catchUp = new CatchUp({ log, codec, store });
  const services = {
    log,
    keys,
    clock,
    commands: new CommandRunner(log, codec, clock),
    models: catchUp,
    history: new ModelHistory({ log, codec, models: catchUp, projections }),
  };
  @Module({ imports: [EventLogModule.with(services), Feature] })
  class App {}
  const app = await NestFactory.createApplicationContext(App, { logger: false });
  const { commands, models, history } = app.get(Feature);

  catchUp.start();
  const { position = '', logNumber } = await commands.run(ticker, 'tick-1', { type: 'Tick', times: 2 }, testContext());
  expect(await models.waitFor(position, 5000)).toBe(true);
  expect(models.db.sql('SELECT count(*) AS n FROM ticks').get()).toEqual({ n: 2 });
  expect(await history.logNumberAt(clock.instant)).toBe(logNumber);

  await catchUp.stop();
  store.close();
  await app.close();
  await test.close();
});
