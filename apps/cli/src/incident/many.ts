import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { JsonBody } from '../api-client.js';
import { OrganisationApi } from '../organisation-api.js';
import { asking, mayGoOn, plain, progress, type Asking, type Preview } from '../terminal/index.js';
import {
  affectedText,
  jobText,
  type AffectedPreview,
  type Dispatch,
  type JobName,
  type JobPreview,
} from './previews.js';
import { command, idOf, INCIDENT, print, printJson, type Incident } from './shared.js';

interface Job {
  readonly id: string;
  readonly state: string;
  readonly counts: Readonly<Record<'total' | 'done' | 'unchanged' | 'skipped' | 'refused', number>>;
  readonly refused: readonly { readonly code: string; readonly rule: string }[];
}

const POLL_MILLISECONDS = 200;

/** Looked up once: what was shown is what is worked on, though somebody logs another incident meanwhile. */
function incidentOf(api: OrganisationApi, given: string): () => Promise<string> {
  let found: Promise<string> | undefined;
  return () => (found ??= idOf(api, given));
}
const pathOf = (id: string): string => `incidents/${encodeURIComponent(id)}`;

export const affected = (): Command =>
  asking(
    command(
      'affected',
      'say whom it affects: exactly one way of the three; counts first, then asks',
      'art33 incident affected last --subprocessor cloud-gmbh',
    ),
  )
    .argument(...INCIDENT)
    .option('--agreement <id...>', 'these agreements')
    .option('--terms <id>', 'every agreement under these terms')
    .option('--subprocessor <id>', 'every agreement that authorised this legal entity')
    .action(
      async (
        given: string,
        options: Asking & { readonly agreement?: string[]; readonly terms?: string; readonly subprocessor?: string },
      ) => {
        const { agreement: agreements, terms, subprocessor, json: asJson } = options;
        const api = OrganisationApi.fromEnvironment();
        const incident = incidentOf(api, given);
        const body = {
          ...(agreements && { agreements }),
          ...(terms && { terms }),
          ...(subprocessor && { subprocessor }),
        };
        const look = async (): Promise<Preview> => {
          const preview = await api.post<AffectedPreview>(`${pathOf(await incident())}/affected/preview`, body);
          return { text: affectedText(preview), answer: preview, isEmpty: preview.total === preview.listed };
        };
        if (!(await mayGoOn(options, look))) return;
        const id = await incident();
        const path = pathOf(id);
        const before = await api.get<Incident>(path);
        const answer = await api.post(`${path}/affected`, body);
        if (asJson) return printJson(answer);
        const { affected: after } = await api.get<Incident>(path);
        print(`affected: ${after.total - before.affected.total} more, ${after.total} in all\n`);
        process.stderr.write(`Next: art33 incident draft ${id}\n`);
      },
    );

/** What is done with all notices of an incident at once, however many they are: counted, asked for, then a job watched to its end. */
export const bulk = (name: JobName, description: string, then: string): Command =>
  asking(command(name, `${description}; counts first, then asks`, `art33 incident ${name} last`))
    .argument(...INCIDENT)
    .action(async (given: string, options: Asking & { readonly kind?: string; readonly withGaps?: boolean }) => {
      const { json: asJson, kind, withGaps } = options;
      const api = OrganisationApi.fromEnvironment();
      const task = { what: name, ...(kind && { kind }), ...(withGaps && { withGaps }) };
      const incident = incidentOf(api, given);
      const look = async (): Promise<Preview> => {
        const preview = await api.post<JobPreview>(`${pathOf(await incident())}/jobs/preview`, task);
        const dispatch = name === 'send' ? await api.get<Dispatch & JsonBody>('dispatch') : undefined;
        const words = jobText(name, preview, dispatch, Date.now());
        return { text: words, answer: preview, isEmpty: preview.counts.done === 0 };
      };
      if (!(await mayGoOn(options, look))) return;
      const begun = await api.post<{ readonly id: string }>(`${pathOf(await incident())}/jobs`, task);
      const job = await watched(api, begun.id, name);
      if (asJson) printJson(job);
      else {
        const { done, unchanged, skipped, refused } = job.counts;
        print(`${name}: ${done} done, ${unchanged} were so already, ${skipped} passed over, ${refused} refused\n`);
        for (const one of job.refused.slice(0, 5)) process.stderr.write(`  ${plain(one.rule)}\n`);
        process.stderr.write(`${then.replaceAll('ID', await incident())}\n`);
      }
      if (job.counts.refused > 0 || job.state !== 'completed') process.exitCode = 1;
    });

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
