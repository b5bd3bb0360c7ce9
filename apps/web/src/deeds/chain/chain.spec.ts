import type { Schemas } from '../../api/client.js';
import { between, chainOf } from './chain.js';

type Notice = Schemas['NoticeListItem'];

const incident = {
  subprocessors: [
    {
      subprocessorId: 'rz-gmbh',
      name: null,
      sphere: 'on-behalf',
      itsAwareness: { at: '2026-10-24T01:00:00.000Z', offset: '+02:00', precision: 'exact' },
      toldUs: null,
    },
  ],
  aware: '2026-10-24T08:20:00.000Z',
} as unknown as Schemas['IncidentShown'];

const notice = (id: string, toldAt: string | null, clause = '§ 8.6'): Notice =>
  ({ id, counterpart: `Praxis ${id}`, kind: 'breach', clause, toldAt }) as unknown as Notice;

const clock = (due: string | null) =>
  ({
    source: '§ 8.6',
    due,
    deadline: { anchor: { what: 'breach-established', at: { at: '2026-10-24T08:20:00.000Z' } } },
  }) as unknown as Schemas['WatchedDeadline'];

describe('The chain of an incident', () => {
  test('names a few controllers one by one', () => {
    const { targets } = chainOf(incident, [notice('a', null), notice('b', '2026-10-24T09:00:00.000Z')], []);
    expect(targets.map(({ name, told }) => [name, told])).toEqual([
      ['Praxis a', 0],
      ['Praxis b', 1],
    ]);
  });
  test('groups many by kind and clause, the largest group first, with who was told first and last', () => {
    const hours = [9, 10, 11, 12];
    const many = hours.map((hour) => notice(String(hour), `2026-10-24T${String(hour).padStart(2, '0')}:00:00.000Z`));
    const { targets } = chainOf(incident, [notice('x', null, '§ 2'), ...many, notice('y', null)], []);
    expect(targets).toMatchObject([
      {
        name: null,
        clause: '§ 8.6',
        count: 5,
        told: 4,
        firstTold: '2026-10-24T09:00:00.000Z',
        lastTold: '2026-10-24T12:00:00.000Z',
      },
      { clause: '§ 2', count: 1, told: 0, firstTold: null },
    ]);
  });
  test('counts clocks that run alike once, the first to be due first, those without hours last', () => {
    const [late, early] = ['2026-10-26T08:20:00.000Z', '2026-10-25T08:20:00.000Z'];
    const { runs } = chainOf(incident, [], [clock(null), clock(late), clock(early), clock(early)]);
    expect(runs.map(({ due, count }) => [due, count])).toEqual([
      [early, 2],
      [late, 1],
      [null, 1],
    ]);
  });
  test('calls a subprocessor that no terms name by its id, and says of what is not known that it is not', () => {
    const [source] = chainOf(incident, [], []).sources;
    expect(source?.name).toBe('rz-gmbh');
    expect(between(source?.toldUs ?? null, incident.aware)).toBeNull();
    expect(between(source?.knew ?? null, incident.aware)).toBe(26_400_000);
  });
});
