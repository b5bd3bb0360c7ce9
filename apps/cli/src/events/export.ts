import { EventCodec, EventRegistry, ObjectKeyStore, Sealer, type ObjectStore } from '@art33/event-log';
import { readConfig, readSettings } from '../../../server/src/config.js';
import { declarations, logFile } from '../../../server/src/stores.js';
import { progress, type Progress } from '../terminal/index.js';
import { withObjects } from '../with-objects.js';
import { choiceOf, eventPages, jsonLine, openLog, type EventOptions } from './reading.js';
import { writeWhole } from './whole-file.js';

const WARNING =
  'art33: the personal fields of this export are OPEN: names, addresses, texts. Guard it like the log and its keys together, ' +
  'and delete it in time: no erasure reaches it.\n';

/** What is exported: which events, whether their personal fields are opened, and to which file. */
export type EventExport = EventOptions & { readonly open: boolean; readonly out: string };

/** Reads keys and nothing else. Throws `KeyUnusable`. */
async function codecOf(objects: ObjectStore, masterKey: Uint8Array): Promise<EventCodec> {
  const keys = await ObjectKeyStore.open({ objects, masterKey, mayBegin: false });
  return new EventCodec(new EventRegistry(declarations), new Sealer(keys));
}

/** The chosen events, a JSON line each, as they are stored or opened. */
async function* eventLines(options: EventOptions, codec: EventCodec | undefined): AsyncGenerator<string> {
  const choice = choiceOf(options);
  const log = await openLog(logFile(readConfig(process.env)));
  let bar: Progress | undefined;
  try {
    const onRead = (done: number, total: number): void =>
      (bar ??= progress('exporting', total, { unit: 'events' })).reach(done);
    for await (const stored of eventPages(log, choice, onRead)) {
      const events = codec ? await codec.openMany(stored) : stored;
      yield events.map((event) => `${jsonLine(event)}\n`).join('');
    }
  } finally {
    bar?.end();
    await log.close();
  }
}

/** Writes the chosen events as JSON lines: the file appears whole or not at all. Throws `KeyUnusable`. */
export async function exportEvents(options: EventExport): Promise<void> {
  if (!options.open) return writeWhole(options.out, eventLines(options, undefined));
  process.stderr.write(WARNING);
  const { config, masterKey } = readSettings(process.env);
  await withObjects(config, async (objects) =>
    writeWhole(options.out, eventLines(options, await codecOf(objects, masterKey))),
  );
}
