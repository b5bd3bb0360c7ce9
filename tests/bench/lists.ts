import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { TestClock } from '@art33/event-log';
import autocannon from 'autocannon';
import BetterSqlite3 from 'better-sqlite3';
import fastify from 'fastify';
import type { Service } from '../../apps/server/src/service.js';
import { paths } from '../../apps/server/src/stores.js';
import { against, number, type Bench, type Finding } from './finding.js';
import { startInstallation } from './installation.js';
import { sharedLog } from './log-data.js';
import { inTurn } from './measure.js';

const CONNECTIONS = 32;

const PATHS = ['notices?limit=20', 'deadlines?limit=20', 'notices?limit=20&sort=-due'];

/** A statement with what it was asked. */
interface Asked {
  readonly text: string;
  readonly parameters: readonly unknown[];
}

/** Pages of twenty out of a million rows, against the same statement behind a route that does nothing else. */
export const lists: Bench = {
  name: 'lists',
  async run(scale, room) {
    const options = {
      events: scale.of(2_000_000, 500),
      controllers: scale.of(10_000, 20),
      stage: 'opened',
    } as const;
    const { dataDirectory } = await sharedLog(room, options);
    const clock = new TestClock('2026-01-05T12:00:00.000Z');
    const { service, processor, stop } = await startInstallation({ dataDirectory, clock });
    await service.settled();
    const findings: Finding[] = [];
    for (const path of PATHS.slice(0, scale.of(PATHS.length, 1))) {
      const url = `${service.url}/api/v1/${path}`;
      const authorization = `Bearer ${processor.token}`;
      const asked = await asking(service, async () => {
        const answer = await fetch(url, { headers: { authorization } });
        const { items } = (await answer.json()) as { readonly items: readonly unknown[] };
        if (items.length !== 20) throw new Error(`${path}: ${items.length} items`);
      });
      const floor = await startFloor(dataDirectory, asked);
      const seconds = scale.of(6, 1);
      await load(url, authorization, seconds);
      await load(floor.url, authorization, seconds);
      const compared = await inTurn(
        scale.rounds,
        () => load(url, authorization, seconds),
        () => load(floor.url, authorization, seconds),
      );
      await floor.stop();
      room.say(path);
      findings.push(
        against(`GET /${path} among ${number(await rowsOf(service))} rows, ${CONNECTIONS} connections`, compared, {
          unit: '/s',
          least: 0.5,
        }),
      );
    }
    await stop();
    return findings;
  },
};

const rowsOf = async ({ stores }: Service): Promise<number> =>
  stores.models.db.sql('SELECT count(*) AS rows FROM watch_deadlines').all()[0]!['rows'] as number;

/** The statements of a list that a piece of work asks the read models. */
async function asking({ stores }: Service, work: () => Promise<void>): Promise<readonly Asked[]> {
  const db = stores.models.db as { sql: typeof stores.models.db.sql };
  const original = db.sql;
  const asked: Asked[] = [];
  db.sql = (text) => {
    const statement = original(text);
    return {
      get: (...parameters: unknown[]) => statement.get(...parameters),
      all: (...parameters: unknown[]) => {
        if (/\bLIMIT\b/.test(text)) asked.push({ text, parameters });
        return statement.all(...parameters);
      },
    } as typeof statement;
  };
  try {
    await work();
  } finally {
    db.sql = original;
  }
  if (asked.length === 0) throw new Error('the list asked nothing');
  return asked;
}

/** The bare route: the same statements by the same driver, their rows as JSON. */
async function startFloor(
  dataDirectory: string,
  asked: readonly Asked[],
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const { models } = paths(dataDirectory);
  const name = readdirSync(models).find((file) => /^models-.*\.db$/.test(file))!;
  const db = new BetterSqlite3(join(models, name), { readonly: true });
  const statements = asked.map(({ text, parameters }) => ({ statement: db.prepare(text), parameters }));
  const app = fastify();
  app.get('/', () => statements.flatMap(({ statement, parameters }) => statement.all(...parameters)));
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    url,
    async stop() {
      await app.close();
      db.close();
    },
  };
}

/** Answers per second, all of them good. The load comes from another thread. */
async function load(url: string, authorization: string, seconds: number): Promise<number> {
  const { requests, non2xx, errors } = await autocannon({
    url,
    headers: { authorization },
    connections: CONNECTIONS,
    duration: seconds,
    workers: 1,
  });
  if (non2xx > 0 || errors > 0) throw new Error(`${url}: ${non2xx} refused, ${errors} failed`);
  return requests.average;
}
