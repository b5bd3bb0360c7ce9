import { LogUnavailable, WrongExpectedRevision } from '@art33/event-log';
import BetterSqlite3 from 'better-sqlite3';
import { inWords, masked, shownError } from './scrub.js';

/** The error that something throws. */
function thrown(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
const everything = (error: unknown): string => JSON.stringify(shownError(error)) + inWords(shownError(error));

describe('What the log shows of an error', () => {
  it('is type, codes and places, without the words of a mail server that quotes the recipient', () => {
    const refused = Object.assign(
      new Error("Can't send mail: 550 5.1.1 <anna.meier@praxis.example>: Anna Meier left"),
      {
        code: 'EENVELOPE',
        responseCode: 550,
        response: '550 5.1.1 <anna.meier@praxis.example>: Anna Meier left',
        command: 'RCPT TO',
        rejected: ['anna.meier@praxis.example'],
      },
    );
    expect(shownError(refused)).toMatchObject({ type: 'Error', code: 'EENVELOPE 550 RCPT TO' });
    expect(shownError(refused).stack?.[0]).toMatch(/scrub\.spec\.ts:\d+:\d+/);
    expect(everything(refused)).not.toMatch(/anna|meier|praxis/i);
  });

  it('leaves out what a parser choked on', () => {
    expect(everything(thrown(() => JSON.parse('{"name": Anna Meier}')))).not.toContain('Anna');
    expect(everything(thrown(() => new URL('https://anna meier')))).not.toContain('anna');
  });

  it('keeps what the language says of the program, without values', () => {
    const nothing = undefined as unknown as { contact: { name: string } };
    expect(shownError(thrown(() => nothing.contact.name))).toMatchObject({
      type: 'TypeError',
      message: "Cannot read properties of undefined (reading 'contact')",
    });
    const text = 'Anna Meier' as unknown as { age: number };
    expect(everything(thrown(() => (text.age = 1)))).not.toContain('Anna');
  });

  it('shows of a database the code, not the statement or its values', () => {
    const db = new BetterSqlite3(':memory:');
    db.exec("CREATE TABLE people (name TEXT UNIQUE); INSERT INTO people VALUES ('Anna Meier')");
    const twice = thrown(() => db.prepare("INSERT INTO people VALUES ('Anna Meier')").run());
    const wrong = thrown(() => db.prepare("SELECT 'Anna Meier").all());
    db.close();
    expect(shownError(twice)).toMatchObject({ type: 'SqliteError', code: 'SQLITE_CONSTRAINT_UNIQUE' });
    expect(everything(twice) + everything(wrong)).not.toContain('Anna');
  });

  it('shows our own words, which are made of ids and paths, and the cause behind them', () => {
    const cause = Object.assign(new Error('anna.meier@praxis.example'), { code: 'ENOSPC', syscall: 'write' });
    expect(shownError(new LogUnavailable('/data/log.db: the disk is full', { cause }))).toMatchObject({
      type: 'LogUnavailable',
      message: '/data/log.db: the disk is full',
      cause: { type: 'Error', code: 'ENOSPC write' },
    });
    expect(shownError(new WrongExpectedRevision('notice-1', 2, 3)).message).toBe(
      'notice-1: expected revision 2, found 3',
    );
  });

  it('is not fooled by a message that looks like a stack', () => {
    const error = new Error('x\n    at Anna Meier (/home/anna:1:1) and more\n    at anna@praxis.example');
    expect(everything(error)).not.toMatch(/Meier|praxis/);
  });

  it('shows nothing of what is thrown without being an error', () => {
    expect(shownError('Anna Meier')).toEqual({ type: 'string' });
    expect(everything({ name: 'Anna Meier', message: 'Anna Meier' })).not.toContain('Anna');
  });
});

describe('A text of the program', () => {
  it.each([
    ['smtp://user:pa55@mail.example:25 is away', 'smtp://…@…:25 is away'],
    ['no mail to anna.meier@praxis.example, sorry', 'no mail to …@…, sorry'],
    ['Bearer art33_AbC-123 was refused', 'Bearer … was refused'],
    ['GET /n/AbC_123-x failed', 'GET /n/… failed'],
    ['GET /calendar/AbC123.ics failed', 'GET /calendar/… failed'],
    ['/api/v1/controllers?q=Meier&limit=2', '/api/v1/controllers?…'],
    ['6b1f9c1e-7a52-4f1e-9f64-1b2f6f4f3a11 stands', '6b1f9c1e-7a52-4f1e-9f64-1b2f6f4f3a11 stands'],
  ])('%s', (text, shown) => expect(masked(text)).toBe(shown));
});
