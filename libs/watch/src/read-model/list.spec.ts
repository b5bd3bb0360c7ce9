import { OrganisationScope } from '@art33/identity';
import { arm, deadlineFrom, duty, Node, SharedLog } from '../testing/harness.js';
import type { AboutDuties } from './about.js';
import { deadlinesOf, type DeadlineFilter } from './list.js';

const scopeOf = (organisation: string): OrganisationScope => OrganisationScope.of({ organisation, role: 'processor' });

describe('the list of deadlines', () => {
  const log = new SharedLog();
  const notice = (index: number) => duty(`d${index}`, { kind: 'notice', id: `n${index}` });
  log.append(arm(deadlineFrom('2026-11-02T12:00:00Z'), notice(1)));
  log.append(arm(deadlineFrom('2026-11-02T10:00:00Z'), notice(2)));
  log.append(arm(deadlineFrom('2026-11-02T11:00:00Z', null, 24), notice(3)));
  log.append(arm(deadlineFrom('2026-11-02T10:00:00Z', null), notice(4)));
  log.append(arm(deadlineFrom('2026-11-01T10:00:00Z'), notice(5)));
  log.append(arm(deadlineFrom('2026-11-01T09:00:00Z'), notice(6)));
  log.append(arm(deadlineFrom('2026-11-01T08:00:00Z'), notice(7)));
  log.append(arm(deadlineFrom('2026-11-01T10:00:00Z'), duty('d8', { kind: 'case', id: 'c8' }), 'practice'));
  log.append({ type: 'silence', ...notice(6) });
  log.append({ type: 'disarm', ...notice(7) });
  log.append({
    type: 'done',
    ...notice(5),
    step: 'missed',
    end: '2026-11-02T10:00:00.000Z',
    noticedAt: '2026-11-02T10:00:01.000Z',
  });
  const { db } = new Node(log);
  const shown = (organisation: string, filter: DeadlineFilter = {}, descending = false): readonly string[] =>
    deadlinesOf(db, scopeOf(organisation), filter, { limit: 100, sort: descending ? '-due' : 'due' }).rows.map(
      ({ duty, state }) => `${duty} ${state}`,
    );

  it('stands in the order of due time or target, what has neither last; settled only where asked for', () => {
    const expected = ['d6 sent', 'd5 missed', 'd2 open', 'd3 open', 'd1 open', 'd4 open'];
    expect(shown('processor')).toEqual(expected);
    expect(shown('processor', {}, true)).toEqual(expected.toReversed());
    expect(shown('processor', { states: ['settled'] })).toEqual(['d7 settled']);
    expect(shown('processor', { states: ['missed', 'sent'] })).toEqual(['d6 sent', 'd5 missed']);
  });
  it('says what each is about, asked once for all of a page; of what nobody knows it says nothing', () => {
    const asked: string[] = [];
    const about: AboutDuties = (_db, owners) => {
      asked.push(owners.map(({ id }) => id).join(' '));
      return ({ id }) => ({ counterpart: id === 'n6' ? 'Praxis Huber' : null, title: `T ${id}` });
    };
    const { rows } = deadlinesOf(db, scopeOf('processor'), {}, { limit: 2 }, about);
    expect(rows).toMatchObject([
      { counterpart: 'Praxis Huber', title: 'T n6' },
      { counterpart: null, title: 'T n5' },
    ]);
    expect(asked).toEqual(['n6 n5']);
    const [first] = deadlinesOf(db, scopeOf('processor'), {}, { limit: 1 }).rows;
    expect(first).toMatchObject({ counterpart: null, title: null });
  });
  it('shows an organisation what it owes itself, and nothing of others', () => {
    expect(shown('practice')).toEqual(['d8 open']);
    expect(shown('stranger')).toEqual([]);
    expect(shown('processor', { ownerKind: 'case' })).toEqual([]);
  });
  it('stays missed through escalations, and is open again under a later due time', () => {
    const later = new SharedLog();
    later.append(arm(deadlineFrom('2026-11-01T10:00:00Z'), notice(1)));
    const end = '2026-11-02T10:00:00.000Z';
    later.append({ type: 'done', ...notice(1), step: 'missed', end, noticedAt: '2026-11-02T10:00:01.000Z' });
    later.append({ type: 'done', ...notice(1), step: 'overdue-1h', end, noticedAt: '2026-11-02T11:00:00.000Z' });
    const node = new Node(later);
    const first = () => deadlinesOf(node.db, scopeOf('processor'), {}, { limit: 1 }).rows[0];
    expect(first()).toMatchObject({ state: 'missed', missedNoticedAt: '2026-11-02T10:00:01.000Z' });
    later.append({ type: 'recompute', ...notice(1), deadline: deadlineFrom('2026-11-01T12:00:00Z') });
    node.catchUp();
    expect(first()).toMatchObject({ state: 'open', missedNoticedAt: null });
  });
  it('can be narrowed by subject and by time', () => {
    expect(shown('processor', { subject: 'incident-2' })).toEqual([]);
    expect(shown('processor', { dueUntil: '2026-11-03T10:00:00.000Z' })).toEqual(['d6 sent', 'd5 missed', 'd2 open']);
  });
  it('is searched by clause and by the beginnings of ids', () => {
    expect(shown('processor', { q: 'incident-1' })).toEqual(shown('processor'));
    expect(shown('processor', { q: 'n3' })).toEqual(['d3 open']);
    expect(shown('practice', { q: 'n3' })).toEqual([]);
    expect(shown('processor', { q: 'nowhere' })).toEqual([]);
  });
  it('carries what explains each, a target never as due', () => {
    const { rows } = deadlinesOf(db, scopeOf('processor'), { subject: 'incident-1' }, { limit: 100 });
    expect(rows.find(({ duty }) => duty === 'd3')).toMatchObject({
      owner: { kind: 'notice', id: 'n3' },
      due: null,
      target: '2026-11-03T11:00:00.000Z',
      source: '9',
      missedNoticedAt: null,
      deadline: { anchor: { what: 'breach-established' } },
    });
  });
  it.each([false, true])('pages without gaps and without repeats (descending: %s)', (descending) => {
    const pages: string[] = [];
    let cursor: string | undefined;
    for (;;) {
      const wanted = { limit: 2, sort: descending ? '-due' : 'due', cursor };
      const { rows, next } = deadlinesOf(db, scopeOf('processor'), {}, wanted);
      pages.push(...rows.map(({ duty, state }) => `${duty} ${state}`));
      if (next === null) break;
      cursor = next;
    }
    expect(pages).toEqual(shown('processor', {}, descending));
  });
  it('uses the index of what is unsettled', () => {
    let text = '';
    deadlinesOf({ sql: (sql) => ((text = sql), db.sql(sql)) }, scopeOf('processor'), {}, { limit: 1 });
    const plan = db
      .sql(`EXPLAIN QUERY PLAN ${text}`)
      .all({ organisation: '', limit: 1 })
      .map((row) => String(row['detail']))
      .join('\n');
    expect(plan).toMatch(/INDEX watch_deadlines_unsettled/);
    expect(plan).not.toContain('TEMP B-TREE');
  });
});
