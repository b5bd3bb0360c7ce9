import { setTimeout as sleep } from 'node:timers/promises';
import { toInstant } from '@art33/event-log';
import { operatorToken } from '@art33/identity';
import { Api, pick } from '../../apps/cli/src/api-client.js';
import { known, logIncident } from '../support/story.js';
import { Companion } from './companion.js';
import { number, within, type Bench, type Finding } from './finding.js';
import { MASTER_KEY, until, type BenchProcessor, type MailServerPlace } from './installation.js';
import { runJob } from './jobs.js';
import { sharedLog } from './log-data.js';
import { spreadOf } from './measure.js';

const SECOND = 1_000;
const DAY = 86_400_000;
/** How often somebody asks whether the service is alive. */
const HEALTH_EVERY = 10;

/** What a service in a process of its own says when it is ready. */
interface Started {
  readonly url: string;
  readonly token: string;
  readonly processorId: string;
  readonly termsId: string;
}

/** A heavy job, which resolves when it has come to its end. */
interface Job {
  readonly name: string;
  run(): Promise<unknown>;
}

/** What others notice of each heavy job: the event loop, the health route, and deadlines that fall due meanwhile. */
export const freezing: Bench = {
  name: 'freezing',
  async run(scale, room) {
    const events = scale.of(1_000_000, 500);
    const count = scale.of(10_000, 15);
    const { dataDirectory } = await sharedLog(room, { events, controllers: scale.of(200, 5), stage: 'told' });
    const mail = await Companion.start<MailServerPlace>(['mail']);
    const { companion, said } = await Companion.start<Started>(['work', dataDirectory], {
      ...process.env,
      ART33_SMTP_URL: `smtp://127.0.0.1:${mail.said.port}`,
      ART33_SMTP_TRANSPORT: 'recipient',
    });
    const service = new Served(companion);
    const { url, token, processorId, termsId } = said;
    const processor: BenchProcessor = { id: processorId, termsId, api: new Api(url, token), token };
    const operator = new Api(url, operatorToken(MASTER_KEY));
    const findings: Finding[] = [];
    let incident = '';
    const jobs: readonly Job[] = [
      {
        name: `import ${number(count)} controllers from CSV`,
        run: () => importFile(processor, 'controllers', customers(count)),
      },
      {
        name: `import ${number(count)} incidents of the past`,
        run: () => importFile(processor, 'historical-incidents', pastIncidents(count)),
      },
      {
        name: `open the notices of ${number(count)} controllers`,
        run: async () => {
          const awareness = [known('suspicion-known', toInstant(await service.now()))];
          incident = await logIncident(processor, { awareness });
          await processor.api.done('post', `incidents/${incident}/affected`, { terms: termsId });
          await service.settled();
        },
      },
      { name: 'draft them', run: () => runJob(processor, incident, 'draft') },
      { name: 'approve them', run: () => runJob(processor, incident, 'approve') },
      {
        name: 'send them, with their letters',
        run: async () => {
          await runJob(processor, incident, 'send');
          await service.settled();
        },
      },
      { name: 'save their list as CSV', run: () => save(processor, `incidents/${incident}/notices?format=csv`) },
      { name: 'save their list as XLSX', run: () => save(processor, `incidents/${incident}/notices?format=xlsx`) },
      {
        name: 'show them as of an earlier event',
        run: async () => {
          const size = await service.size();
          await processor.api.read(`incidents/${incident}/notices?limit=200&asOf=${size - 1}`);
        },
      },
      { name: 'print them as letters', run: () => print(processor, incident) },
      {
        name: `rebuild all read models from ${number(events)} events and more`,
        run: () => operator.done('post', 'replays'),
      },
    ];
    const due = { every: scale.of(2, 0.5) * SECOND, ahead: scale.of(30, 1) };
    for (const job of jobs) {
      room.say(job.name);
      findings.push(...(await watched(job, service, processor, { url, ...due })));
    }
    await companion.kill();
    await mail.companion.kill();
    return findings;
  },
};

/**
 * Runs a job, and says what was noticed of it. Every so many milliseconds a deadline falls due; the first ones stand before the
 * job begins, the others are armed while it runs.
 */
async function watched(
  job: Job,
  service: Served,
  processor: BenchProcessor,
  { url, every, ahead }: { readonly url: string; readonly every: number; readonly ahead: number },
): Promise<readonly Finding[]> {
  let working = true;
  const answers: number[] = [];
  const asking = (async () => {
    while (working) {
      const begun = performance.now();
      const { status } = await fetch(`${url}/health/live`);
      if (status !== 200) throw new Error(`the service is not alive: ${status}`);
      answers.push(performance.now() - begun);
      await sleep(HEALTH_EVERY);
    }
  })();
  const { agreement } = await service.one();
  const duties: Duty[] = [];
  const first = (await service.now()) + every;
  const next = async () => duties.push(await dutyDue(first + duties.length * every, agreement, processor));
  while (duties.length < ahead) await next();
  const arming = (async () => {
    for (; working; await sleep(every)) await next();
  })();
  await service.settled();
  while ((await service.now()) < first) await sleep(every);
  answers.length = 0;
  await service.measure();
  const since = await service.now();
  const begun = performance.now();
  await job.run();
  const seconds = (performance.now() - begun) / SECOND;
  const delay = await service.measured();
  const ended = await service.now();
  working = false;
  await Promise.all([asking, arming]);
  const late = await lateness(
    processor,
    duties.filter(({ due }) => due >= since && due < Math.max(ended, since + every)),
  );
  const percentile = answers.toSorted((a, b) => a - b)[Math.floor((answers.length - 1) * 0.999)]!;
  return [
    within(`${job.name} (${number(seconds)} s): event-loop delay p99.9`, delay, 50, 'ms'),
    within('… health answered, p99.9', percentile, 100, 'ms'),
    within('… a deadline that fell due meanwhile, recorded after', spreadOf(late).highest / SECOND, 2, 's'),
  ];
}

/** An incident of one controller, and when (milliseconds) its notice is due. */
interface Duty {
  readonly incident: string;
  readonly due: number;
}

/** A starved service says "not yet": then once more, with another incident. */
const dutyDue = (due: number, agreement: string, processor: BenchProcessor): Promise<Duty> =>
  armed(due, agreement, processor).catch(() => armed(due, agreement, processor));

async function armed(due: number, agreement: string, processor: BenchProcessor): Promise<Duty> {
  const incident = await logIncident(processor, { awareness: [known('suspicion-known', toInstant(due - DAY))] });
  await processor.api.done('post', `incidents/${incident}/affected`, { agreements: [agreement] });
  return { incident, due };
}

/** How long (milliseconds) after its due time each was recorded as missed. */
async function lateness(processor: BenchProcessor, duties: readonly Duty[]): Promise<readonly number[]> {
  const late: number[] = [];
  for (const { incident, due } of duties) {
    await until(async () => {
      const deadlines = await processor.api.read(`deadlines?subject=${incident}`);
      const [deadline] = deadlines['items'] as readonly { readonly missedNoticedAt: string | null }[];
      if (!deadline?.missedNoticedAt) return false;
      late.push(Date.parse(deadline.missedNoticedAt) - due);
      return true;
    });
  }
  return late;
}

async function importFile({ api }: BenchProcessor, kind: string, file: string): Promise<void> {
  const path = `imports?kind=${kind}`;
  const id = pick<string>(await api.done('post', path, file, { 'Content-Type': 'text/csv' }), 'id');
  await until(async () => {
    const { state, problem } = await api.read(`imports/${id}`);
    if (problem) throw new Error(JSON.stringify(problem));
    return state === 'completed';
  }, 100);
}

async function save({ api }: BenchProcessor, path: string): Promise<void> {
  const { status, text } = await api.get(path);
  if (status !== 200) throw new Error(`${path}: ${status} ${text.slice(0, 500)}`);
}

async function print({ api }: BenchProcessor, incident: string): Promise<void> {
  const id = pick<string>(await api.done('post', `incidents/${incident}/print-runs`), 'id');
  await until(async () => {
    const { status } = await api.read(`print-runs/${id}`);
    if (status === 'failed') throw new Error('the print run failed');
    return status === 'ready';
  }, 200);
}

const customers = (count: number): string =>
  [
    'Kundennummer;Kunde;Ort;Bundesland;Ansprechpartner;E-Mail;Vertrag;ab',
    ...Array.from(
      { length: count },
      (_, n) => `I-${n};Praxis ${n};Kempten;Bayern;Anna Muster;office@praxis-${n}.example;;2026-01-01`,
    ),
  ].join('\r\n');

const pastIncidents = (count: number): string =>
  [
    'title,occurredFrom,detected,aware,closed',
    ...Array.from({ length: count }, (_, n) => `Incident ${n},2024-03-01,2024-03-02,2024-03-03,2024-04-01`),
  ].join('\r\n');

/** A service in a process of its own that tells of itself. */
class Served {
  constructor(private readonly companion: Companion) {}

  async now(): Promise<number> {
    return (await this.companion.ask<{ readonly now: number }>('now')).now;
  }
  async size(): Promise<number> {
    return (await this.companion.ask<{ readonly size: number }>('size')).size;
  }
  /** An agreement of one controller. */
  one(): Promise<{ readonly agreement: string }> {
    return this.companion.ask('one');
  }
  async settled(): Promise<void> {
    await this.companion.ask('settled');
  }
  async measure(): Promise<void> {
    await this.companion.ask('measure');
  }
  /** The delay of its event loop since `measure`: the 99.9th percentile in milliseconds. */
  async measured(): Promise<number> {
    return (await this.companion.ask<{ readonly delay: number }>('measured')).delay;
  }
}
