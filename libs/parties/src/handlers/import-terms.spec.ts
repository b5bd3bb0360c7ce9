import { readFileSync } from 'node:fs';
import { deriveId, testContext } from '@art33/event-log';
import { organisationStream, processorId, termsIdOf, termsStream } from '../domain/ids.js';
import { organisationDecider } from '../domain/organisation-decider.js';
import { termsDecider } from '../domain/terms-decider.js';
import { World } from '../testing/world.js';
import { importTerms, type TermsFile, type TermsImportOptions } from './import-terms.js';

const contract = (name: string): TermsFile => ({
  name: `${name}.yaml`,
  content: readFileSync(new URL(`../../../../examples/terms/${name}.yaml`, import.meta.url), 'utf8'),
});
const lumitra = contract('lumitra');
const ratiomedicus = contract('ratiomedicus');
const changed = (file: TermsFile, name: string, ...edits: readonly (readonly [RegExp, string])[]): TermsFile => ({
  name,
  content: edits.reduce((text, [from, to]) => {
    if (!from.test(text)) throw new Error(`${file.name} has no ${from}`);
    return text.replace(from, to);
  }, file.content as string),
});
const EFFECTIVE = /^effectiveFrom: .*$/m;
const TITLE = /^title: .*$/m;

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(() => world.close());

const importing = (files: readonly TermsFile[], options: Partial<TermsImportOptions> = {}) =>
  importTerms({ commands: world.log.commands, clock: world.log.clock }, files, {
    context: testContext({ actor: { kind: 'system', id: 'cli' } }),
    onlyFor: null,
    dryRun: false,
    ...options,
  });
const size = async () => (await world.log.log.head()).size;

describe('importing terms', () => {
  test('registers each processor and publishes its terms, in the order of the files', async () => {
    const { faults, files } = await importing([ratiomedicus, lumitra, contract('cgm')]);
    expect(faults).toEqual([]);
    expect(files.map(({ file, version, outcome }) => [file, version, outcome])).toEqual([
      ['ratiomedicus.yaml', 1, 'published'],
      ['lumitra.yaml', 1, 'published'],
      ['cgm.yaml', 1, 'published'],
    ]);
    const processor = files[0]?.processorId ?? '';
    const state = await world.log.commands.state(organisationDecider, organisationStream(processor));
    expect(state).toMatchObject({
      status: 'registered',
      organisation: {
        kind: 'processor',
        name: 'ratiomedicus GmbH',
        land: 'HE',
        address: { city: 'Frankfurt am Main' },
      },
    });
    expect(await size()).toBe(6);
  });

  test('the same files again change nothing', async () => {
    await importing([lumitra, ratiomedicus]);
    const before = await size();
    const { files, position } = await importing([lumitra, ratiomedicus]);
    expect(files.map(({ version, outcome }) => [version, outcome])).toEqual([
      [1, 'unchanged'],
      [1, 'unchanged'],
    ]);
    expect(position).toBeUndefined();
    expect(await size()).toBe(before);
  });

  test('a repeated command tells again what it did the first time', async () => {
    const context = testContext();
    const first = await importing([lumitra], { context });
    expect(await importing([lumitra], { context })).toEqual(first);
  });

  test('a changed text becomes a new version; versions in one import are ordered by their dates', async () => {
    const newer = changed(lumitra, 'lumitra-2027.yaml', [EFFECTIVE, 'effectiveFrom: "2027-01-01"']);
    const { faults, files } = await importing([newer, lumitra]);
    expect(faults).toEqual([]);
    expect(files.map(({ file, version }) => [file, version])).toEqual([
      ['lumitra-2027.yaml', 2],
      ['lumitra.yaml', 1],
    ]);
    const again = await importing([newer, lumitra]);
    expect(again.files.map(({ version, outcome }) => [version, outcome])).toEqual([
      [2, 'unchanged'],
      [1, 'unchanged'],
    ]);
  });

  test('a dry run tells what would happen and writes nothing', async () => {
    await importing([lumitra]);
    const before = await size();
    const retitled = changed(lumitra, 'lumitra.yaml', [TITLE, 'title: corrected']);
    const { files } = await importing([retitled, ratiomedicus], { dryRun: true });
    expect(files.map(({ version, outcome }) => [version, outcome])).toEqual([
      [2, 'published'],
      [1, 'published'],
    ]);
    expect(await size()).toBe(before);
  });

  test('any fault of any file, and nothing is written', async () => {
    const broken = changed(ratiomedicus, 'broken.yaml', [EFFECTIVE, 'effectiveFrom: "2025-13-41"']);
    const { faults, files } = await importing([lumitra, broken]);
    expect(faults).toMatchObject([{ file: 'broken.yaml', field: 'effectiveFrom', reason: expect.any(String) }]);
    expect(files).toEqual([]);
    expect(await size()).toBe(0);
  });

  test('a text older than the latest version is a fault at its date, beside those of other files', async () => {
    await importing([changed(lumitra, 'newer.yaml', [EFFECTIVE, 'effectiveFrom: "2027-01-01"'])]);
    const older = changed(lumitra, 'older.yaml', [EFFECTIVE, 'effectiveFrom: "2020-01-01"']);
    const { faults } = await importing([older, { name: 'empty.yaml', content: '' }]);
    expect(faults.map(({ file }) => file)).toEqual(['empty.yaml', 'older.yaml']);
    const text = older.content as string;
    const line = text.slice(0, text.search(EFFECTIVE)).split('\n').length;
    expect(faults[1]).toMatchObject({ field: 'effectiveFrom', line, reason: expect.stringContaining('2027-01-01') });
  });

  test('whoever may import for one processor only is refused the terms of another', async () => {
    const { faults } = await importing([lumitra, ratiomedicus], { onlyFor: processorId('lumitra-gmbh') });
    expect(faults).toMatchObject([{ file: 'ratiomedicus.yaml', field: 'processor.id' }]);
    expect(faults[0]?.line).toBeGreaterThan(1);
    expect(await size()).toBe(0);
  });

  test('the ids follow from the file alone', async () => {
    const [file] = (await importing([lumitra])).files;
    expect(file?.processorId).toBe(deriveId('processor', 'lumitra-gmbh'));
    const state = await world.log.commands.state(termsDecider, termsStream(file?.termsId ?? ''));
    const key = state.status === 'published' ? state.versions[0]?.terms.id : undefined;
    expect(file?.termsId).toBe(termsIdOf(processorId('lumitra-gmbh'), key ?? ''));
  });
});
