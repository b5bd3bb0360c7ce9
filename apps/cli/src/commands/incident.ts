import { setTimeout as sleep } from 'node:timers/promises';
import { Command, Option } from 'commander';
import type { JsonBody } from '../api-client.js';
import { Failed } from '../failed.js';
import { OrganisationApi } from '../organisation-api.js';
import { plain, progress, relativeTime, shortInstant, table } from '../terminal/index.js';

/** As far as these commands read it; titles may have been erased. */
interface Incident {
  readonly id: string;
  readonly title: unknown;
  readonly status: 'open' | 'closed';
  readonly assessment: string;
  readonly aware: string | null;
  readonly recordedAt: string;
  readonly affected: { readonly total: number };
}
interface Deadline {
  readonly subject: string;
  readonly due: string | null;
  readonly target: string | null;
}
interface NoticeCounts {
  readonly total: number;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly overdue: number;
  readonly withoutRecipient: number;
  readonly blocking: number;
}
interface Job {
  readonly id: string;
  readonly state: string;
  readonly counts: Readonly<Record<'total' | 'done' | 'unchanged' | 'skipped' | 'refused', number>>;
  readonly refused: readonly { readonly code: string; readonly rule: string }[];
}

const FACTS = ['suspicion-known', 'breach-established', 'irregularity-known', 'defect-known'];
const KINDS = ['breach', 'suspected-breach', 'irregularity', 'for-information', 'security-defect'];
const POLL_MILLISECONDS = 200;

const print = (text: string): void => void process.stdout.write(text);
const printJson = (value: unknown): void => print(`${JSON.stringify(value, null, 2)}\n`);
const textOf = (value: unknown): string => (typeof value === 'string' ? plain(value) : '(erased)');
const when = (instant: string | null | undefined): string =>
  instant ? `${shortInstant(instant)} (${relativeTime(instant, Date.now())})` : '–';

/** `last` stands for the incident that was logged last: who types at night should not have to copy ids. */
async function idOf(api: OrganisationApi, given: string): Promise<string> {
  if (given !== 'last') return given;
  const { items } = await api.get<{ readonly items: readonly Incident[] }>('incidents?limit=1');
  if (!items[0]) throw new Failed('there is no incident yet: art33 incident log');
  return items[0].id;
}

const json = (): Option => new Option('--json', 'print the answer as JSON').default(false);
const command = (name: string, description: string, example: string): Command =>
  new Command(name).description(description).addOption(json()).addHelpText('after', `\nExample:\n  ${example}`);
const INCIDENT = ['<incident>', "the incident's id, or last"] as const;

const list = (): Command =>
  command('list', 'what is open, and what is due next', 'art33 incident list')
    .addOption(new Option('--state <state>', 'open or closed ones only').choices(['open', 'closed']))
    .action(async ({ state, json: asJson }: { state?: string; json: boolean }) => {
      const api = OrganisationApi.fromEnvironment();
      const incidents: Incident[] = [];
      for await (const one of api.items<Incident>('incidents', state === undefined ? {} : { state }))
        incidents.push(one);
      if (asJson) return printJson(incidents);
      const next = new Map<string, Deadline>();
      for await (const deadline of api.items<Deadline>('deadlines'))
        if (!next.has(deadline.subject)) next.set(deadline.subject, deadline);
      const dueOf = ({ id }: Incident) => next.get(id)?.due ?? next.get(id)?.target;
      print(
        table(incidents, [
          { title: 'id', of: ({ id }) => id },
          { title: 'state', of: ({ status }) => status },
          { title: 'aware', of: ({ aware }) => aware && shortInstant(aware) },
          { title: 'affected', of: ({ affected }) => affected.total, right: true },
          { title: 'next due', of: (one) => when(dueOf(one)) },
          { title: 'title', of: ({ title }) => textOf(title) },
        ]),
      );
    });

const show = (): Command =>
  command('show', 'one incident: its notices counted, and what is due next', 'art33 incident show last')
    .argument(...INCIDENT)
    .action(async (given: string, { json: asJson }: { json: boolean }) => {
      const api = OrganisationApi.fromEnvironment();
      const id = await idOf(api, given);
      const [incident, notices, deadlines] = await Promise.all([
        api.get<Incident & JsonBody>(`incidents/${encodeURIComponent(id)}`),
        api.get<{ readonly counts: NoticeCounts }>(`incidents/${encodeURIComponent(id)}/notices?limit=1`),
        api.get<{ readonly items: readonly Deadline[] }>(`deadlines?subject=${encodeURIComponent(id)}&limit=1`),
      ]);
      const [next] = deadlines.items;
      if (asJson) return printJson({ incident, notices: notices.counts, next: next ?? null });
      const { counts } = notices;
      const byStatus = Object.entries(counts.byStatus).flatMap(([status, count]) =>
        count > 0 ? `${count} ${status}` : [],
      );
      print(
        [
          `${textOf(incident.title)} (${incident.status}, ${incident.assessment})`,
          `  id:        ${incident.id}`,
          `  aware:     ${when(incident.aware)}`,
          `  affected:  ${incident.affected.total} agreements`,
          `  notices:   ${counts.total}${byStatus.length > 0 ? `: ${byStatus.join(', ')}` : ''}`,
          `  overdue:   ${counts.overdue}; without anybody to tell: ${counts.withoutRecipient}; keep it open: ${counts.blocking}`,
          `  next due:  ${when(next?.due ?? next?.target)}${next && !next.due ? ' (an internal target)' : ''}`,
          '',
        ].join('\n'),
      );
    });

const log = (): Command =>
  command(
    'log',
    'log an incident; a suspicion is enough',
    'art33 incident log "Unusual reading access" --summary "Seen in the access log"',
  )
    .argument('<title>', 'what the team calls it')
    .option('--summary <text>', 'what is known; default: the title')
    .addOption(new Option('--fact <fact>', 'what became known').choices(FACTS).default('suspicion-known'))
    .option('--at <instant>', 'since when it is known, with offset, e.g. 2026-10-24T03:10+02:00 (default: now)')
    .action(async (title: string, options: { summary?: string; fact: string; at?: string; json: boolean }) => {
      const { summary = title, fact, at = new Date().toISOString() } = options;
      const irregularity = fact === 'irregularity-known' ? { irregularity: 'other' } : {};
      const body = { title, summary, awareness: [{ fact, at, ...irregularity }] };
      const { id, ...rest } = await OrganisationApi.fromEnvironment().post<{ readonly id: string }>('incidents', body);
      if (options.json) return printJson({ id, ...rest });
      print(`${id}\n`);
      process.stderr.write(
        `Logged. Next: art33 incident affected ${id} --terms <id> (or --agreement, --subprocessor)\n`,
      );
    });

const affected = (): Command =>
  command(
    'affected',
    'say whom it affects: exactly one way of the three',
    'art33 incident affected last --subprocessor cloud-gmbh',
  )
    .argument(...INCIDENT)
    .option('--agreement <id...>', 'these agreements')
    .option('--terms <id>', 'every agreement under these terms')
    .option('--subprocessor <id>', 'every agreement that authorised this legal entity')
    .action(
      async (
        given: string,
        options: { agreement?: string[]; terms?: string; subprocessor?: string; json: boolean },
      ) => {
        const { agreement: agreements, terms, subprocessor, json: asJson } = options;
        const api = OrganisationApi.fromEnvironment();
        const id = await idOf(api, given);
        const body = {
          ...(agreements && { agreements }),
          ...(terms && { terms }),
          ...(subprocessor && { subprocessor }),
        };
        const answer = await api.post(`incidents/${encodeURIComponent(id)}/affected`, body);
        if (asJson) return printJson(answer);
        process.stderr.write(`Done. Next: art33 incident draft ${id}\n`);
      },
    );

/** What is done with all notices of an incident at once, however many they are: a job, watched to its end. */
const bulk = (name: string, description: string, then: string): Command =>
  command(name, description, `art33 incident ${name} last`)
    .argument(...INCIDENT)
    .action(
      async (given: string, { json: asJson, kind, withGaps }: { json: boolean; kind?: string; withGaps?: boolean }) => {
        const api = OrganisationApi.fromEnvironment();
        const id = await idOf(api, given);
        const task = { what: name, ...(kind && { kind }), ...(withGaps && { withGaps }) };
        const begun = await api.post<{ readonly id: string }>(`incidents/${encodeURIComponent(id)}/jobs`, task);
        const job = await watched(api, begun.id, name);
        if (asJson) printJson(job);
        else {
          const { done, unchanged, skipped, refused } = job.counts;
          print(`${name}: ${done} done, ${unchanged} were so already, ${skipped} passed over, ${refused} refused\n`);
          for (const one of job.refused.slice(0, 5)) process.stderr.write(`  ${plain(one.rule)}\n`);
          process.stderr.write(`${then.replaceAll('ID', id)}\n`);
        }
        if (job.counts.refused > 0 || job.state !== 'completed') process.exitCode = 1;
      },
    );

async function watched(api: OrganisationApi, id: string, label: string): Promise<Job> {
  let bar: ReturnType<typeof progress> | undefined;
  for (;;) {
    const job = await api.get<Job>(`jobs/${id}`);
    const { total, done, unchanged, skipped, refused } = job.counts;
    bar ??= progress(label, total, { unit: 'notices' });
    bar.reach(done + unchanged + skipped + refused);
    // Interrupted: nobody works on it at this moment, and it is about to go on.
    if (job.state !== 'running' && job.state !== 'interrupted') {
      bar.end();
      return job;
    }
    await sleep(POLL_MILLISECONDS);
  }
}

export const incidentCommand = (): Command =>
  new Command('incident')
    .description('work an incident from the terminal, through the running service')
    .enablePositionalOptions()
    .addHelpText(
      'after',
      `
Speaks for the organisation of ART33_TOKEN (or the token in ART33_TOKEN_FILE) with the service at ART33_URL.

The chain, at night:
  art33 incident log "Unusual reading access"
  art33 incident affected last --terms <id>
  art33 incident draft last
  art33 incident approve last
  art33 incident send last --with-gaps
  art33 incident show last`,
    )
    .addCommand(list())
    .addCommand(show())
    .addCommand(log())
    .addCommand(affected())
    .addCommand(
      bulk(
        'draft',
        'draft the texts of all notices that need one',
        'Next: read them, then art33 incident approve ID',
      ).addOption(
        new Option('--kind <kind>', 'what the texts call the matter (default: each after its duty)').choices(KINDS),
      ),
    )
    .addCommand(bulk('approve', 'approve the last text of each notice', 'Next: art33 incident send ID'))
    .addCommand(
      bulk('send', 'send each approved text to all contacts', 'Under way: art33 incident show ID')
        .addOption(new Option('--kind <kind>', 'what the texts call the matter').choices(KINDS))
        .option('--with-gaps', 'also where content that the agreement owes is missing', false),
    );
