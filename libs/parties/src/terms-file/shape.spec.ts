import { parseTermsFile } from './parse-terms-file.js';
import { faultsOf, withLines } from './testing/good-file.js';

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
