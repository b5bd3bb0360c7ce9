import { Command, InvalidArgumentError, Option } from 'commander';
import type { ColumnMapping } from '@art33/imports';
import { validate } from 'uuid';
import { Failed } from '../failed.js';
import { formatOfFile, importRecords } from '../import/records.js';
import { importTermsFiles } from '../import/terms-files.js';

interface Options {
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly kind?: string;
  readonly processor?: string;
  readonly map: ColumnMapping;
  readonly encoding?: 'utf-8' | 'windows-1252';
  readonly importId?: string;
}

/** `field=column`, once more. */
function mapped(pair: string, before: ColumnMapping): ColumnMapping {
  const at = pair.indexOf('=');
  if (at < 1 || at === pair.length - 1) throw new InvalidArgumentError('it is field=column, e.g. name=Kunde');
  return { ...before, [pair.slice(0, at)]: pair.slice(at + 1) };
}

function importIdOf(text: string): string {
  if (!validate(text)) throw new InvalidArgumentError('it is a UUID');
  return text.toLowerCase();
}

/** Which files hold terms: YAML, and JSON unless it is said to hold records. */
const isTerms = (name: string): boolean => formatOfFile(name) === undefined || formatOfFile(name) === 'json';

export const importCommand = (): Command =>
  new Command('import')
    .description(
      "bring in processors' terms (YAML), or one file of their customers or past incidents (CSV, XLSX, JSON)",
    )
    .argument('<files...>', 'terms files, or one file of records')
    .option('--dry-run', 'only say what would happen', false)
    .option('--json', 'print the result as JSON', false)
    .option('--processor <processor>', 'whose records they are: organisation id, or its id in its terms file')
    .addOption(
      new Option('--kind <kind>', 'what the file holds (default: controllers for CSV and XLSX)').choices([
        'controllers',
        'historical-incidents',
      ]),
    )
    .addOption(
      new Option('--map <field=column>', 'where a column is not recognised by its name; may be repeated')
        .argParser(mapped)
        .default({}, 'none'),
    )
    .addOption(
      new Option('--encoding <encoding>', 'of a CSV file (default: found out)').choices(['utf-8', 'windows-1252']),
    )
    .option('--import-id <uuid>', 'finishes an import that was cut, with the same file', importIdOf)
    .addHelpText(
      'after',
      `
All faults are reported before anything is written; of a file of records nothing is seen until all of it is written.

Examples:
  art33 import examples/terms/*.yaml --dry-run
  art33 import examples/customers.csv --processor ratiomedicus-gmbh
  art33 import old.csv --processor ratiomedicus-gmbh --kind historical-incidents --map "title=Kurztext"`,
    )
    .action(async (names: readonly string[], { dryRun, json, kind, processor, ...how }: Options) => {
      if (kind === undefined && names.every(isTerms)) return importTermsFiles(names, { dryRun, json });
      const [file, another] = names;
      if (file === undefined || another !== undefined)
        throw new Failed('records are imported from one file at a time, and terms from YAML files without records');
      if (processor === undefined)
        throw new Failed('--processor: say whose records they are, e.g. --processor ratiomedicus-gmbh');
      const { map: mapping, encoding, importId } = how;
      await importRecords(file, {
        kind: kind ?? 'controllers',
        processor,
        mapping,
        encoding,
        importId,
        dryRun,
        json,
      });
    });
