import { EventCodec, EventRegistry, ObjectKeyStore, Sealer, type ObjectStore } from '@art33/event-log';
import { Command, Option } from 'commander';
import { readConfig, readSettings } from '../../../server/src/config.js';
import { declarations, logFile } from '../../../server/src/stores.js';
import { choiceOf, eventPages, jsonLine, openLog, type EventOptions } from '../events/reading.js';
import { writeWhole } from '../events/whole-file.js';
import { OrganisationApi } from '../organisation-api.js';
import { progress, type Progress } from '../terminal/index.js';
import { withObjects } from '../with-objects.js';

const LISTS = [
  'incidents',
  'notices',
  'cases',
  'deadlines',
  'messages',
  'subprocessors',
  'reports',
  'controllers',
  'agreements',
  'register',
];

const WARNING =
  'art33: the personal fields of this export are OPEN: names, addresses, texts. Guard it like the log and its keys together, ' +
  'and delete it in time: no erasure reaches it.\n';

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

async function* counted(file: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const bar = progress('exporting', undefined, { unit: 'bytes' });
  try {
    for await (const chunk of file) {
      bar.advance(chunk.length);
      yield chunk;
    }
  } finally {
    bar.end();
  }
}

const out = (): Option => new Option('--out <file>', 'where to write it; - is standard output').default('-');

const eventsExport = (): Command =>
  new Command('events')
    .description('events as JSON lines, as they are stored: personal fields sealed')
    .option('--from <number>', 'first log number')
    .option('--to <number>', 'last log number')
    .option('--type <type...>', 'only these types of event')
    .option('--stream <name>', 'only this stream, e.g. incident-<id>')
    .option('--open', 'open the personal fields, with a warning; needs the master key', false)
    .addOption(out())
    .addHelpText('after', '\nExample:\n  art33 export events --out events.jsonl')
    .action(async (options: EventOptions & { readonly open: boolean; readonly out: string }) => {
      if (!options.open) return writeWhole(options.out, eventLines(options, undefined));
      process.stderr.write(WARNING);
      const { config, masterKey } = readSettings(process.env);
      await withObjects(config, async (objects) =>
        writeWhole(options.out, eventLines(options, await codecOf(objects, masterKey))),
      );
    });

const listExport = (list: string): Command =>
  new Command(list)
    .description(
      `${list === 'register' ? 'the register of breaches (Art. 33(5) GDPR)' : `all ${list}`} of the organisation of ART33_TOKEN, from the running service`,
    )
    .addOption(new Option('--format <format>', 'what kind of file').choices(['csv', 'xlsx']).default('csv'))
    .addOption(new Option('--lang <language>', 'language of the headers').choices(['en', 'de']).default('en'))
    .addOption(out())
    .addHelpText('after', `\nExample:\n  art33 export ${list} --format xlsx --out ${list}.xlsx`)
    .action(async ({ format, lang, out: to }: { format: string; lang: string; out: string }) => {
      const file = await OrganisationApi.fromEnvironment().file(`${list}?${new URLSearchParams({ format, lang })}`);
      await writeWhole(to, counted(file));
    });

export const exportCommand = (): Command =>
  LISTS.reduce(
    (command, list) => command.addCommand(listExport(list)),
    new Command('export')
      .description('lists as CSV or XLSX, or events as JSON lines; a file appears whole or not at all')
      .addHelpText('after', '\nExample:\n  art33 export incidents --format xlsx --out incidents.xlsx')
      .addCommand(eventsExport()),
  );
