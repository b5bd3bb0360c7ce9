import { keepRow, type ModelRow } from './keep-row.js';
import { scratchModels } from './connection.js';

describe('a row that is kept', () => {
  const tables = `
    CREATE TABLE lamps (house TEXT, number INTEGER, colour TEXT, watt INTEGER, PRIMARY KEY (house, number)) STRICT;
    CREATE TABLE written (colour TEXT, watt INTEGER);
    CREATE TRIGGER colour AFTER UPDATE OF colour ON lamps BEGIN INSERT INTO written VALUES (new.colour, NULL); END;
    CREATE TRIGGER watt AFTER UPDATE OF watt ON lamps BEGIN INSERT INTO written VALUES (NULL, new.watt); END;`;
  const models = scratchModels([{ name: 'lamps', version: 1, tables, handles: 'all', apply: () => undefined }]);
  afterAll(() => models.close());
  const key = { house: 'a', number: 1 };
  const before = () => models.sql('SELECT * FROM lamps WHERE house = ? AND number = ?').get('a', 1);
  const keep = (row: ModelRow) => {
    models.sql('DELETE FROM written').run();
    keepRow(models, 'lamps', key, before(), row);
    return { now: before(), written: models.sql('SELECT * FROM written ORDER BY watt').all() };
  };

  it('is made where there was none, and then changed in what differs and nowhere else', () => {
    expect(keep({ colour: 'red', watt: 5 })).toEqual({ now: { ...key, colour: 'red', watt: 5 }, written: [] });
    expect(keep({ colour: 'red', watt: null })).toEqual({
      now: { ...key, colour: 'red', watt: null },
      written: [{ colour: null, watt: null }],
    });
    expect(keep({ colour: 'red', watt: null }).written).toEqual([]);
    expect(keep({ colour: 'blue', watt: 7 }).written).toEqual([
      { colour: 'blue', watt: null },
      { colour: null, watt: 7 },
    ]);
  });
  it('leaves the rows beside it alone', () => {
    models.sql(`INSERT INTO lamps VALUES ('a', 2, 'green', 9)`).run();
    keep({ colour: 'white', watt: 7 });
    expect(models.sql('SELECT colour FROM lamps ORDER BY number').all()).toEqual([
      { colour: 'white' },
      { colour: 'green' },
    ]);
  });
});
