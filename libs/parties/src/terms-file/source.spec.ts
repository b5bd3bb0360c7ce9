import fc from 'fast-check';
import { parseTermsFile } from './parse-terms-file.js';
import { LARGEST_FILE } from './source.js';
import { faultsOf, withLines } from './testing/good-file.js';

describe('the file itself', () => {
  test.each([
    ['nothing', '', ['1:1 : the file is empty']],
    ['a comment alone', '# later\n', ['1:1 : the file is empty']],
    ['text alone', 'Vertrag', ['1:1 : must be a group of fields, but is `Vertrag`']],
    [
      'a tab',
      withLines({ 13: '\tplace: Koblenz' }),
      ['13:1 : a tab at the start of the line: YAML is indented with spaces'],
    ],
    [
      'a second document',
      `${withLines({})}---\nart33: terms/1\n`,
      ['55:1 : a second document begins here: one file holds one'],
    ],
    ['an open quote', withLines({ 3: 'version: "1.0' }), [expect.stringMatching(/: missing closing "quote$/)]],
    ['a NUL byte', withLines({ 9: '  name: Muster\0GmbH' }), ['9:15 : a NUL byte']],
    [
      'an anchor and an alias',
      withLines({ 2: 'id: &a muster-avv', 5: 'title: *a' }),
      [
        '2:8 : an anchor (&a): leave it out',
        '5:8 : an alias (*a): write the text out',
        '5:8 title: must be text, but is empty',
      ],
    ],
    ['a tag', withLines({ 5: 'title: !!str AVV' }), ['5:14 : a tag (tag:yaml.org,2002:str): leave it out']],
    ['a directive', `%YAML 1.1\n---\n${withLines({})}`, ['1:1 : a %YAML directive: leave it out']],
    [
      'a list as a key',
      withLines({ 5: 'title: AVV\n? [a]\n: b' }),
      [expect.stringMatching(/^6:3 : /), expect.stringMatching(/^6:3 : is unknown/)],
    ],
  ])('%s', (_name, text, expected) => {
    expect(faultsOf(text)).toEqual(expected);
  });

  test('bytes that are not UTF-8, once per line', () => {
    const latin1 = Buffer.from(withLines({ 9: '  name: Müller & Söhne GmbH', 13: '  place: Köln' }), 'latin1');
    const faults = faultsOf(latin1);
    expect(faults).toContain('9:10 : not UTF-8: save the file as UTF-8');
    expect(faults).toContain('13:11 : not UTF-8: save the file as UTF-8');
    expect(faults.filter((fault) => fault.startsWith('9:'))).toHaveLength(1);
  });

  test('UTF-16', () => {
    expect(faultsOf(Buffer.from(`\uFEFF${withLines({})}`, 'utf16le'))).toEqual([
      '1:1 : saved as UTF-16: save it as UTF-8',
    ]);
  });

  test('more than a megabyte, unread', () => {
    const large = `${withLines({})}#${'x'.repeat(LARGEST_FILE)}`;
    expect(faultsOf(large)).toEqual([`1:1 : ${Buffer.byteLength(large)} bytes: a terms file has at most 1000000`]);
    expect(faultsOf(Buffer.from(large))).toHaveLength(1);
  });

  test('aliases that would blow up are named and never followed', () => {
    const doubled = Array.from({ length: 40 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]`);
    const faults = faultsOf(withLines({ 5: ['title: AVV', 'a0: &a0 [x, x]', ...doubled].join('\n') }));
    expect(faults.filter((fault) => fault.includes('an alias'))).toHaveLength(80);
    expect(faults.filter((fault) => fault.includes('an anchor'))).toHaveLength(41);
  });

  test('a file of nothing but faults is answered with the first thousand and a number', () => {
    const faults = faultsOf(withLines({ 5: `title: AVV\n${'x: y\n'.repeat(1_200)}` }));
    expect(faults).toHaveLength(1_001);
    expect(faults.at(-1)).toMatch(/^\d+:1 : and 200 more$/);
  });

  test('a list without end is refused', () => {
    const circle = Array.from(
      { length: 2_000 },
      (_, n) => `  - { id: t${n}, followUpOf: { triggers: [t${(n + 1) % 2_000}] } }`,
    );
    expect(faultsOf(`triggers:\n${circle.join('\n')}`)).toContain('2:3 triggers: must have at most 1000 entries');
  });

  test('nesting without end is named and survived', () => {
    const deep = `a: ${'['.repeat(5_000)}`;
    expect(faultsOf(deep)).toEqual([expect.stringMatching(/^1:\d+ : nested too deeply$/)]);
  });

  test('a tab does not hide the other faults', () => {
    expect(faultsOf(withLines({ 4: 'effectiveFrom: tomorrow', 13: '\tplace: Koblenz', 14: '  land: XX' }))).toEqual([
      '4:16 effectiveFrom: must be a date of the calendar such as 2025-11-06',
      '13:1 : a tab at the start of the line: YAML is indented with spaces',
      expect.stringMatching(/^14:9 processor\.land: must be a Land/),
    ]);
  });

  test('what stands behind broken YAML is not judged, what stands before it is', () => {
    expect(faultsOf(withLines({ 4: 'effectiveFrom: tomorrow', 13: '  place: @Koblenz', 14: '  land: XX' }))).toEqual([
      '4:16 effectiveFrom: must be a date of the calendar such as 2025-11-06',
      '13:10 : plain value cannot start with reserved character @',
    ]);
  });
});

test('whatever is done to a file, it is answered: terms or faults, never an exception', () => {
  const good = withLines({});
  const snippet = fc.oneof(
    fc.constantFrom('\t', '"', '{', '[', ']', ':', '\n', '&a ', '*a ', '|', '? ', '---\n'),
    fc.string(),
  );
  const edit = fc.record({ at: fc.nat(good.length), cut: fc.nat(20), put: snippet });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      const text = edits.reduce((before, { at, cut, put }) => before.slice(0, at) + put + before.slice(at + cut), good);
      const { terms, faults } = parseTermsFile(text, 'muster.yaml');
      expect(terms === undefined).toBe(faults.length > 0);
      for (const { line, column } of faults) expect(Math.min(line, column)).toBeGreaterThanOrEqual(1);
    }),
    { numRuns: 200 },
  );
});
