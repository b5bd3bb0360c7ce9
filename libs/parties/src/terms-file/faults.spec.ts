import fc from 'fast-check';
import { parseTermsFile } from './parse-terms-file.js';
import { LARGEST_FILE } from './source.js';

/** A small file without a fault; the tests break single lines of it. The comments count its lines. */
const GOOD = [
  /* 1 */ 'art33: terms/1',
  /* 2 */ 'id: muster-avv',
  /* 3 */ 'version: "1.0"',
  /* 4 */ 'effectiveFrom: 2026-01-01',
  /* 5 */ 'title: AVV Muster',
  /* 6 */ 'language: de',
  /* 7 */ 'processor:',
  /* 8 */ '  id: muster-gmbh',
  /* 9 */ '  name: Muster GmbH',
  /* 10 */ '  address: Musterweg 1, 56068 Koblenz',
  /* 11 */ '  register: none',
  /* 12 */ '  email: info@muster.example',
  /* 13 */ '  place: Koblenz',
  /* 14 */ '  land: RP',
  /* 15 */ '  timeZone: Europe/Berlin',
  /* 16 */ 'dataProtectionContact: { name: none, email: none, clause: § 7, note: { de: Keiner., en: None. } }',
  /* 17 */ 'triggers:',
  /* 18 */ '  - id: breach',
  /* 19 */ '    clause: § 4',
  /* 20 */ '    fact: breach-established',
  /* 21 */ '    noticeKind: breach',
  /* 22 */ '    time: { kind: hours, hours: 24 }',
  /* 23 */ '    followUpOf: { triggers: [suspicion], openTerm: restart, value: follow-up }',
  /* 24 */ '  - id: suspicion',
  /* 25 */ '    clause: § 4',
  /* 26 */ '    fact: suspicion-known',
  /* 27 */ '    noticeKind: suspected-breach',
  /* 28 */ '    time: { kind: undated, wording: unverzüglich }',
  /* 29 */ 'requiredContent:',
  /* 30 */ '  - { item: nature, clause: § 4 }',
  /* 31 */ '  - { item: categories-of-persons, clause: § 4 }',
  /* 32 */ '  - { item: number-of-persons, clause: none }',
  /* 33 */ '  - { item: categories-of-records, clause: none }',
  /* 34 */ '  - { item: number-of-records, clause: none }',
  /* 35 */ '  - { item: contact-point, clause: none }',
  /* 36 */ '  - { item: consequences, clause: none }',
  /* 37 */ '  - { item: measures, clause: none }',
  /* 38 */ 'noticeForm: { form: none, clause: none }',
  /* 39 */ 'subprocessors: []',
  /* 40 */ 'subprocessorChange: { id: change, clause: § 6, summary: { de: Zustimmung., en: Consent. } }',
  /* 41 */ 'periods:',
  /* 42 */ '  - { id: objection, clause: § 6, summary: { de: Einspruch., en: Objection. },',
  /* 43 */ '      kind: objection, length: 3, unit: weeks, anchor: information-received }',
  /* 44 */ 'recurringDuties: []',
  /* 45 */ 'controllerDuties: []',
  /* 46 */ 'otherClauses: []',
  /* 47 */ 'openTerms:',
  /* 48 */ '  - id: restart',
  /* 49 */ '    clause: § 4',
  /* 50 */ '    question: { de: Neue Frist?, en: New time? }',
  /* 51 */ '    default: follow-up',
  /* 52 */ '    values:',
  /* 53 */ '      - { value: follow-up, de: nein, en: no new time }',
  /* 54 */ '      - { value: new-duty, de: ja, en: a new time }',
  '',
];

/** The file with some of its lines, counted from 1, written differently. */
const withLines = (lines: Readonly<Record<number, string>>): string =>
  GOOD.map((line, index) => lines[index + 1] ?? line).join('\n');

const faultsOf = (input: string | Uint8Array): string[] =>
  parseTermsFile(input, 'muster.yaml').faults.map(
    ({ line, column, field, reason }) => `${line}:${column} ${field}: ${reason}`,
  );

test('a good file has terms and no faults', () => {
  const { terms, faults } = parseTermsFile(withLines({}), 'muster.yaml');
  expect(faults).toEqual([]);
  expect(terms?.processor.register).toBeNull();
  expect(terms?.openTerms[0]).toEqual({
    id: 'restart',
    clause: '§ 4',
    question: { de: 'Neue Frist?', en: 'New time?' },
    default: 'follow-up',
    values: ['follow-up', 'new-duty'],
    meanings: { 'follow-up': { de: 'nein', en: 'no new time' }, 'new-duty': { de: 'ja', en: 'a new time' } },
  });
  expect(terms).not.toHaveProperty('art33');
});

test('a byte order mark and Windows line ends are no fault', () => {
  expect(faultsOf(new TextEncoder().encode(`\uFEFF${withLines({}).replaceAll('\n', '\r\n')}`))).toEqual([]);
});

test('a fault names its file, line, column and field', () => {
  expect(parseTermsFile(withLines({ 22: '    time: { kind: hours, hours: 0 }' }), 'muster.yaml')).toEqual({
    faults: [
      {
        file: 'muster.yaml',
        line: 22,
        column: 33,
        field: 'triggers[0].time.hours',
        reason: 'must be a whole number above 0, but is the number 0',
      },
    ],
  });
});

test('every fault is named, not only the first, in the order of the file', () => {
  const faults = faultsOf(
    withLines({
      4: 'effectiveFrom: 2026-02-30',
      14: '  land: XX',
      19: '    claus: § 4',
      22: '    time: { kind: hours, hours: -1 }',
      26: '    fact: rumour',
      50: '    question: { de: Neue Frist? }',
      51: '    default: maybe',
    }),
  );
  expect(faults).toEqual([
    '4:16 effectiveFrom: must be a date of the calendar such as 2025-11-06',
    '14:9 processor.land: must be a Land: one of BB, BE, BW, BY, HB, HE, HH, MV, NI, NW, RP, SH, SL, SN, ST, TH',
    '18:5 triggers[0].clause: is missing: The clause that owes the notice.',
    '19:5 triggers[0].claus: is unknown; known here: id, clause, fact, irregularities, noticeKind, time, onlyWhile, followUpOf, assumptions',
    '22:33 triggers[0].time.hours: must be a whole number above 0, but is the number -1',
    expect.stringMatching(/^26:11 triggers\[1\]\.fact: must be one of suspicion-known, .*, but is `rumour`$/),
    '50:15 openTerms[0].question.en: is missing: In English.',
    '51:14 openTerms[0].default: is none of the values: follow-up, new-duty',
  ]);
});

test.each([
  ['the wrong format', { 1: 'art33: terms/2' }, ['1:8 art33: must be one of terms/1, but is `terms/2`']],
  [
    'hours in parts',
    { 22: '    time: { kind: hours, hours: 23.5 }' },
    ['22:33 triggers[0].time.hours: must be a whole number above 0, but is the number 23.5'],
  ],
  [
    'hours in words',
    { 22: '    time: { kind: hours, hours: "24" }' },
    ['22:33 triggers[0].time.hours: must be a whole number above 0, but is `24`'],
  ],
  [
    'a time of no kind',
    { 22: '    time: { hours: 24 }' },
    ['22:11 triggers[0].time.kind: must be one of hours, undated, but is empty'],
  ],
  [
    'a time of an unknown kind',
    { 22: '    time: { kind: days, days: 3 }' },
    ['22:19 triggers[0].time.kind: must be one of hours, undated, but is `days`'],
  ],
  [
    'hours of an undated time',
    { 28: '    time: { kind: undated, wording: sofort, hours: 24 }' },
    ['28:45 triggers[1].time.hours: is unknown; known here: kind, wording'],
  ],
  [
    'a clause as a number',
    { 19: '    clause: 9.2' },
    ['19:13 triggers[0].clause: must be text, but is the number 9.2: put it in quotes'],
  ],
  ['an empty clause', { 19: '    clause:' }, ['19:12 triggers[0].clause: must be text, but is empty']],
  ['a blank clause', { 19: '    clause: " "' }, ['19:13 triggers[0].clause: must not be empty']],
  ['an empty register', { 11: '  register:' }, ['11:12 processor.register: is empty: write `none` if there is none']],
  [
    'an id with capitals',
    { 8: '  id: Muster GmbH' },
    ['8:7 processor.id: must be an id: at most 80 lower-case letters, digits and single hyphens'],
  ],
  ['two addresses', { 12: '  email: a@b.example,c@d.example' }, ['12:10 processor.email: must be one e-mail address']],
  [
    'an unknown zone',
    { 15: '  timeZone: Europe/Koblenz' },
    ['15:13 processor.timeZone: must be an IANA time zone such as Europe/Berlin'],
  ],
  [
    'a key given twice',
    { 20: '    clause: § 5' },
    [
      '18:5 triggers[0].fact: is missing: What must have become known.',
      '20:5 triggers[0].clause: is given twice, first in line 19',
    ],
  ],
  [
    'a list where there is none',
    { 16: 'dataProtectionContact: []' },
    ['16:24 dataProtectionContact: must be a group of fields, but is a list'],
  ],
  ['no list where there is one', { 39: 'subprocessors: none' }, ['39:16 subprocessors: must be a list, but is `none`']],
  [
    'an empty entry',
    { 39: 'subprocessors: [ ]', 46: 'otherClauses: [~]' },
    ['46:16 otherClauses[0]: must be a group of fields, but is empty'],
  ],
  [
    'a control character',
    { 5: 'title: "AVV \\u0007"' },
    ['5:8 title: holds a tab or another character that cannot be printed'],
  ],
  [
    'half a character',
    { 5: 'title: "AVV \\uD800"' },
    ['5:8 title: holds a tab or another character that cannot be printed'],
  ],
  [
    'text that turns around',
    { 5: 'title: "AVV \\u202E"' },
    ['5:8 title: holds a tab or another character that cannot be printed'],
  ],
  [
    'a key of the language itself',
    { 5: 'title: AVV\n__proto__: { land: XX }' },
    [expect.stringMatching(/^6:1 __proto__: is unknown; /)],
  ],
])('%s', (_name, lines, expected) => {
  expect(faultsOf(withLines(lines))).toEqual(expected);
});

describe('rules that span fields', () => {
  test.each([
    [
      'the same id twice',
      { 24: '  - id: breach', 23: '' },
      ['24:9 triggers[1].id: `breach` is used twice in this list, first in line 18'],
    ],
    [
      'an open term that is not there',
      { 23: '    assumptions: [whose-knowledge]' },
      ['23:19 triggers[0].assumptions[0]: there is no open term `whose-knowledge`'],
    ],
    [
      'a trigger that is not there',
      { 23: '    followUpOf: { triggers: [rumour] }' },
      ['23:30 triggers[0].followUpOf.triggers[0]: there is no trigger `rumour`'],
    ],
    [
      'a follow-up of itself',
      { 23: '    followUpOf: { triggers: [breach] }' },
      ['23:17 triggers[0].followUpOf: `breach` would be a follow-up of itself'],
    ],
    [
      'two triggers that follow each other',
      { 28: '    time: { kind: undated, wording: sofort }\n    followUpOf: { triggers: [breach] }' },
      [
        '23:17 triggers[0].followUpOf: `breach` would be a follow-up of itself',
        '29:17 triggers[1].followUpOf: `suspicion` would be a follow-up of itself',
      ],
    ],
    [
      'a value that the open term cannot have',
      { 23: '    onlyWhile: { openTerm: restart, value: perhaps }' },
      ['23:44 triggers[0].onlyWhile.value: is none of the values of `restart`'],
    ],
    [
      'an open term without a value',
      { 23: '    followUpOf: { triggers: [suspicion], openTerm: restart }' },
      ['23:17 triggers[0].followUpOf.value: is missing: the value of the open term'],
    ],
    [
      'a value without an open term',
      { 23: '    followUpOf: { triggers: [suspicion], value: follow-up }' },
      ['23:17 triggers[0].followUpOf.openTerm: is missing: the open term that has this value'],
    ],
    [
      'a suspicion that would start the 72 hours',
      { 27: '    noticeKind: breach' },
      ['27:17 triggers[1].noticeKind: the kind breach belongs to the fact breach-established, and to no other'],
    ],
    [
      'a breach that would not',
      { 21: '    noticeKind: irregularity' },
      ['21:17 triggers[0].noticeKind: the kind breach belongs to the fact breach-established, and to no other'],
    ],
    [
      'no trigger for a breach',
      { 20: '    fact: defect-known', 21: '    noticeKind: security-defect' },
      [
        '18:3 triggers: no trigger for the fact breach-established: where the text has no such clause, Art. 33(2) GDPR stands in its place, undated',
      ],
    ],
    [
      'irregularities of something else',
      { 27: '    noticeKind: suspected-breach\n    irregularities: [other]' },
      ['28:21 triggers[1].irregularities: only for the fact irregularity-known'],
    ],
    [
      'an irregularity without saying which',
      { 26: '    fact: irregularity-known', 27: '    noticeKind: irregularity' },
      ['24:5 triggers[1].irregularities: is missing: which irregularities fire this trigger'],
    ],
    [
      'a particular that is not listed',
      { 36: '' },
      ['30:3 requiredContent: `consequences` is missing: list it with `clause: none` if it is not owed'],
    ],
    [
      'a particular listed twice',
      { 36: '  - { item: consequences, clause: none }\n  - { item: nature, clause: none }' },
      ['37:13 requiredContent[7].item: `nature` is used twice in this list, first in line 30'],
    ],
    [
      'a form without a clause',
      { 38: 'noticeForm: { form: text, clause: none }' },
      ['38:35 noticeForm.clause: a form is stated: name the clause that states it'],
    ],
    [
      'a form that is stated and open',
      { 38: 'noticeForm: { form: text, clause: § 9, openTerm: restart }' },
      [
        '38:50 noticeForm.openTerm: a form is stated: nothing is open here',
        '38:50 noticeForm.openTerm: `restart` must have `text` among its values',
      ],
    ],
    [
      'a period without a figure or a question',
      { 43: '      kind: objection, length: none, unit: none, anchor: information-received }' },
      ['42:5 periods[0].openTerm: is missing: the open term that asks for the length'],
    ],
    [
      'a figure without a unit',
      { 43: '      kind: objection, length: 3, unit: none, anchor: information-received }' },
      ['43:41 periods[0].unit: length and unit are either both given or both none'],
    ],
    [
      'a period that counts from nothing',
      { 43: '      kind: objection, length: 3, unit: weeks }' },
      ['42:5 periods[0].openTerm: is missing: the open term that asks for the anchor'],
    ],
    [
      'a question for a length that takes other answers',
      { 43: '      kind: objection, length: none, unit: none, anchor: information-received, openTerm: restart }' },
      ['43:90 periods[0].openTerm: it asks for a length: that open term needs `answer: period`'],
    ],
    [
      'a question for an anchor that takes other answers',
      { 43: '      kind: objection, length: 3, unit: weeks, openTerm: restart }' },
      [
        expect.stringMatching(
          /^43:58 periods\[0\]\.openTerm: it asks for the anchor: its values must be of request-sent, /,
        ),
      ],
    ],
    [
      'a default that is no date',
      { 51: '    default: 14 days\n    answer: date', 52: '', 53: '', 54: '', 23: '' },
      ['51:14 openTerms[0].default: is no answer of kind date'],
    ],
    [
      'a closed list and an answer',
      { 51: '    default: none\n    answer: period' },
      ['52:13 openTerms[0].answer: a closed list of values is given: leave `answer` out'],
    ],
    [
      'a value given twice',
      { 54: '      - { value: follow-up, de: ja, en: a new time }' },
      ['54:18 openTerms[0].values[1].value: `follow-up` is used twice in this list, first in line 53'],
    ],
    ['a list of one value', { 54: '' }, ['53:7 openTerms[0].values: must have at least 2 entries']],
  ])('%s', (_name, lines, expected) => {
    expect(faultsOf(withLines(lines))).toEqual(expected);
  });
});

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
    const deep = `a: ${'['.repeat(20_000)}`;
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
