import { OrganisationScope } from '@art33/identity';
import PostalMime from 'postal-mime';
import { messageById } from '../read-model/queries.js';
import { SmtpTransport } from '../smtp/smtp-transport.js';
import { DeliveryTest, smtpSettings } from '../testing/harness.js';
import { MailServer, smtpError } from '../testing/mail-server.js';
import { AttachingTransport } from './attaching-transport.js';
import type { AttachmentSource } from './source.js';

const LETTER = { name: 'Mitteilung-Ä.pdf', mediaType: 'application/pdf', content: 'letter/1' };
const JSON_FILE = { name: 'notice.json', mediaType: 'application/json', content: 'json/1' };

describe('A message with files', () => {
  let test: DeliveryTest;
  let server: MailServer;
  const asked: string[] = [];
  const errors: unknown[] = [];
  beforeEach(async () => {
    test = await DeliveryTest.open();
    server = await MailServer.start();
    asked.length = errors.length = 0;
  });
  afterEach(async () => {
    await test.close();
    await server.stop();
  });

  const outbox = (bytesOf: AttachmentSource['bytesOf']) =>
    test.outbox(server.port, {
      transport: new AttachingTransport(
        new SmtpTransport(smtpSettings(server.port)),
        {
          bytesOf: (message, planned, signal) => {
            asked.push(`${message.about.kind} ${message.about.part} ${planned.content}`);
            return bytesOf(message, planned, signal);
          },
        },
        (error) => errors.push(error),
      ),
    });
  const bytes = (content: string) => Promise.resolve(new TextEncoder().encode(`%${content} ÄÖÜ`));
  const prepare = () => test.prepare(1, { attachments: [LETTER, JSON_FILE] });
  const filesAt = async (index: number) =>
    (await PostalMime.parse(server.received[index]!.raw, { attachmentEncoding: 'utf8' })).attachments;

  it('carries them as they were made, beside its text', async () => {
    await prepare();
    await outbox((_, { content }) => bytes(content)).idle();
    expect(asked).toEqual(['notice 1 letter/1', 'notice 1 json/1']);
    expect(await filesAt(0)).toMatchObject([
      {
        filename: 'Mitteilung-Ä.pdf',
        mimeType: 'application/pdf',
        disposition: 'attachment',
        content: '%letter/1 ÄÖÜ',
      },
      { filename: 'notice.json', mimeType: 'application/json', disposition: 'attachment', content: '%json/1 ÄÖÜ' },
    ]);
    expect((await PostalMime.parse(server.received[0]!.raw)).text).toContain('Sehr geehrte Damen und Herren');
  });

  it('goes out without one that cannot be made, and says so with the attempt', async () => {
    const id = await prepare();
    await outbox((_, { content }) =>
      content === 'json/1' ? bytes(content) : Promise.reject(new Error('no PDF')),
    ).idle();
    expect(await test.story(id)).toBe('started accepted');
    expect((await test.events(id))[1]?.data).toMatchObject({ omitted: [{ name: LETTER.name, why: 'failed' }] });
    expect((await filesAt(0)).map(({ filename }) => filename)).toEqual(['notice.json']);
    expect(errors).toEqual([new Error('no PDF')]);
  });

  it('goes out without one whose content was erased', async () => {
    const id = await prepare();
    await outbox((_, { content }) => (content === 'json/1' ? bytes(content) : Promise.resolve(null))).idle();
    expect((await test.events(id))[1]?.data).toMatchObject({ omitted: [{ name: LETTER.name, why: 'erased' }] });
  });

  it('stays the same mail in every attempt: what was left out once stays out', async () => {
    const id = await prepare();
    const raws: string[] = [];
    server.atText = (raw) => {
      raws.push(raw.toString('latin1'));
      return raws.length === 1 ? smtpError(451, 'try again later') : undefined;
    };
    let fails = true;
    const sending = outbox((_, { content }) =>
      content === 'json/1' || !fails ? bytes(content) : Promise.reject(new Error('no PDF')),
    );
    await sending.idle();
    fails = false;
    test.base.clock.advance({ hours: 24 });
    await sending.idle();
    expect(await test.story(id)).toBe('started failed started accepted');
    expect(raws).toHaveLength(2);
    expect(raws[0] === raws[1]).toBe(true);
  });

  it('shows its sender what it went without, over all attempts', async () => {
    const id = await prepare();
    const shown = async () => {
      await test.shown(await test.base.log.head());
      const scope = OrganisationScope.of({ organisation: 'processor', role: 'processor' });
      return messageById(test.db, scope, id)?.omitted;
    };
    expect(await shown()).toEqual([]);
    server.atText = () => (asked.length < 3 ? smtpError(451, 'try again later') : undefined);
    const sending = outbox((_, { content }) =>
      content === 'json/1' && asked.length < 3 ? bytes(content) : Promise.resolve(null),
    );
    await sending.idle();
    expect(await shown()).toEqual([{ name: LETTER.name, why: 'erased' }]);
    test.base.clock.advance({ hours: 24 });
    await sending.idle();
    expect(await test.story(id)).toBe('started failed started accepted');
    expect(await shown()).toEqual([
      { name: LETTER.name, why: 'erased' },
      { name: JSON_FILE.name, why: 'erased' },
    ]);
  });
});
