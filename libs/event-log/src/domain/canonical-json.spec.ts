import fc from 'fast-check';
import { canonicalJson, NotJson } from './canonical-json.js';

describe('canonical JSON (RFC 8785)', () => {
  test('prints the example of section 3.2.2', () => {
    const value = {
      numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  test('sorts members by UTF-16 code units, as in section 3.2.3', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    const printed = [...canonicalJson(value).matchAll(/:"([^"]+)"/g)].map((match) => match[1]);
    expect(printed).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  test.each([
    [0, '0'],
    [-0, '0'],
    [5e-324, '5e-324'],
    [1.7976931348623157e308, '1.7976931348623157e+308'],
    [9007199254740992, '9007199254740992'],
    [295147905179352830000, '295147905179352830000'],
    [1e21, '1e+21'],
    [9.999999999999997e22, '9.999999999999997e+22'],
    [0.000001, '0.000001'],
    [1e-7, '1e-7'],
    [333333333.3333333, '333333333.3333333'],
  ])('prints the number %d as in appendix B', (number, printed) => {
    expect(canonicalJson(number)).toBe(printed);
  });

  test('sorts names like numbers as texts, not as numbers', () => {
    expect(canonicalJson({ 9: 0, 10: 0, 1: 0 })).toBe('{"1":0,"10":0,"9":0}');
  });

  test('leaves out members that are undefined', () => {
    expect(canonicalJson({ b: undefined, a: { c: undefined }, d: 1 })).toBe('{"a":{},"d":1}');
  });

  test('keeps a text that looks like the escape of a lone surrogate', () => {
    expect(canonicalJson('\\ud800')).toBe('"\\\\ud800"');
  });

  test('takes plain objects without a prototype', () => {
    expect(canonicalJson(Object.assign(Object.create(null) as object, { a: 1 }))).toBe('{"a":1}');
  });

  test('is JSON of the same value, and the same text whatever the order of members', () => {
    const shuffled = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffled);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([name, member]) => [name, shuffled(member)]),
      );
    };
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(shuffled(value))).toBe(text);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  const circle: { self?: unknown } = {};
  circle.self = circle;
  test.each<[name: string, value: unknown, message: RegExp]>([
    ['undefined', undefined, /no undefined$/],
    ['undefined in a list', [undefined], /no undefined at \/0$/],
    ['a hole in a list', { list: [1, , 3] }, /no undefined at \/list\/1$/],
    ['NaN', { a: [{ 'b/c~d': Number.NaN }] }, /NaN .* at \/a\/0\/b~1c~0d$/],
    ['infinity', -Infinity, /-Infinity/],
    ['a bigint', 1n, /bigint/],
    ['a function', { f: () => 1 }, /function at \/f$/],
    ['a symbol', Symbol('s'), /symbol/],
    ['a lone surrogate in a text', ['ok', '\ud800'], /lone surrogate .* at \/1$/],
    ['a lone surrogate in a name', { '\udfff': 1 }, /lone surrogate/],
    ['surrogates in the wrong order', '\ude00\ud83d', /lone surrogate/],
    ['a date', new Date(0), /Date/],
    ['a map', new Map(), /Map/],
    ['bytes', new Uint8Array(2), /Uint8Array/],
    ['a circle', circle, /circular/],
  ])('refuses %s, and says where', (_name, value, message) => {
    expect(() => canonicalJson(value)).toThrow(NotJson);
    expect(() => canonicalJson(value)).toThrow(message);
  });
});
