import { randomUUID } from 'node:crypto';
import { extname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TableEncoding, TableFormat } from '@art33/documents';
import { TABLE_TYPES } from '@art33/http';
import type { ColumnMapping, ImportFault, ImportView } from '@art33/imports';
import { processorId } from '@art33/parties';
import { validate } from 'uuid';
import { readSettings } from '../../../server/src/config.js';
import { importsOf } from '../../../server/src/imports.js';
import type { Stores } from '../../../server/src/stores.js';
import { Failed } from '../failed.js';
import type { ServiceClient } from '../service-client.js';
import { progress } from '../terminal/index.js';
import { throughServiceOrStores } from '../with-stores.js';
import { columnLines, faultLine, reportOf } from './told.js';
import { nothingImported, readInput } from './terms-files.js';

export interface RecordsOptions {
  readonly kind: string;
  /** Organisation id, or the processor's id in its terms file. */
  readonly processor: string;
  readonly mapping: ColumnMapping;
  readonly encoding?: TableEncoding | undefined;
  readonly importId?: string | undefined;
  readonly dryRun: boolean;
  readonly json: boolean;
}

const FORMATS: Readonly<Record<string, TableFormat>> = {
  '.csv': 'csv',
  '.txt': 'csv',
  '.xlsx': 'xlsx',
  '.json': 'json',
};
export const formatOfFile = (name: string): TableFormat | undefined => FORMATS[extname(name).toLowerCase()];

/** Between two looks at how far an import is, in milliseconds. */
const LOOK = 200;

/**
 * Imports one file of records, shows how far it is, and says what became of it. Throws `Failed` where nothing was imported
 * or the import was cut.
 */
export async function importRecords(file: string, options: RecordsOptions): Promise<void> {
  const format = formatOfFile(file);
  if (!format) throw new Failed(`${file}: a file of records ends in ${Object.keys(FORMATS).join(', ')}`);
  const { importId = randomUUID(), json } = options;
  const bytes = await readInput(file);
  const upload = { ...options, bytes, format, importId };
  const view = await throughServiceOrStores<ImportView>(
    (service) => viaService(service, upload, file),
    (stores) => here(stores, upload, file),
  );
  if (json) process.stdout.write(`${JSON.stringify(view, null, 2)}\n`);
  else for (const line of columnLines(view)) process.stderr.write(`${file}: ${line}\n`);
  if (view.state === 'completed' || view.state === 'checked') {
    if (!json) process.stdout.write(`${file}: ${reportOf(view)}\n`);
    return;
  }
  const faults = (view.problem?.errors ?? []) as unknown as readonly ImportFault[];
  const total = Number(view.problem?.['total'] ?? faults.length);
  if (!json) for (const fault of faults) process.stderr.write(`${faultLine(file, format, fault)}\n`);
  if (!json && total > faults.length) process.stderr.write(`… and ${total - faults.length} more\n`);
  if (view.state === 'refused' && faults.length > 0) throw new Failed(nothingImported(total));
  throw new Failed(`import ${view.id}: ${view.problem?.detail ?? view.state}`);
}

type Upload = RecordsOptions & { readonly bytes: Buffer; readonly format: TableFormat; readonly importId: string };

async function viaService(service: ServiceClient, upload: Upload, file: string): Promise<ImportView> {
  const { kind, processor, mapping, encoding, importId, dryRun, bytes, format } = upload;
  const query = new URLSearchParams({
    kind,
    processor,
    importId,
    dryRun: String(dryRun),
    ...(encoding && { encoding }),
  });
  for (const [field, column] of Object.entries(mapping)) query.append('map', `${field}=${column}`);
  await service.send(`imports?${query}`, bytes, TABLE_TYPES[format]);
  return watched(file, () => service.get<ImportView>(`imports/${importId}`));
}

/** Without a service: in this process, for as long as it takes. */
async function here(stores: Stores, { processor, kind, ...upload }: Upload, file: string): Promise<ImportView> {
  const { masterKey } = readSettings(process.env);
  return withModels(stores, async () => {
    const imports = importsOf(stores, masterKey);
    const known = imports.kindOf(kind);
    if (!known) throw new Failed(`--kind: one of ${imports.kinds.map((each) => each.kind).join(', ')}`);
    const organisation = validate(processor) ? processor.toLowerCase() : processorId(processor);
    const actor = { kind: 'system', id: 'cli' } as const;
    const { id } = await imports.take({ ...upload, kind: known, organisation, actor });
    return watched(file, async () => imports.find(id, null));
  });
}

/** Follows the log with the read models while somebody works. */
async function withModels<T>(stores: Stores, work: () => Promise<T>): Promise<T> {
  stores.models.start();
  try {
    return await work();
  } finally {
    await stores.models.stop();
  }
}

/** Draws how far it is until it is at rest. */
async function watched(file: string, look: () => Promise<ImportView | undefined>): Promise<ImportView> {
  let bar: ReturnType<typeof progress> | undefined;
  for (;;) {
    const view = await look();
    if (!view) throw new Failed('the import is not known any more: send the file again');
    if (!['waiting', 'checking', 'writing'].includes(view.state)) {
      if (view.state === 'completed' && bar && view.rows !== null) bar.reach(view.rows);
      bar?.end();
      return view;
    }
    if (view.state === 'writing' && view.rows !== null) {
      bar ??= progress(file, view.rows, { unit: 'rows' });
      bar.reach(view.rowsDone);
    }
    await sleep(LOOK);
  }
}
