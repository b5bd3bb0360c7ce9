import { lengthOf, progress, relativeTime, shortInstant, styled, table, type Screen } from './index.js';

class Paper implements Screen {
  text = '';
  constructor(
    readonly isTTY: boolean,
    readonly columns = 100,
  ) {}
  write(text: string | Uint8Array): boolean {
    this.text += String(text);
    return true;
  }
}

const ESCAPE = '\u001b[';
const pipe = () => new Paper(false);
const terminal = (columns?: number) => new Paper(true, columns);

/** Works off a thousand rows, one every `each` milliseconds. */
function workOff(screen: Paper, each: number, total: number | undefined = 1_000): readonly string[] {
  let time = 0;
  const shown = progress('importing', total, { screen, now: () => time, unit: 'rows' });
  for (let row = 0; row < 1_000; row += 1) {
    time += each;
    shown.advance();
  }
  shown.end();
  shown.advance();
  shown.end();
  return screen.text.split(screen.isTTY ? '\r' : '\n').filter((line) => line !== '');
}

describe('Progress', () => {
  test('in a pipe is a plain line every ten seconds, with rate and time left, and one at the end', () => {
    const lines = workOff(pipe(), 25);
    expect(lines).toEqual([
      'importing: 400 rows of 1,000 rows (40 %), 40 rows/s, 15 s left',
      'importing: 800 rows of 1,000 rows (80 %), 40 rows/s, 5 s left',
      'importing: 1,000 rows of 1,000 rows (100 %), 40 rows/s',
    ]);
  });

  test('in a pipe says nothing of what was over at once', () => expect(workOff(pipe(), 1)).toEqual([]));

  test('at a terminal redraws one line ten times a second at most, and leaves the last one standing', () => {
    const screen = terminal();
    const lines = workOff(screen, 1);
    expect(lines.length).toBeLessThanOrEqual(12);
    expect(lines.at(-1)).toMatch(/^.*█{24}.*1,000 rows of 1,000 rows \(100 %\).*\n$/s);
    expect(screen.text.match(/\n/g)).toHaveLength(1);
  });

  test('takes 80 columns where a terminal says that it has none', () => {
    const lines = workOff(terminal(0), 1);
    expect(lines.at(-1)).toContain('importing: 1,000 rows of 1,000 rows (100 %), 1,000');
    expect(table([{ name: 'a'.repeat(90) }], [{ title: 'name', of: ({ name }) => name }], terminal(0))).toContain(
      `${'a'.repeat(79)}…`,
    );
  });

  test('counts without a total, and bytes in MiB', () => {
    const screen = pipe();
    let time = 0;
    const shown = progress('copying', undefined, { screen, now: () => time, unit: 'bytes' });
    time = 10_000;
    shown.reach(5 * 2 ** 20);
    expect(screen.text).toBe('copying: 5.0 MiB, 0.5 MiB/s\n');
  });
});

describe('Colours', () => {
  const before = process.env['NO_COLOR'];
  beforeEach(() => void delete process.env['NO_COLOR']);
  afterAll(() => {
    if (before !== undefined) process.env['NO_COLOR'] = before;
  });

  test('are for terminals only', () => {
    expect(styled(terminal(), 'red', 'late')).toContain(ESCAPE);
    expect(styled(pipe(), 'red', 'late')).toBe('late');
  });
  test('are off with NO_COLOR', () => {
    process.env['NO_COLOR'] = '1';
    expect(styled(terminal(), 'red', 'late')).toBe('late');
  });
});

describe('A table', () => {
  const columns = [
    { title: 'incident', of: ({ name }: { name: string }) => name },
    { title: 'notices', of: ({ count }: { count: number }) => count, right: true },
  ];
  const rows = [
    { name: 'Unusual access', count: 12 },
    { name: 'Lost', count: 3 },
  ];
  test('lines its columns up', () =>
    expect(table(rows, columns, pipe())).toBe(
      'incident        notices\nUnusual access       12\nLost                  3\n',
    ));
  test('is cut where the terminal ends, and not in a pipe', () => {
    expect(table(rows, columns, terminal(10))).toContain('Unusual a…\n');
    expect(table(rows, columns, pipe())).not.toContain('…');
  });
  test('lets no control character of the data through', () =>
    expect(table([{ name: `a${ESCAPE}2Jb\nc`, count: 1 }], columns, pipe())).toContain('ab c'));
});

describe('Times', () => {
  test.each([
    [5_400, '5 s'],
    [61_000, '1 min 1 s'],
    [86_399_000, '23 h 59 min'],
    [90_000_000, '1 d 1 h'],
    [7_200_000, '2 h'],
  ])('%d ms reads %s', (milliseconds, text) => expect(lengthOf(milliseconds)).toBe(text));
  test('lie before or after now', () => {
    const now = Date.parse('2026-10-24T03:10:00Z');
    expect(relativeTime('2026-10-24T06:15:00Z', now)).toBe('in 3 h 5 min');
    expect(relativeTime('2026-10-22T03:10:00Z', now)).toBe('2 d ago');
    expect(relativeTime('2026-10-24T03:10:00Z', now)).toBe('now');
    expect(shortInstant('2026-10-24T03:10:59.999Z')).toBe('2026-10-24 03:10Z');
  });
});
