import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { systemClock } from '@art33/event-log';
import { importTerms, parseTermsFile, type ImportedTerms, type TermsFault } from '@art33/parties';
import { Failed } from '../failed.js';
import { ServiceRefused, type ServiceClient } from '../service-client.js';
import { throughServiceOrStores } from '../with-stores.js';

interface Result {
  readonly faults: readonly TermsFault[];
  readonly files: readonly ImportedTerms[];
}

/** `file:line:column: field: reason`, as editors and terminals can jump to it. */
const faultLine = ({ file, line, column, field, reason }: TermsFault): string =>
  `${file}:${line}:${column}: ${field === '' ? '' : `${field}: `}${reason}`;

const reportLine = ({ file, title, version, outcome }: ImportedTerms, dryRun: boolean): string =>
  outcome === 'unchanged'
    ? `${file}: unchanged (${title}, version ${version})`
    : `${file}: ${dryRun ? 'would become' : 'published as'} version ${version} of ${title}`;

/** Bytes that are no text could not be sent on; so what the files themselves break is found here already. */
async function viaService(
  service: ServiceClient,
  files: readonly { readonly name: string; readonly content: Buffer }[],
  dryRun: boolean,
): Promise<Result> {
  const faults = files.flatMap(({ name, content }) => parseTermsFile(content, name).faults);
  if (faults.length > 0) return { faults, files: [] };
  try {
    const texts = files.map(({ name, content }) => ({ name, text: content.toString('utf8') }));
    const { files: imported } = await service.post<Pick<Result, 'files'>>('terms-imports', { files: texts, dryRun });
    return { faults: [], files: imported };
  } catch (error) {
    if (error instanceof ServiceRefused && Array.isArray(error.problem['errors']))
      return { faults: error.problem['errors'] as TermsFault[], files: [] };
    throw error;
  }
}

/** Brings in terms files and says what became of each. Throws `Failed` where nothing was imported. */
export async function importTermsFiles(
  names: readonly string[],
  { dryRun, json }: { readonly dryRun: boolean; readonly json: boolean },
): Promise<void> {
  const contents = await Promise.all(names.map(readInput));
  const files = contents.map((content, index) => ({ name: names[index] as string, content }));
  const id = randomUUID();
  const context = { actor: { kind: 'system', id: 'cli' }, commandId: id, correlationId: id } as const;
  const result = await throughServiceOrStores<Result>(
    (service) => viaService(service, files, dryRun),
    (stores) =>
      importTerms({ commands: stores.commands, clock: systemClock }, files, { context, onlyFor: null, dryRun }),
  );
  if (json) process.stdout.write(`${JSON.stringify({ ...result, dryRun }, null, 2)}\n`);
  else for (const file of result.files) process.stdout.write(`${reportLine(file, dryRun)}\n`);
  if (result.faults.length === 0) return;
  if (!json) for (const fault of result.faults) process.stderr.write(`${faultLine(fault)}\n`);
  throw new Failed(nothingImported(result.faults.length));
}

export const nothingImported = (faults: number): string =>
  `nothing was imported: ${faults} ${faults === 1 ? 'fault' : 'faults'}`;

/** A file's bytes. Throws `Failed` where it cannot be read. */
export async function readInput(name: string): Promise<Buffer> {
  try {
    return await readFile(name);
  } catch (error) {
    throw new Failed(`${name} cannot be read: ${(error as Error).message}`);
  }
}
