import { scratchModels, type Projection, type ReadModelDb } from '@art33/event-log';
import { readList, type ListPlan } from './plan.js';
import { folded, SearchIndex, showsAll } from './search.js';

const index = new SearchIndex('lamps_search');
const lamps: Projection = {
  name: 'lamps',
  version: 1,
  handles: [],
  tables: `CREATE TABLE lamps (id TEXT PRIMARY KEY, owner TEXT NOT NULL) WITHOUT ROWID;
    CREATE INDEX lamps_by_owner ON lamps (owner, id); ${index.tables}`,
  apply: () => undefined,
};
const [mine, theirs] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];

describe('a search', () => {
  let db: ReadModelDb;
  const hang = (id: string, text: string | null, owner = mine): void => {
    db.sql('INSERT OR REPLACE INTO lamps VALUES (?, ?)').run(id, owner);
    index.keep(db, owner, id, [text]);
  };
  const found = (q: string, owner = mine): readonly string[] => {
    const plan: ListPlan<{ readonly id: string }, { readonly id: string }> = {
      name: 'lamps',
      from: 'lamps',
      columns: 'id',
      sorts: { id: ['id'] },
      sort: 'id',
      conditions: [{ sql: 'owner = :owner', values: { owner } }, index.condition(db, owner, q, 'id')],
      view: ({ id }) => ({ id }),
    };
    return readList(db, plan, { limit: 5_000 }).rows.map(({ id }) => id);
  };
  beforeEach(() => {
    db = scratchModels([lamps]);
    hang('aaaa1111-a', 'Praxis Dr. Müller-Groß, Kempten');
    hang('aaaa2222-b', "Zahnärzte am Ring 100% _x_ 'OR 1=1");
    hang('aaaa1111-c', 'Praxis Müller', theirs);
  });

  it.each([
    ['MULLER', ['aaaa1111-a']],
    ['müller gross', ['aaaa1111-a']],
    ['üller-gr', ['aaaa1111-a']],
    ['kem', ['aaaa1111-a']],
    ['ke', ['aaaa1111-a']],
    ['em', []],
    ['am ri', ['aaaa2222-b']],
    ['%', []],
    ['100%', ['aaaa2222-b']],
    ["'or", ['aaaa2222-b']],
    ['" OR *', []],
    ['aaaa', ['aaaa1111-a', 'aaaa2222-b']],
    ['aaaa1111', ['aaaa1111-a']],
    ['   ', []],
    ['praxis kempten nowhere', []],
  ])('for %j finds %j', (q, expected) => expect(found(q)).toEqual(expected));

  it('finds what a row shows now, and what it showed before no more', () => {
    hang('aaaa1111-a', 'Klinik Sonne');
    expect([found('müller'), found('sonne')]).toEqual([[], ['aaaa1111-a']]);
    hang('aaaa1111-a', null);
    expect(found('sonne')).toEqual([]);
  });
  it('leaves nothing of an erased text in the index', () => {
    db.sql("CREATE VIRTUAL TABLE vocabulary USING fts5vocab (lamps_search_grams, 'row')").run();
    const terms = (): number => Number(db.sql('SELECT count(*) AS n FROM vocabulary').get()?.['n']);
    expect(terms()).toBeGreaterThan(50);
    for (const [id, owner] of [
      ['aaaa1111-a', mine],
      ['aaaa2222-b', mine],
      ['aaaa1111-c', theirs],
    ] as const)
      hang(id, null, owner);
    expect(terms()).toBeLessThan(5);
    expect(JSON.stringify(db.sql('SELECT row_text FROM lamps_search').all())).not.toContain('muller');
  });
  it('finds among many as among few', () => {
    for (let i = 0; i < 3_000; i++) hang(`bbbb${String(i).padStart(4, '0')}`, `Lamp number ${i}`);
    expect(found('lamp')).toHaveLength(3_000);
    expect(found('lamp 2999')).toEqual(['bbbb2999']);
    expect(found('lamp', theirs)).toEqual([]);
  });
  it('compares short lists by the same rules', () => {
    expect(folded('Ärzte  GROSS ß é')).toBe('arzte gross ss e');
    expect([
      showsAll('hetz', 'Hetzner Online'),
      showsAll('on', 'Hetzner Online'),
      showsAll('nl', 'Hetzner Online'),
    ]).toEqual([true, true, false]);
  });
});
