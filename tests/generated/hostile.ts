import type { Chance } from './chance.js';

/** Words that have broken something somewhere: quoting, encoding, formats, paths, prototypes, spreadsheets, logs. */
export const HOSTILE_TEXTS: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udc00\ud800',
  '\ufeff',
  '\u202egnp.exe',
  '\u0007\u001b[2J',
  '\r\nSet-Cookie: art33=x',
  "' OR 1=1 --",
  '"; DROP TABLE events; --',
  '%',
  '%00',
  '%c0%ae%c0%ae/',
  '../../../../etc/passwd',
  '..\\..\\boot.ini',
  '/dev/zero',
  'file:///etc/passwd',
  'http://169.254.169.254/latest/meta-data/',
  '<script>alert(1)</script>',
  '{{constructor.constructor("return process")()}}',
  '${jndi:ldap://127.0.0.1/a}',
  '{subject}{text}{{{{',
  "=cmd|' /C calc'!A0",
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  'null',
  'undefined',
  'NaN',
  '-0',
  '1e309',
  '0x10',
  '９９９',
  'İı',
  'ﷺ'.repeat(50),
  'Z̸̢̛a̷l̵g̶o̸'.repeat(20),
  '👩‍👩‍👧‍👦'.repeat(40),
  '(a+)+$'.repeat(10),
  'a'.repeat(100_000),
  '1970-01-01T00:00:00Z',
  '0000-00-00T00:00:00Z',
  '9999-12-31T23:59:59.999999999Z',
  '+275760-09-13T00:00:00.001Z',
  '2026-02-30T25:61:61+99:99',
  '2026-03-29T02:30',
  '2026-13-45',
  'P9999999Y',
  '00000000-0000-0000-0000-000000000000',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  'a@b',
  `${'a'.repeat(300)}@example.org`,
  '"very.(),:;<>[]\\".VERY"@example.org',
  'https://user:pass@127.0.0.1:99999/\u0000',
];

export const HUGE_NUMBERS: readonly number[] = [
  -1,
  0,
  -0,
  0.1,
  1e-320,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53,
  2 ** 53 + 2,
  -(2 ** 63),
  1e21,
  1.7976931348623157e308,
];

/** As JSON text, because no number holds it. */
export const HUGE_LITERALS: readonly string[] = ['1e999', '-1e999', '9'.repeat(400), '0.' + '0'.repeat(400) + '1'];

/** Lists and objects inside each other. */
export const deep = (levels: number, chance: Chance): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = chance.in(2) ? [value] : { a: value };
  return value;
};

/** Any value that a body could hold and hardly any field takes. */
export function hostile(chance: Chance): unknown {
  switch (chance.between(0, 7)) {
    case 0:
      return chance.one(HUGE_NUMBERS);
    case 1:
      return deep(chance.one([2, 10, 31, 32, 33, 100]), chance);
    case 2:
      return chance.one([null, true, false, [], {}, [[]], [null]]);
    case 3:
      return Array.from({ length: chance.one([1, 50, 1_000]) }, () => chance.one(HOSTILE_TEXTS.slice(0, 40)));
    case 4:
      return JSON.parse(`{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}`) as unknown;
    default:
      return chance.one(HOSTILE_TEXTS);
  }
}
