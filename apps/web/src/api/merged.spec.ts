import { merged } from './merged.js';

type Row = Parameters<typeof merged>[0][number];

const notice = (id: string, due: string | null, more: Partial<Row> = {}): Row =>
  ({ id, due, target: null, progress: 'undrafted', ...more }) as Row;
const at = (hour: number): string => `2026-10-24T${String(hour).padStart(2, '0')}:00:00.000Z`;
const ids = (rows: readonly Row[]): string => rows.map(({ id }) => id).join('');

describe('The rows of a matrix with those of a page among them', () => {
  const rows = [notice('a', at(1)), notice('b', at(2)), notice('d', at(2)), notice('e', null)];

  test('follow one page by the next', () => {
    const next = merged(rows, [notice('f', null)]);
    expect(ids(next)).toBe('abdef');
    expect(next.slice(0, 4).every((row, index) => row === rows[index])).toBe(true);
  });
  test('stay what they are where the page says the same', () => {
    expect(merged(rows, [notice('b', at(2))])).toBe(rows);
  });
  test('change one by one, in their place', () => {
    const next = merged(rows, [notice('b', at(2), { progress: 'drafted' })]);
    expect(ids(next)).toBe('abde');
    expect(next[1]?.progress).toBe('drafted');
    expect(next[0]).toBe(rows[0]);
  });
  test('move as the list orders them: by due time, else by target, what has neither last, and by id', () => {
    expect(ids(merged(rows, [notice('a', null)]))).toBe('bdae');
    expect(ids(merged(rows, [notice('a', null, { target: at(3) })]))).toBe('bdae');
    expect(ids(merged(rows, [notice('e', null, { target: at(1) })]))).toBe('aebd');
    expect(ids(merged(rows, [notice('c', at(2)), notice('z', at(0))]))).toBe('zabcde');
  });
});
