import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leafHash, SqliteEventLog, systemClock, type EventToAppend, type StoredEvent } from '@art33/event-log';
import BetterSqlite3 from 'better-sqlite3';
import { v4 } from 'uuid';

/** What docs/trust.md says of a log that its operator changed with care. */
describe('A log changed by somebody who has the file', () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'art33-trust-'))));
  afterEach(() => rmSync(directory, { recursive: true }));

  const file = () => join(directory, 'log.db');
  const event = (text: string): EventToAppend => ({
    id: v4(),
    type: 'SomethingHappened',
    schemaVersion: 1,
    data: { text },
    metadata: { actor: { kind: 'system', id: 'test' }, organisation: v4(), commandId: v4(), correlationId: v4() },
    recordedAt: '2026-10-23T19:40:00.000Z',
  });
  const written = async (): Promise<readonly StoredEvent[]> => {
    const log = await SqliteEventLog.open({ file: file(), clock: systemClock });
    const events = await log.append('thing-1', 'none', ['one', 'two', 'three'].map(event));
    await log.close();
    return events;
  };
  /** By other means than the service, without its triggers. */
  const tamper = (sql: string): void => {
    const db = new BetterSqlite3(file());
    db.exec(`DROP TRIGGER events_are_never_changed; DROP TRIGGER events_are_never_deleted; ${sql}`);
    db.close();
  };
  const read = async (): Promise<readonly StoredEvent[]> => {
    const log = await SqliteEventLog.open({ file: file(), clock: systemClock });
    const events = await log.readAll(undefined, 10);
    await log.close();
    return events;
  };

  test('whose end is missing looks whole: not detectable from the file', async () => {
    await written();
    tamper(`DELETE FROM events WHERE position = 3; UPDATE sqlite_sequence SET seq = 2 WHERE name = 'events'`);
    expect((await read()).map(({ logNumber }) => logNumber)).toEqual([0, 1]);
  });

  test('in which an event was changed looks whole, but not to whoever noted its hash', async () => {
    const noted = (await written()).map(leafHash);
    tamper(`UPDATE events SET data = replace(data, 'two', 'too') WHERE position = 2`);
    const found = (await read()).map(leafHash);
    expect(found.map((hash, index) => hash === noted[index])).toEqual([true, false, true]);
  });
});
