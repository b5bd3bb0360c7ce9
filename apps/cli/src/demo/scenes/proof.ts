import { pick } from '../../api-client.js';
import { eventCount, incident, notice, noticesOf, noticeTo, unsettled } from '../answers.js';
import { PROCESSOR_NAMES } from '../cast.js';
import { ATTENTIVE, BOUNCING } from '../people.js';
import { counted, utc, type Incidents, type Stage } from '../stage.js';

const FRIDAY_NIGHT = '2026-10-23T22:15:00+02:00';

/** What did we know, and when? And does the log still say what the service shows? */
export async function proof(stage: Stage, incidents: Incidents): Promise<void> {
  await stage.scene('2026-10-27T16:00+01:00', 'What did we know, and when?');
  await lookBack(stage, incidents);
  await count(stage);
  await replay(stage);
}

async function lookBack(stage: Stage, incidents: Incidents): Promise<void> {
  const { teller, cast } = stage;
  const { ratiomedicus, lumitra } = cast.processors;
  const then = await incident(lumitra.api, incidents.lumitra, FRIDAY_NIGHT);
  const now = await incident(lumitra.api, incidents.lumitra);
  teller.item('as of', `GET /api/v1/incidents/…?asOf=${FRIDAY_NIGHT}`);
  teller.equal(
    'Friday 22:15 Lumitra knew of a suspicion; today it is a breach',
    [then.assessment, then.facts.map(({ fact }) => fact), now.assessment],
    ['undecided', ['suspicion-known'], 'breach'],
  );
  const { id } = await noticeTo(lumitra.api, incidents.lumitra, cast.record(BOUNCING, 'lumitra').id);
  const dutyAt = async (at: string) =>
    (await notice(lumitra.api, id, at)).duties.find(({ trigger }) => trigger === 'suspicion')?.status;
  teller.equal(
    `Friday 22:15 it had every reason to think that ${BOUNCING} was told; 22:30 it knew better`,
    [await dutyAt(FRIDAY_NIGHT), await dutyAt('2026-10-23T22:30:00+02:00')],
    ['fulfilled', 'open'],
  );
  const { counts } = await noticesOf(ratiomedicus.api, incidents.ratiomedicus, '2026-10-24T22:00:00+02:00');
  teller.equal(
    'Saturday 22:00 ratiomedicus had told 14, and one notice was overdue',
    [counts.byStatus.fulfilled, counts.overdue],
    [14, 1],
  );
  const sundayNoon = await stage.fileOf(cast.record(ATTENTIVE, 'lumitra'), '2026-10-25T12:00:00+01:00');
  teller.equal(`Sunday noon ${ATTENTIVE} had until Wed 09:12; that it knew earlier came later`, counted(sundayNoon), [
    'proper',
    utc('2026-10-28T09:12+01:00'),
  ]);
}

/** Which clocks ran out, which run, and which do not. */
async function count(stage: Stage): Promise<void> {
  const { cast, teller } = stage;
  const apis = PROCESSOR_NAMES.map((name) => cast.processors[name].api);
  teller.equal(
    'deadlines missed in the whole story: ratiomedicus 1, Lumitra 0, CGM 0',
    await Promise.all(apis.map((api) => eventCount(api, 'DeadlineMissed'))),
    [1, 0, 0],
  );
  teller.equal(
    'no processor owes a notice any more',
    await Promise.all(apis.map(async (api) => (await unsettled(api)).length)),
    [0, 0, 0],
  );
  const running = PROCESSOR_NAMES.map(async (name) => {
    const open = await unsettled(await cast.as(cast.record(ATTENTIVE, name)));
    return open.map(({ due }) => due);
  });
  teller.equal(
    `${ATTENTIVE}: 72 hours until Thu 10:20 (ratiomedicus), filed (Lumitra), until Thu 09:30 (CGM)`,
    await Promise.all(running),
    [[utc('2026-10-29T10:20+01:00')], [], [utc('2026-10-29T09:30+01:00')]],
  );
}

async function replay({ teller, world }: Stage): Promise<void> {
  const { size } = await world.service.stores.log.head();
  const began = performance.now();
  const report = await world.operator.done('post', 'replays');
  const took = ((performance.now() - began) / 1000).toFixed(1);
  const tables = pick<readonly unknown[]>(report, 'tables').length;
  teller.item('replay', `${size} events read again, ${tables} tables built anew and compared row by row in ${took} s`);
  teller.equal('what the service shows is what the log says: no difference', pick<boolean>(report, 'same'), true);
}
