import { Command, Option } from 'commander';
import { Failed } from '../failed.js';
import type { OrganisationApi } from '../organisation-api.js';

/** As far as these commands read it; titles may have been erased. */
export interface Incident {
  readonly id: string;
  readonly title: unknown;
  readonly status: 'open' | 'closed';
  readonly assessment: string;
  readonly aware: string | null;
  readonly recordedAt: string;
  readonly affected: { readonly total: number };
}

export const print = (text: string): void => void process.stdout.write(text);
export const printJson = (value: unknown): void => print(`${JSON.stringify(value, null, 2)}\n`);

/** `last` stands for the incident that was logged last: who types at night should not have to copy ids. */
export async function idOf(api: OrganisationApi, given: string): Promise<string> {
  if (given !== 'last') return given;
  const { items } = await api.get<{ readonly items: readonly Incident[] }>('incidents?limit=1');
  if (!items[0]) throw new Failed('there is no incident yet: art33 incident log');
  return items[0].id;
}

const json = (): Option => new Option('--json', 'print the answer as JSON').default(false);
export const command = (name: string, description: string, example: string): Command =>
  new Command(name).description(description).addOption(json()).addHelpText('after', `\nExample:\n  ${example}`);
export const INCIDENT = ['<incident>', "the incident's id, or last"] as const;
