import { unknownIds, filled, hasParameter, nameOf } from '../support/routes.js';
import type { Operation } from '../support/operations.js';
import { Chance } from './chance.js';
import { valueOf } from './from-schema.js';
import { mutated } from './mutate.js';
import { CONFLICTS } from './conflicts.js';
import { INVALID, recipeFor } from './recipes.js';
import { json, send, type Request, type Seen } from './request.js';
import type { World } from './world.js';

/** Ways to ask: right, each way to be refused, and anything. */
const WAYS = ['good', '401', '403', '404', '409', '412', '422', 'schema', 'mutated'] as const;
type Way = (typeof WAYS)[number];

/** What came of one operation's requests. */
export interface Tally {
  readonly name: string;
  readonly statuses: Map<number, number>;
}

/** A request that must not have been answered as it was. */
export interface Finding {
  readonly seed: number;
  readonly name: string;
  readonly way: Way;
  readonly request: Request;
  readonly seen: Seen;
}

/** How often each way is taken for each operation. */
export type Quota = Readonly<Record<Way, number>>;

/** How often a refusal is asked for again. */
const MADE_UP = 12;

/** No status of HTTP: nothing was answered in time, or at all. */
const NO_ANSWER = 599;

const bearer = (token: string | undefined): Readonly<Record<string, string>> =>
  token === undefined ? {} : { Authorization: `Bearer ${token}` };

/** Whoever may call it, and somebody who may not. */
async function callersOf({ method, path }: Operation, way: Way, world: World) {
  const { art33, house } = world;
  const starts = (...with_: readonly string[]): boolean =>
    with_.some((one) => path === one || path.startsWith(`${one}/`));
  if (starts('intake/{target}', 'sign-in', 'password-resets')) return { may: { Origin: art33.url }, mayNot: {} };
  if (starts('me', 'inbox', 'sign-out')) {
    // Some of these requests end the session that they come by.
    const person = await (method === 'GET'
      ? world.person('reading', 200)
      : world.person(path, way === 'good' ? 1 : 20));
    return { may: person, mayNot: { Cookie: person['Cookie'] ?? '' } };
  }
  if (starts('scim')) return { may: bearer(house.directory.token), mayNot: bearer(house.auditor.token) };
  if (starts('tokens/{id}', 'replays', 'nodes', 'break-glass') || (method === 'POST' && path === 'tokens'))
    return { may: bearer(art33.operator.token), mayNot: bearer(house.processor.api.token) };
  const asked = starts('cases', 'linked-records') ? house.practice.api : house.processor.api;
  return { may: bearer(asked.token), mayNot: bearer(house.directory.token) };
}

export class Campaign {
  readonly tallies = new Map<string, Tally>();
  readonly findings: Finding[] = [];
  /** What refused requests were called: no event may bear one of these names. */
  readonly refused = new Set<string>();
  sent = 0;
  /** Requests that could not be made, because what they need first was refused. */
  readonly unprepared: string[] = [];
  private readonly last = new Map<string, Request>();
  private world!: World;
  private ids: readonly string[] = [];

  constructor(private readonly seed: number) {}

  /** What comes is asked of another installation. `ids`: of records there. */
  moveTo(world: World, ids: readonly string[]): void {
    this.world = world;
    this.ids = ids;
    this.last.clear();
    this.refused.clear();
  }

  /** Goes through all operations again and again, so that each meets the records in many states: one part of so many. */
  async run(operations: readonly Operation[], quota: Quota, part: number, parts: number): Promise<void> {
    const rounds = Math.max(...Object.values(quota));
    const [from, until] = [part, part + 1].map((each) => Math.floor((each * rounds) / parts)) as [number, number];
    for (let round = from; round < until; round++) {
      for (const operation of operations) {
        for (const way of WAYS)
          if (isDue(round, turnsOf(operation, way, quota), rounds)) await this.ask(operation, way, round);
      }
      if (round % 20 === 19) process.stdout.write(`${this.sent} requests, ${this.findings.length} failed inside\n`);
    }
  }

  /** Asks again for the documented refusals that chance has left out, each a few times. */
  async makeUp(operations: readonly Operation[], quota: Quota): Promise<void> {
    for (const operation of operations)
      for (const way of WAYS) {
        const status = Number(way);
        const isMissing = (): boolean =>
          operation.statuses.includes(status) && !this.tallies.get(nameOf(operation))?.statuses.has(status);
        for (let more = 0; more < MADE_UP && isMissing(); more += 1) await this.ask(operation, way, quota[way] + more);
      }
  }

  private async ask(operation: Operation, way: Way, round: number): Promise<void> {
    const name = nameOf(operation);
    const seed = hashed(`${this.seed} ${name} ${way} ${round}`);
    const chance = new Chance(seed);
    const request = await this.requestFor(operation, way, chance).catch((error: unknown) => {
      // What other requests did may stand in the way of what this one needs first.
      this.unprepared.push(`${name} (${way}): ${String(error).slice(0, 300)}`);
      return undefined;
    });
    if (request === undefined) return;
    const who = await this.whoAsks(operation, way, request);
    const seen = await send(this.world.art33.url, request, who).catch((error: unknown): Seen => ({
      status: NO_ANSWER,
      text: String(error),
      correlation: null,
    }));
    this.sent += 1;
    const { statuses } = this.tallies.get(name) ?? { statuses: new Map<number, number>() };
    statuses.set(seen.status, (statuses.get(seen.status) ?? 0) + 1);
    this.tallies.set(name, { name, statuses });
    if (seen.status >= 400 && seen.correlation !== null) this.refused.add(seen.correlation);
    if (seen.status >= 500) this.findings.push({ seed, name, way, request, seen });
  }

  private async whoAsks(operation: Operation, way: Way, { by }: Request): Promise<Readonly<Record<string, string>>> {
    if (way === '401') return {};
    if (by && way !== '403') return by;
    const { may, mayNot } = await callersOf(operation, way, this.world);
    return way === '403' ? mayNot : may;
  }

  private async requestFor(operation: Operation, way: Way, chance: Chance): Promise<Request | undefined> {
    const writes = operation.method !== 'GET';
    const good = async (): Promise<Request> => {
      const request = await recipeFor(operation)(this.world, chance);
      this.last.set(nameOf(operation), request);
      return request;
    };
    // Records need not be made anew for what is refused before anybody looks for them.
    const like = async (): Promise<Request> => (chance.in(5) ? undefined : this.last.get(nameOf(operation))) ?? good();
    switch (way) {
      case 'good':
      case '401':
      case '403':
        return way === 'good' ? good() : like();
      case '404': {
        if (!hasParameter(operation)) return undefined;
        const { body, headers: given, by } = await like();
        const headers = { ...given, ...('If-Match' in given && { 'If-Match': '"0"' }) };
        return {
          method: operation.method,
          path: filled(operation, unknownIds),
          headers,
          ...(body !== undefined && { body }),
          ...(by && { by }),
        };
      }
      case '409':
        return CONFLICTS[nameOf(operation)]?.(this.world, chance);
      case '412': {
        if (!writes) return undefined;
        const request = await good();
        return { ...request, headers: { ...request.headers, 'If-Match': '"987654"' } };
      }
      case '422': {
        const invalid = INVALID[nameOf(operation)];
        if (invalid) return invalid(this.world, chance);
        const { method, path, headers, by } = await like();
        const request = writes
          ? json(method, path, { fieldOfNoRoute: 1 }, { ...headers, 'Content-Type': 'application/json' })
          : { method, path: `${path}?fieldOfNoRoute=1`, headers };
        return { ...request, ...(by && { by }) };
      }
      case 'schema':
        return this.fromSchema(operation, chance, await like());
      case 'mutated':
        return mutated(
          chance.in(3) ? this.fromSchema(operation, chance, await like()) : await like(),
          chance,
          this.world.cursors,
        );
    }
  }

  /** What the description allows, with the house's ids in places where some fit. */
  private fromSchema(operation: Operation, chance: Chance, like: Request): Request {
    const { path, headers } = like;
    const query = new URLSearchParams(path.split('?')[1]);
    for (const parameter of operation.query) {
      if (!chance.in(4) || parameter.name === 'cursor') continue;
      query.set(
        parameter.name,
        String(valueOf(parameter.schema ?? { type: 'string' }, chance, this.ids, parameter.name)),
      );
    }
    const address = [path.split('?')[0], String(query)].filter(Boolean).join('?');
    if (operation.body === undefined) return { ...like, path: address };
    const value = valueOf(operation.body, chance, this.ids) as Record<string, unknown>;
    // With it on, whatever needs a second person could no longer be asked for alone.
    if (operation.path === 'organisation/settings') delete value['fourEyes'];
    return { ...like, ...json(like.method, address, value, { ...headers, 'Content-Type': 'application/json' }) };
  }

  /** The events that bear a refused request's name. */
  async written(): Promise<readonly string[]> {
    const { log } = this.world.art33.service.stores;
    const found: string[] = [];
    let position: string | undefined;
    for (;;) {
      const events = await log.readAll(position, 1_000);
      for (const { metadata, type, stream } of events)
        if (this.refused.has(metadata.correlationId)) found.push(`${type} in ${stream}`);
      position = events.at(-1)?.position;
      if (events.length < 1_000) return found;
    }
  }

  /** One line for each operation: how often each status was answered. */
  table(): string {
    const statuses = [...new Set([...this.tallies.values()].flatMap((each) => [...each.statuses.keys()]))].toSorted(
      (a, b) => a - b,
    );
    const width = Math.max(...[...this.tallies.keys()].map(({ length }) => length));
    const line = (name: string, cells: readonly (number | string)[]): string =>
      `${name.padEnd(width)} ${cells.map((cell) => String(cell).padStart(6)).join('')}`;
    return [
      line('operation', statuses),
      ...[...this.tallies.values()].map((each) =>
        line(
          each.name,
          statuses.map((status) => each.statuses.get(status) ?? '·'),
        ),
      ),
      `${this.sent} requests, seed ${this.seed}; ${this.unprepared.length} not made${this.unprepared
        .slice(0, 10)
        .map((each) => `\n  ${each}`)
        .join('')}`,
    ].join('\n');
  }
}

/** Whatever is asked of a replay, it builds all read models anew: what can be got wrong there is soon said. */
const turnsOf = ({ path }: Operation, way: Way, quota: Quota): number =>
  path === 'replays' && ['schema', 'mutated'].includes(way) ? Math.min(quota[way], 10) : quota[way];

/** Spreads so many turns evenly over all rounds. */
const isDue = (round: number, turns: number, rounds: number): boolean =>
  Math.floor(((round + 1) * turns) / rounds) > Math.floor((round * turns) / rounds);

const hashed = (text: string): number => {
  let hash = 2_166_136_261;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16_777_619);
  return hash >>> 0;
};
