import { formatInstant, isInstantFault, parseStatedInstant, stateInstant, type StatedInstant } from '@art33/deadlines';
import { Command, Option } from 'commander';
import type { JsonBody } from '../api-client.js';
import { Failed } from '../failed.js';
import { affected, bulk } from '../incident/many.js';
import { command, idOf, INCIDENT, print, printJson, type Incident } from '../incident/shared.js';
import { OrganisationApi } from '../organisation-api.js';
import { plain, relativeTime, shortInstant, table } from '../terminal/index.js';

interface Deadline {
  readonly subject: string;
  readonly due: string | null;
  readonly target: string | null;
}
interface NoticeCounts {
  readonly total: number;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly byProgress: Readonly<Record<string, number>>;
  readonly told: number;
  readonly overdue: number;
  readonly withoutRecipient: number;
  readonly blocking: number;
}
const KINDS = ['breach', 'suspected-breach', 'irregularity', 'for-information', 'security-defect'];
const FACTS = ['suspicion-known', 'breach-established', 'irregularity-known', 'defect-known'];

const textOf = (value: unknown): string => (typeof value === 'string' ? plain(value) : '(erased)');
const when = (instant: string | null | undefined): string =>
  instant ? `${shortInstant(instant)} (${relativeTime(instant, Date.now())})` : '–';

/** What there is some of, e.g. `: 185 sent, 3 failed`. */
const parts = (counts: Readonly<Record<string, number>>): string => {
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  return some.length > 0 ? `: ${some.map(([name, count]) => `${count} ${name}`).join(', ')}` : '';
};

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
      print(
        [
          `${textOf(incident.title)} (${incident.status}, ${incident.assessment})`,
          `  id:        ${incident.id}`,
          `  aware:     ${when(incident.aware)}`,
          `  affected:  ${incident.affected.total} agreements`,
          `  notices:   ${counts.total}${parts(counts.byProgress)}`,
          `  told:      ${counts.told} of ${counts.total} were told something already`,
          `  owed:      ${counts.total}${parts(counts.byStatus)}`,
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
    .option(
      '--at <instant>',
      "since when it is known, e.g. 2026-10-24T03:10; without offset or zone in the organisation's zone (default: now)",
    )
    .action(async (title: string, options: { summary?: string; fact: string; at?: string; json: boolean }) => {
      const { summary = title, fact } = options;
      const api = OrganisationApi.fromEnvironment();
      const { timeZone } = await api.get<{ readonly timeZone: string }>('organisation');
      const at = instantOf(options.at, timeZone);
      const irregularity = fact === 'irregularity-known' ? { irregularity: 'other' } : {};
      const body = { title, summary, awareness: [{ fact, at, ...irregularity }] };
      const { id, ...rest } = await api.post<{ readonly id: string }>('incidents', body);
      if (options.json) return printJson({ id, ...rest });
      print(`${id}\n`);
      process.stderr.write(
        `Logged, known since ${formatInstant(at.at, timeZone, 'en')}. Next: art33 incident affected ${id} --terms <id> (or --agreement, --subprocessor)\n`,
      );
    });

/** As the organisation's people would state it, so that their notices show one clock. Throws `Failed` for what names no one instant. */
function instantOf(text: string | undefined, timeZone: string): StatedInstant {
  if (text === undefined) return stateInstant(new Date().toISOString(), timeZone);
  const instant = parseStatedInstant(text, { defaultZone: timeZone });
  if (isInstantFault(instant)) throw new Failed(`--at: ${instant.rule}`);
  return instant;
}

export const incidentCommand = (): Command =>
  new Command('incident')
    .description('work an incident from the terminal, through the running service')
    .enablePositionalOptions()
    .addHelpText(
      'after',
      `
Speaks for the organisation of ART33_TOKEN (or the token in ART33_TOKEN_FILE) with the service at ART33_URL.

affected, draft, approve and send show what they would do, then ask. --preview only shows it; --yes goes on without asking, as
scripts must. Without a terminal, and with --json, one of the two is needed (exit code 2).

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
