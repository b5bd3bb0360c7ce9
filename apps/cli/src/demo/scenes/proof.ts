import { pick } from '../../api-client.js';
import { caseOf, casesOf, eventCount, incident, notice, noticesOf, noticeTo } from '../answers.js';
import { PROCESSOR_NAMES } from '../cast.js';
import { ATTENTIVE, BOUNCING, practices } from '../people.js';
import { distinct, utc, type Incidents, type Stage } from '../stage.js';

/** What did we know, and when? And does the log still say what the service shows? */
export async function proof(stage: Stage, incidents: Incidents): Promise<void> {
  await stage.scene('2026-10-27T16:00+01:00', 'What did we know, and when?');
  await lookBack(stage, incidents);
  await count(stage);
  await replay(stage);
}

async function lookBack({ teller, cast }: Stage, incidents: Incidents): Promise<void> {
  const { ratiomedicus, lumitra } = cast.processors;
  const fridayNight = '2026-10-23T22:15:00+02:00';
  const then = await incident(lumitra.api, incidents.lumitra, fridayNight);
  const now = await incident(lumitra.api, incidents.lumitra);
  teller.item('as of', `GET /api/v1/incidents/…?asOf=${fridayNight}`);
  teller.equal(
    'Friday 22:15 Lumitra knew of a suspicion, today of a breach',
    [then.assessment, then.facts.map(({ fact }) => fact), now.assessment],
    ['undecided', ['suspicion-known'], 'breach'],
  );
  const { id } = await noticeTo(lumitra.api, incidents.lumitra, cast.record(BOUNCING, 'lumitra').id);
  const believed = await notice(lumitra.api, id, fridayNight);
  const learnt = await notice(lumitra.api, id, '2026-10-23T22:30:00+02:00');
  const suspicionIn = ({ duties }: typeof believed) => duties.find(({ trigger }) => trigger === 'suspicion')?.status;
  teller.equal(
    `Friday 22:15 it believed that ${BOUNCING} had been told; 22:30 it knew better`,
    [suspicionIn(believed), suspicionIn(learnt)],
    ['fulfilled', 'open'],
  );
  const saturday = await noticesOf(ratiomedicus.api, incidents.ratiomedicus, '2026-10-24T22:00:00+02:00');
  teller.equal(
    'Saturday 22:00 ratiomedicus had one notice overdue, and 14 delivered',
    [saturday.counts.overdue, saturday.counts.byStatus.fulfilled],
    [1, 14],
  );
  const controller = await cast.as(cast.record(ATTENTIVE, 'lumitra'));
  const [file] = await casesOf(controller);
  const sunday = await caseOf(controller, file!.id, '2026-10-25T12:00:00+01:00');
  teller.equal(
    'Sunday noon the practice’s 72 hours ended Wed 09:12; its own awareness came later',
    sunday.deadline?.deadline.due,
    utc('2026-10-28T09:12+01:00'),
  );
}

async function count({ teller, cast }: Stage): Promise<void> {
  const missed = await Promise.all(
    PROCESSOR_NAMES.map((name) => eventCount(cast.processors[name].api, 'DeadlineMissed')),
  );
  teller.equal('deadlines missed in the whole story: ratiomedicus 1, Lumitra 0, CGM 0', missed, [1, 0, 0]);
  const dues = await Promise.all(
    practices[0]!.processors.map(async (processor) => {
      const [file] = await casesOf(await cast.as(cast.record(ATTENTIVE, processor)));
      return [processor, file?.due];
    }),
  );
  teller.equal(
    `${ATTENTIVE} has three cases in three records, each with its own 72 hours`,
    distinct(dues.map(([, due]) => due)).length,
    3,
  );
}

async function replay({ teller, world }: Stage): Promise<void> {
  const { size } = await world.service.stores.log.head();
  const began = performance.now();
  const report = await world.operator.done('post', 'replays', {});
  const tables = pick<readonly unknown[]>(report, 'tables').length;
  teller.item(
    'replay',
    `${size} events read again, ${tables} tables built anew and compared row by row, ${Math.round(performance.now() - began)} ms`,
  );
  teller.equal('what the service shows is what the log says: no difference', pick<boolean>(report, 'same'), true);
}
