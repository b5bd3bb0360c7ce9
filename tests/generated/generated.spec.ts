import { randomInt } from 'node:crypto';
import { FULL } from '../support/full.js';
import { buildHouse } from '../support/houses.js';
import { Installation } from '../support/installation.js';
import { operations } from '../support/operations.js';
import { nameOf } from '../support/routes.js';
import { Campaign, type Quota } from './campaign.js';
import { World } from './world.js';

/** In full a hundred thousand requests. `ART33_SEED` repeats an earlier run. */
const SEED = Number(process.env['ART33_SEED'] ?? randomInt(2 ** 31));
const REFUSALS = FULL ? 6 : 1;
const QUOTA: Quota = {
  good: FULL ? 55 : 2,
  '401': REFUSALS,
  '403': REFUSALS,
  '404': REFUSALS,
  '409': REFUSALS,
  '412': REFUSALS,
  '422': REFUSALS,
  schema: FULL ? 130 : 1,
  mutated: FULL ? 345 : 2,
};
const LEAST_GOOD = FULL ? 50 : 1;

/** `ART33_OPERATIONS`: a regular expression; only operations with a name that it fits are asked for. */
const ASKED = operations().filter((each) => new RegExp(process.env['ART33_OPERATIONS'] ?? '').test(nameOf(each)));
/** What a person or a directory asks is refused in forms of its own. */
const hasOwnRefusals = (path: string): boolean => /^(me|inbox|sign-in|sign-out|password-resets|scim)(\/|$)/.test(path);

/** Records that are asked for thousands of times grow as none does in use: so each part begins in an installation of its own. */
const PARTS = FULL ? 8 : 1;
const campaign = new Campaign(SEED);
const written: string[] = [];

async function runPart(part: number): Promise<void> {
  // What is asked for says where it comes from: whoever signs in waits for nobody else's failures.
  const settings = { ART33_TRUSTED_PROXIES: '127.0.0.1' };
  const art33 = await Installation.start({ startAt: '2026-10-20T08:00+02:00', settings });
  try {
    await art33.at('2026-10-20T09:10+02:00');
    const mine = await buildHouse(art33, 'ratiomedicus', 'hetzner-online-gmbh');
    const theirs = await buildHouse(art33, 'lumitra', 'openai-inc');
    campaign.moveTo(await World.of(art33, mine), [...Object.values(mine.ids), ...Object.values(theirs.ids)]);
    await campaign.run(ASKED, QUOTA, part, PARTS);
    if (part === PARTS - 1) await campaign.makeUp(ASKED, QUOTA);
    await art33.settled();
    written.push(...(await campaign.written()));
  } finally {
    await art33.stop();
  }
}

beforeAll(async () => {
  for (let part = 0; part < PARTS; part += 1) await runPart(part);
  process.stdout.write(`${campaign.table()}\n`);
}, 10_800_000);

describe(`Requests made from the description (seed ${SEED})`, () => {
  it('never fail inside', () => {
    expect(
      campaign.findings.map(({ seed, name, way, request, seen }) => ({
        seed,
        name,
        way,
        path: request.path,
        body: String(request.body).slice(0, 500),
        headers: request.headers,
        seen,
      })),
    ).toEqual([]);
    expect(campaign.unprepared.filter((each) => /: 5\d\d /.test(each))).toEqual([]);
  });

  it('leave no event where they were refused', () => expect(written).toEqual([]));

  it('reach every operation, and each of the refusals that it documents', () => {
    const missed = ASKED.flatMap((operation) => {
      const statuses = campaign.tallies.get(nameOf(operation))?.statuses ?? new Map<number, number>();
      const good = [...statuses].filter(([status]) => status < 300).reduce((sum, [, count]) => sum + count, 0);
      const refusals = operation.statuses.filter((status) => status >= 400 && !statuses.has(status));
      const why = [
        ...(good < LEAST_GOOD ? [`${good} × 2xx`] : []),
        ...(refusals.length > 0 && !hasOwnRefusals(operation.path) ? [`never ${refusals.join(', ')}`] : []),
      ];
      return why.length > 0 ? [`${nameOf(operation)}: ${why.join('; ')}`] : [];
    });
    expect(missed).toEqual([]);
  });
});
