import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Body, Controller, Inject, Module, Post } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { EventLogModule, systemClock, toInstant, type CommandContext } from '@art33/event-log';
import { CommandInterceptor, Context, DIGEST_KEY, httpAdapter, ProblemFilter, validationPipe } from '@art33/http';
import { OPERATOR_TOKEN, Roles, TokenGuard } from '@art33/identity';
import autocannon from 'autocannon';
import { LogIncidentBody } from '../../libs/incidents/src/http/incidents.dto.js';
import type { Service } from '../../apps/server/src/service.js';
import { COMPLETE, known } from '../support/story.js';
import { against, type Bench } from './finding.js';
import { startInstallation } from './installation.js';
import { inTurn } from './measure.js';
import { RawLog, rowOf } from './raw-log.js';

const CONNECTIONS = 32;
const RAW = Symbol('raw log');

/** The floor: the same token, the same body by the same rules, and one durable insert. */
@Controller('incidents')
class RawIncidentsController {
  constructor(@Inject(RAW) private readonly raw: RawLog) {}

  @Post()
  @Roles('processor:responder')
  log(@Body() body: LogIncidentBody, @Context() context: CommandContext): { readonly id: string } {
    const id = randomUUID();
    const { actor, organisation, commandId, correlationId } = context;
    this.raw.insert([
      rowOf(`incident-${id}`, {
        id: randomUUID(),
        type: 'IncidentLogged',
        schemaVersion: 1,
        data: JSON.parse(JSON.stringify(body)) as never,
        metadata: { actor: { kind: actor.kind, id: actor.id }, organisation, commandId, correlationId },
        recordedAt: toInstant(systemClock.now()),
      }),
    ]);
    return { id };
  }
}

@Module({})
class RawModule {}

/** A second port of the same process, with the service's own guard, pipes and filter. */
async function startFloor({ stores, app }: Service, raw: RawLog): Promise<NestFastifyApplication> {
  const floor = await NestFactory.create<NestFastifyApplication>(
    {
      module: RawModule,
      imports: [EventLogModule.with(stores)],
      controllers: [RawIncidentsController],
      providers: [
        { provide: RAW, useValue: raw },
        { provide: DIGEST_KEY, useValue: app.get<Uint8Array>(DIGEST_KEY) },
        { provide: OPERATOR_TOKEN, useValue: app.get<string>(OPERATOR_TOKEN) },
        { provide: APP_GUARD, useClass: TokenGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_INTERCEPTOR, useClass: CommandInterceptor },
      ],
    },
    httpAdapter(),
    { bodyParser: false, logger: false },
  );
  floor.setGlobalPrefix('api/v1');
  floor.useGlobalPipes(validationPipe());
  await floor.listen(0, '127.0.0.1');
  return floor;
}

/** Incidents logged over HTTP by 32 connections. */
export const logging: Bench = {
  name: 'logging',
  async run(scale, { folder, say }) {
    const dataDirectory = join(folder, 'data');
    const { service, processor, stop } = await startInstallation({ dataDirectory, clock: systemClock });
    const raw = new RawLog(join(folder, 'raw.db'));
    const floor = await startFloor(service, raw);
    const load = (url: string) => posted(`${url}/api/v1/incidents`, processor.token, scale.of(8, 1));
    await load(service.url);
    await load(await floor.getUrl());
    const compared = await inTurn(
      scale.rounds,
      async (round) => {
        say(`round ${round + 1}`);
        const rate = await load(service.url);
        await service.settled();
        return rate;
      },
      async () => load(await floor.getUrl()),
    );
    await floor.close();
    raw.close();
    await stop();
    return [against(`log an incident over HTTP, ${CONNECTIONS} connections`, compared, { unit: '/s', least: 0.6 })];
  },
};

/** Incidents per second, all of them taken. The load comes from another thread. */
async function posted(url: string, token: string, seconds: number): Promise<number> {
  const awareness = [known('suspicion-known', toInstant(systemClock.now()))];
  const { requests, non2xx, errors } = await autocannon({
    url,
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ...COMPLETE, awareness }),
    connections: CONNECTIONS,
    duration: seconds,
    workers: 1,
  });
  if (non2xx > 0 || errors > 0) throw new Error(`${url}: ${non2xx} refused, ${errors} failed`);
  return requests.average;
}
