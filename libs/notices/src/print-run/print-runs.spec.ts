import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { TestClock, type Commands } from '@art33/event-log';
import { NoticeLinks } from '../mail/links.js';
import { PrintRuns, UNEXPECTED } from './print-runs.js';

const SECRET = 'SQLITE_IOERR: disk I/O error at /var/lib/art33/log.db';
const ORDER = {
  id: '11111111-1111-4111-8111-111111111111',
  organisation: 'processor',
  incidentId: '22222222-2222-4222-8222-222222222222',
  noticeIds: ['33333333-3333-4333-8333-333333333333'],
  language: 'de',
} as const;

describe('A print run that fails', () => {
  const folder = mkdtempSync(join(tmpdir(), 'art33-print-runs-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('says so in a plain sentence, and keeps what the error says of the machine for the log', async () => {
    const logged: unknown[] = [];
    Logger.overrideLogger({ log: () => undefined, warn: () => undefined, error: (what: unknown) => logged.push(what) });
    const broken = async () => Promise.reject(new Error(SECRET));
    const commands = { state: broken, read: broken } as unknown as Commands;
    const links = new NoticeLinks(Buffer.alloc(32, 7), 'https://art33.example');
    const runs = new PrintRuns(folder, commands, new TestClock('2026-10-20T08:00:00.000Z'), links);
    runs.start(ORDER);
    await runs.idle();
    expect(runs.of('processor', ORDER.id)).toMatchObject({ status: 'failed', fault: UNEXPECTED });
    expect(logged).toMatchObject([{ error: { message: SECRET }, correlationId: ORDER.id }]);
    await runs.onModuleDestroy();
  });
});
