import { Api, type Answer } from '../../apps/cli/src/api-client.js';
import { Installation } from '../support/installation.js';
import { latestTo, linkIn, visitor } from '../support/mail.js';
import { incidentOf, known, tell } from '../support/story.js';

const ADDRESSES = { first: 'praxis-1@example.org', second: 'praxis-2@example.org' };
const FORM = 'application/x-www-form-urlencoded';
const MEGABYTE = 1024 * 1024;

/** The pages behind the links in mails are the only writes that need no token: whoever has the address can send anything. */
describe('The pages behind links', () => {
  let art33: Installation;
  /** The path of a page that nobody has acknowledged on yet, and that of a page to dispute an acknowledgement. */
  let notice: string;
  let dispute: string;

  beforeAll(async () => {
    art33 = await Installation.start({ startAt: '2026-10-20T10:00+02:00' });
    const processor = await art33.processor('ratiomedicus');
    const first = await art33.controller(processor, { emails: [ADDRESSES.first] });
    const second = await art33.controller(processor, { emails: [ADDRESSES.second] });
    const incident = await incidentOf(
      processor,
      [known('breach-established', '2026-10-20T09:00+02:00')],
      first,
      second,
    );
    await art33.settled();
    await tell(processor, incident);
    await art33.settled();
    notice = linkIn(await latestTo(art33, ADDRESSES.first), 'n');
    await visitor(art33).press(`${linkIn(await latestTo(art33, ADDRESSES.second), 'n')}/acknowledgement`, {
      name: 'Anna',
    });
    await art33.settled();
    dispute = linkIn(await latestTo(art33, ADDRESSES.second), 'd');
  });
  afterAll(() => art33.stop());

  /** What is wrong with a refusal: by its answer or by the log. */
  async function flawsOf(path: string, body: unknown, type = FORM): Promise<readonly string[]> {
    const size = async () => (await art33.service.stores.log.head()).size;
    const before = await size();
    const { status, headers, text }: Answer = await new Api(art33.url).post(path, body, { 'Content-Type': type });
    const written = (await size()) - before;
    return [
      status >= 400 && status < 500 ? '' : `status ${status}`,
      /^(text\/html|application\/problem\+json)/.test(headers.get('content-type') ?? '')
        ? ''
        : 'neither page nor problem',
      /node_modules|\.ts:|at \w+ \(/.test(text) ? 'shows the inside' : '',
      written === 0 ? '' : `${written} events`,
    ].filter((flaw) => flaw !== '');
  }

  const token = (path: string): string => path.slice(3);
  const strangers: readonly (readonly [string, (own: string, others: string) => string])[] = [
    ['made up', () => 'A'.repeat(60)],
    ['cut off', (own) => own.slice(0, -1)],
    ['with more behind', (own) => `${own}A`],
    ['with one letter changed', (own) => (own.startsWith('A') ? 'B' : 'A') + own.slice(1)],
    ['in capitals', (own) => own.toUpperCase()],
    ['of the other page', (_, others) => others],
    ['empty', () => ''],
    ['a NUL byte', () => '%00'],
    ['no UTF-8', () => '%ff'],
    ['a path', () => '..%2f..%2fapi%2fv1%2ftokens'],
    ['__proto__', () => '__proto__'],
    ['endless', () => 'A'.repeat(10_000)],
  ];
  test.each(strangers)('know no token that is %s', async (_, of) => {
    const [n, d] = [token(notice), token(dispute)];
    for (const path of [`/n/${of(n, d)}`, `/n/${of(n, d)}/acknowledgement`, `/d/${of(d, n)}`])
      expect([path.slice(0, 100), await flawsOf(path, 'name=Anna+Muster')]).toEqual([path.slice(0, 100), []]);
  });

  const names: readonly (readonly [string, unknown, string?])[] = [
    ['missing', ''],
    ['missing among other fields', 'strange=1&function=x'],
    ['blank', 'name=%20%09%0a'],
    ['too long', `name=${'x'.repeat(201)}`],
    ['with a function that is too long', `name=x&function=${'x'.repeat(201)}`],
    ['with a NUL character', 'name=Anna%00Muster'],
    ['no UTF-8', 'name=%ff%fe'],
    ['no UTF-8 in raw bytes', Buffer.from('name=\xff\xfe', 'latin1')],
    ['a megabyte', `name=${'x'.repeat(MEGABYTE)}`],
    ['a list', '{"name": ["Anna"]}', 'application/json'],
    ['an object', '{"name": {"toString": "x"}}', 'application/json'],
    ['a lone surrogate', '{"name": "\\ud800"}', 'application/json'],
    ['in malformed JSON', '{"name": "Anna"', 'application/json'],
    ['in an array', '[{"name": "Anna"}]', 'application/json'],
    ['under __proto__', '{"__proto__": {"name": "Anna"}}', 'application/json'],
    ['in XML', '<name>Anna</name>', 'application/xml'],
    [
      'in a multipart form',
      '--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nAnna\r\n--x--',
      'multipart/form-data; boundary=x',
    ],
  ];
  test.each(names.map(([what, body, type = FORM]) => [what, body, type] as const))(
    'take no acknowledgement whose name is %s',
    async (_, body, type) => {
      expect(await flawsOf(`${notice}/acknowledgement`, body, type)).toEqual([]);
    },
  );

  test('take what a person says, whatever was refused before', async () => {
    const person = visitor(art33);
    expect((await person.press(dispute)).status).toBe(200);
    expect((await person.press(`${notice}/acknowledgement`, { name: 'Änne Müller' })).status).toBe(200);
    const log = await art33.service.stores.log.readAll(undefined, 10_000);
    const count = (type: string): number => log.filter((event) => event.type === type).length;
    expect([count('NoticeAcknowledged'), count('AcknowledgementDisputed')]).toEqual([2, 1]);
  });
});
