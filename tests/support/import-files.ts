import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Api } from '../../apps/cli/src/api-client.js';
import type { ImportView } from '@art33/imports';
import { listed } from './story.js';

export const CSV = { 'Content-Type': 'text/csv' };
export const JSON_FILE = { 'Content-Type': 'application/vnd.art33.import+json' };

const HEADER = 'Kundennummer;Kunde;Straße;PLZ;Ort;Bundesland;Ansprechpartner;E-Mail;Vertrag;ab';

/** One practice in a file of customers; every tenth has two contacts, and so two rows. */
function rowsOf(number: number, prefix: string): readonly string[] {
  const customer = `${prefix}-${String(number).padStart(5, '0')}`;
  const practice = `${customer};Praxis ${prefix} ${number};Weg ${number};87435;Kempten;Bayern`;
  const first = `${practice};Anna Muster;praxis-${number}@${prefix.toLowerCase()}.example;ratiomedicus-avv;01.01.2026`;
  if (number % 10 !== 0) return [first];
  return [first, `${practice};Bernd Beispiel;dsb-${number}@${prefix.toLowerCase()}.example;;`];
}

/** A file of this many rows below its header. */
export function customersFile(rows: number, prefix = 'K'): string {
  const lines: string[] = [];
  for (let number = 1; lines.length < rows; number++) lines.push(...rowsOf(number, prefix));
  return [HEADER, ...lines.slice(0, rows)].join('\n');
}

/** A file of one's own rows. */
export const customersWith = (...rows: readonly string[]): string => [HEADER, ...rows].join('\n');

/** Sends a file; the answer comes before the import is done. */
export const sendFile = (
  api: Api,
  file: string | Uint8Array,
  query = 'kind=controllers',
  headers: Readonly<Record<string, string>> = CSV,
): Promise<Answer> => api.post(`imports?${query}`, file, headers);

export const importOf = ({ body }: Answer): ImportView => body as unknown as ImportView;

/** Waits until an import is at rest. */
export async function ended(api: Api, id: string, until = (view: ImportView) => !isAtWork(view)): Promise<ImportView> {
  for (;;) {
    const view = importOf(await api.get(`imports/${id}`));
    if (until(view)) return view;
    await sleep(20);
  }
}
const isAtWork = ({ state }: ImportView): boolean => ['waiting', 'checking', 'writing'].includes(state);

/** Sends a file and waits until it is imported, or refused. */
export async function imported(
  api: Api,
  file: string | Uint8Array,
  query?: string,
  headers?: Readonly<Record<string, string>>,
): Promise<ImportView> {
  const answer = await sendFile(api, file, query, headers);
  if (answer.status !== 202) throw new Error(`${answer.status} ${answer.text}`);
  return ended(api, importOf(answer).id);
}

/** What is wrong with a file: row, column, field and rule of each fault. */
export const faultsOf = ({ problem }: ImportView) =>
  ((problem?.errors ?? []) as unknown as readonly Readonly<Record<string, unknown>>[]).map(
    ({ row, columnName, field, rule }) => [row, columnName, field, rule],
  );

/** The customers that a processor sees. */
export const customersOf = async (api: Api, q = ''): Promise<readonly ListedCustomer[]> =>
  (await listed<ListedCustomer>(api, `controllers?limit=200${q === '' ? '' : `&q=${encodeURIComponent(q)}`}`)).items;
export interface ListedCustomer {
  readonly id: string;
  readonly name: string;
}
