import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { handOver } from '../testing/hand-over.js';
import type { OutgoingMessage } from '../transport.js';
import { EmlFolderTransport } from './eml-folder-transport.js';

const messageId = '11111111-1111-4111-8111-111111111111';
const message: OutgoingMessage = {
  messageId,
  address: 'praxis@klinik.example',
  headerMessageId: `<${messageId}@art33.example>`,
  returnPathToken: '0123456789abcdef0123456789abcdef',
  language: 'en',
  subject: 'Notice',
  text: 'Dear Sir or Madam',
  preparedAt: '2026-10-24T08:00:00.000Z',
};
const identity = { from: { name: 'art33', address: 'art33@example.org' }, returnPathDomain: 'example.org' };

describe('without an SMTP server', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'art33-eml-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('a message becomes a file, and the acceptance says so', async () => {
    const outbox = join(folder, 'outbox');
    const outcome = await handOver(new EmlFolderTransport(outbox, identity), message);
    expect(outcome).toEqual({ kind: 'accepted', by: 'relay', code: null, reply: 'written to folder' });
    expect(await readdir(outbox)).toEqual([`${messageId}.eml`]);
    const mail = await PostalMime.parse(await readFile(join(outbox, `${messageId}.eml`)));
    expect(mail).toMatchObject({ messageId: message.headerMessageId, subject: 'Notice', text: 'Dear Sir or Madam\n' });
  });

  test('a message sent again replaces its file', async () => {
    const transport = new EmlFolderTransport(folder, identity);
    await handOver(transport, message);
    await handOver(transport, message);
    expect(await readdir(folder)).toEqual([`${messageId}.eml`]);
  });

  test('a folder that cannot be written is a temporary failure', async () => {
    await writeFile(join(folder, 'file'), '');
    const outcome = await handOver(new EmlFolderTransport(join(folder, 'file', 'outbox'), identity), message);
    expect(outcome).toMatchObject({ kind: 'failed', permanent: false, code: 'folder-failed' });
  });
});
