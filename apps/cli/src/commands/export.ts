import { Command, Option } from 'commander';
import type { EventExport } from '../events/export.js';
import { writeWhole } from '../events/whole-file.js';
import { OrganisationApi } from '../organisation-api.js';
import { progress } from '../terminal/index.js';

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
    // Loaded where it is needed: a list comes over HTTP, and needs nothing of the service.
    .action(async (options: EventExport) => (await import('../events/export.js')).exportEvents(options));

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
