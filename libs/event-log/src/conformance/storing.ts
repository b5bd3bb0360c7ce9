import fc from 'fast-check';
import type { EventMetadata, Json } from '../domain/event.js';
import { leafHash } from '../domain/leaf.js';
import type { StoredEvent } from '../port/event-log.js';
import { anEvent, metadata, someEvents } from './events.js';
import type { CurrentLog } from './harness.js';

const everyCodeUnit = (): string => {
  let text = '';
  for (let unit = 0; unit <= 0xffff; unit++) if (unit < 0xd800 || unit > 0xdfff) text += String.fromCharCode(unit);
  return text;
};

export const storing = (current: CurrentLog): void => {
  const store = async (data: Json): Promise<StoredEvent> => {
    const { log } = current();
    const [written] = await log.append('stream-a', 'any', [anEvent({ data })]);
    const [read] = await log.readStream('stream-a', { direction: 'backwards', limit: 1 });
    expect(read).toStrictEqual(written);
    return read!;
  };

  test.each<[name: string, data: Json]>([
    ['every character of the first plane', everyCodeUnit()],
    ['characters beyond the first plane', '😀 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 👩🏽‍⚕️'],
    ['umlauts as composed and as decomposed', ['\u00e4', 'a\u0308']],
    ['bytes, in base64', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString('base64')],
    ['numbers at the edges', [0, 5e-324, 1.7976931348623157e308, 2 ** 53 - 1, -(2 ** 53 - 1), 0.1, 1e21, 1e-7]],
    ['null', null],
    ['false', false],
    ['an empty text', ''],
    ['an empty list', []],
    ['an empty object', {}],
    ['names like numbers, and the empty name', { 10: 'ten', 9: 'nine', '': 'empty' }],
    ['the name __proto__', JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}') as Json],
  ])('gives back %s', async (_name, data) => {
    expect((await store(data)).data).toStrictEqual(data);
  });

  test('gives back whatever JSON can hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ stringUnit: 'grapheme', maxDepth: 5 }), async (value) => {
        const asJson = JSON.parse(JSON.stringify(value)) as Json;
        expect((await store(value as Json)).data).toStrictEqual(asJson);
      }),
      { numRuns: 100 },
    );
  });

  test('leaves out members that are undefined, as JSON does', async () => {
    expect((await store({ kept: 1, dropped: undefined })).data).toStrictEqual({ kept: 1 });
  });

  test('keeps type, schema version and all of the metadata', async () => {
    const given: EventMetadata = {
      ...metadata,
      actor: { kind: 'link', id: 'ä' },
      causationId: 'cause',
      commandDigest: 'digest',
    };
    await current().log.append('stream-a', 'none', [anEvent({ type: 'Renamed', schemaVersion: 7, metadata: given })]);
    expect(await current().log.readStream('stream-a')).toMatchObject([
      { type: 'Renamed', schemaVersion: 7, metadata: given },
    ]);
  });

  test('does not follow what the caller does to its objects afterwards', async () => {
    const data = { text: 'as given', list: [1] };
    const events = [anEvent({ data })];
    const writing = current().log.append('stream-a', 'none', events);
    data.text = 'changed';
    data.list.push(2);
    events.length = 0;
    const [written] = await writing;
    data.text = 'changed again';
    expect(written?.data).toStrictEqual({ text: 'as given', list: [1] });
    expect((await current().log.readStream('stream-a'))[0]?.data).toStrictEqual({ text: 'as given', list: [1] });
  });

  test('is the same however it is read', async () => {
    const { log } = current();
    const written = await log.append('stream-a', 'none', someEvents(3));
    const stop = new AbortController();
    const heard: StoredEvent[] = [];
    for await (const event of log.subscribe(undefined, stop.signal)) {
      heard.push(event);
      if (heard.length === written.length) stop.abort();
    }
    expect(await log.readStream('stream-a')).toStrictEqual(written);
    expect([...(await log.readStream('stream-a', { direction: 'backwards' }))].reverse()).toStrictEqual(written);
    expect(await log.readAll(undefined, 10)).toStrictEqual(written);
    expect(heard).toStrictEqual(written);
  });

  test('has the same leaf hash when it is written, read, and read after the log is opened again', async () => {
    const written = await current().log.append('stream-a', 'none', [
      anEvent({ data: { zeta: 1, alpha: { list: [1.5, 'ä', null], empty: {} } } }),
      ...someEvents(2),
    ]);
    const hashes = written.map(leafHash);
    expect((await current().log.readStream('stream-a')).map(leafHash)).toEqual(hashes);
    expect((await (await current().reopen()).readAll(undefined, 10)).map(leafHash)).toEqual(hashes);
  });
};
