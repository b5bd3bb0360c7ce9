import { Command, Option } from 'commander';
import { OrganisationApi } from '../organisation-api.js';
import { relativeTime, shortInstant, styled, table } from '../terminal/index.js';

interface Deadline {
  readonly owner: { readonly kind: string; readonly id: string };
  readonly subject: string;
  readonly state: string;
  readonly due: string | null;
  readonly target: string | null;
  readonly source: string;
}

const STATES = ['open', 'missed', 'sent', 'settled'];

export const deadlinesCommand = (): Command =>
  new Command('deadlines')
    .description('what the organisation owes next, nearest first')
    .addOption(new Option('--state <state...>', 'default: everything but settled').choices(STATES))
    .option('--incident <id>', 'of one incident, or of one case')
    .option('--limit <count>', 'how many', '20')
    .option('--json', 'print them as JSON', false)
    .addHelpText(
      'after',
      `
A target is an internal one, never a deadline. "sent": receipt not proven, alarms have stopped.
Speaks for the organisation of ART33_TOKEN with the service at ART33_URL.

Example:
  art33 deadlines --state open --state missed`,
    )
    .action(async (options: { state?: string[]; incident?: string; limit: string; json: boolean }) => {
      const query = new URLSearchParams({ limit: options.limit });
      for (const state of options.state ?? []) query.append('state', state);
      if (options.incident !== undefined) query.set('subject', options.incident);
      const { items } = await OrganisationApi.fromEnvironment().get<{ readonly items: readonly Deadline[] }>(
        `deadlines?${query}`,
      );
      if (options.json) return void process.stdout.write(`${JSON.stringify(items, null, 2)}\n`);
      const now = Date.now();
      const end = ({ due, target }: Deadline): string | null => due ?? target;
      const remaining = (one: Deadline): string => {
        const at = end(one);
        const text = at === null ? 'no hour figure' : relativeTime(at, now);
        return at !== null && Date.parse(at) < now && one.state !== 'settled'
          ? styled(process.stdout, 'red', text)
          : text;
      };
      process.stdout.write(
        table(items, [
          {
            title: 'due',
            of: (one) =>
              `${end(one) ? shortInstant(end(one) as string) : '–'}${one.due || !one.target ? '' : ' (target)'}`,
          },
          { title: 'state', of: ({ state }) => state },
          { title: 'source', of: ({ source }) => source },
          { title: 'of', of: ({ owner }) => `${owner.kind} ${owner.id}` },
          { title: 'remaining', of: remaining },
        ]),
      );
    });
