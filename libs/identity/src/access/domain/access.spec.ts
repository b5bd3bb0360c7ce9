import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkGoldenEvents, spec, type Actor } from '@art33/event-log';
import { breakGlassDecider, breakGlassStream, type BreakGlassCommand } from './break-glass.js';
import { accessEvents, type Reading } from './events.js';
import { hourOf, readingDecider, readingStream } from './reading.js';

const at = '2026-10-24T07:30:12.345Z';
const organisation = '6f0f6d3e-6c2d-5a52-9d0e-0f5a2b9f3c11';
const person: Actor = { kind: 'person', id: '0b7c1c1e-8c52-5a10-8a6e-5b0a2f6f7d21' };
const reading: Reading = {
  organisation,
  reader: person,
  as: 'auditor',
  record: { kind: 'incidents', id: 'i' },
  hour: hourOf(at),
};

test('the golden events of reading what is not one’s own exist for every type and open', () => {
  const folder = fileURLToPath(new URL('./golden/', import.meta.url));
  const expected = Object.entries(accessEvents).map(([type, { version }]) => `${type}.v${version}.json`);
  expect(readdirSync(folder).sort()).toEqual(expected.sort());
  expect(checkGoldenEvents(accessEvents, folder)).toBe(expected.length);
});

describe('A reading', () => {
  const read = spec(readingDecider);
  const first = { type: 'RecordRead', data: { ...reading, at } } as const;

  test('is said once for each reader, record and hour, and then counted', () => {
    read
      .given([])
      .when({ type: 'note-read', ...reading }, at)
      .then([first]);
    read
      .given([first])
      .when({ type: 'note-read', ...reading }, at)
      .then([]);
    read
      .given([first])
      .when({ type: 'note-again', reading, count: 3 }, at)
      .then([{ type: 'RecordReadAgain', data: { ...reading, count: 3 } }]);
    read.given([first]).when({ type: 'note-again', reading, count: 0 }, at).then([]);
  });
  test('has a stream of its own below its organisation and month: another reader, record, capacity or hour has another', () => {
    expect(readingStream(reading)).toMatch(new RegExp(`^access-${organisation}-2026-10-[0-9a-f-]{36}$`));
    const others: readonly Reading[] = [
      { ...reading, reader: { kind: 'token', id: person.id } },
      { ...reading, as: 'break-glass' },
      { ...reading, record: { kind: 'notices', id: 'i' } },
      { ...reading, hour: '2026-10-24T08:00:00.000Z' },
    ];
    expect(new Set([reading, ...others].map(readingStream)).size).toBe(5);
  });
});

describe('Breaking the glass', () => {
  const glass = spec(breakGlassDecider);
  const open: BreakGlassCommand = {
    type: 'open',
    breakGlassId: 'b',
    organisation,
    side: 'controller',
    by: person,
    reason: 'cannot open its case',
    hours: 1,
  };
  const opened = glass.given([]).when(open, at).events();
  const close: BreakGlassCommand = { type: 'close', breakGlassId: 'b', by: person };

  test('has a reason and an end, at most four hours later', () => {
    expect(opened).toMatchObject([{ type: 'BreakGlassOpened', data: { at, until: '2026-10-24T08:30:12.345Z' } }]);
    glass
      .given([])
      .when({ ...open, reason: '  ' }, at)
      .thenRefused('reason-required', 'reason');
    for (const hours of [0, -1, 4.1, NaN])
      glass
        .given([])
        .when({ ...open, hours }, at)
        .thenRefused('break-glass-hours', 'hours');
    glass.given(opened).when(open, at).then([]);
  });
  test('is closed once, and not when it has ended by itself', () => {
    const closed = glass.given(opened).when(close, at).events();
    expect(closed).toMatchObject([{ type: 'BreakGlassClosed', data: { organisation, by: person, at } }]);
    glass
      .given([...opened, ...closed])
      .when(close, at)
      .then([]);
    glass.given(opened).when(close, '2026-10-24T08:30:12.345Z').then([]);
    glass.given([]).when(close, at).thenRefused('not-found');
  });
  test('stands in the organisation’s own stream of the month', () =>
    expect(breakGlassStream(organisation, at)).toBe(`access-${organisation}-2026-10`));
  test('seals the reason under the controller’s key, or the processor’s', () => {
    const sealed = accessEvents['BreakGlassOpened']?.personal?.['/reason'];
    const { data } = opened[0] as { readonly data: object };
    expect(sealed?.(data as never, 's')).toEqual([`controller:${organisation}`]);
    expect(sealed?.({ ...data, side: 'processor' } as never, 's')).toEqual([`organisation:${organisation}`]);
  });
});
