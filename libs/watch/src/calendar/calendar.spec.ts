import ICAL from 'ical.js';
import { scratchModels, type RecordedEvent } from '@art33/event-log';
import { arm, deadlineFrom, duty } from '../testing/harness.js';
import type { WatchChange, WatchSource } from '../source.js';
import { CalendarAddresses } from './addresses.js';
import { calendarEntries, MOST_ENTRIES } from './entries.js';
import { calendarProjection } from './projection.js';
import { renderCalendar } from './render.js';

const source: WatchSource = { handles: ['Changed'], read: (event) => [event.data as WatchChange] };
const projection = calendarProjection([source]);
const NOW = '2026-11-02T12:00:00.000Z';

/** A calendar's index after changes, each recorded a minute after the one before. */
function indexOf(changes: readonly WatchChange[]) {
  const db = scratchModels([projection]);
  changes.forEach((data, index) => {
    const recordedAt = new Date(Date.parse('2026-11-02T10:00:00.000Z') + index * 60_000).toISOString();
    projection.apply({ type: 'Changed', data, recordedAt } as RecordedEvent, db);
  });
  return db;
}
const entriesOf = (...changes: readonly WatchChange[]) => calendarEntries(indexOf(changes), 'processor', NOW).entries;

/** Read as a calendar program reads it. */
const eventsOf = (text: string) =>
  new ICAL.Component(ICAL.parse(text) as never).getAllSubcomponents('vevent').map((vevent) => ({
    uid: vevent.getFirstPropertyValue('uid'),
    sequence: vevent.getFirstPropertyValue('sequence'),
    status: vevent.getFirstPropertyValue('status'),
    summary: vevent.getFirstPropertyValue('summary'),
    start: String(vevent.getFirstPropertyValue('dtstart')),
    url: vevent.getFirstPropertyValue('url'),
    alarms: vevent.getAllSubcomponents('valarm').map((alarm) => String(alarm.getFirstPropertyValue('trigger'))),
  }));
const render = (changes: readonly WatchChange[], language: 'de' | 'en' = 'de') =>
  renderCalendar(calendarEntries(indexOf(changes), 'processor', NOW), language, 'https://art33.example');

const open = arm(deadlineFrom('2026-11-02T09:00:00Z'));
const earlier = { ...duty(), type: 'recompute', deadline: deadlineFrom('2026-11-02T07:00:00Z') } as const;
const missed = (end: string) => ({ ...duty(), type: 'done', step: 'missed', end, noticedAt: end }) as const;

describe('the entry of a duty', () => {
  it('has a sequence that rises with whatever is shown of it, and only with that', () => {
    expect(entriesOf(open)).toMatchObject([{ state: 'open', sequence: 0, at: '2026-11-03T09:00:00.000Z' }]);
    expect(entriesOf(open, open)).toMatchObject([{ sequence: 0 }]);
    expect(entriesOf(open, { ...missed('x'), step: 'approaching-50' })).toMatchObject([{ sequence: 0 }]);
    expect(entriesOf(open, earlier)).toMatchObject([{ sequence: 1, at: '2026-11-03T07:00:00.000Z' }]);
    expect(entriesOf(open, earlier, { ...duty(), type: 'silence' })).toMatchObject([{ sequence: 2, state: 'sent' }]);
    expect(entriesOf(open, { ...duty(), type: 'disarm' })).toMatchObject([{ sequence: 1, state: 'settled' }]);
    expect(entriesOf(open, { ...duty(), type: 'disarm' }, { ...duty(), type: 'rearm' })).toMatchObject([
      { sequence: 2, state: 'open' },
    ]);
  });
  it('is missed only for the end that was missed', () => {
    const end = '2026-11-03T09:00:00.000Z';
    expect(entriesOf(open, missed(end))).toMatchObject([{ state: 'missed', sequence: 1 }]);
    expect(entriesOf(open, missed(end), earlier)).toMatchObject([{ state: 'open', sequence: 2 }]);
  });
  it('is none while there is no date, and is cancelled when the date goes away', () => {
    const undated = arm(deadlineFrom('2026-11-02T09:00:00Z', null));
    expect(entriesOf(undated)).toEqual([]);
    const recompute = { ...duty(), type: 'recompute', deadline: deadlineFrom('2026-11-02T09:00:00Z', null) } as const;
    expect(entriesOf(open, recompute)).toMatchObject([
      { state: 'settled', at: '2026-11-03T09:00:00.000Z', sequence: 1 },
    ]);
  });
  it('is there for its own organisation, and for 90 days after it was settled', () => {
    const db = indexOf([open, { ...duty(), type: 'disarm' }]);
    expect(calendarEntries(db, 'stranger', NOW).entries).toEqual([]);
    expect(calendarEntries(db, 'processor', '2027-01-31T10:00:00.000Z').entries).toHaveLength(1);
    expect(calendarEntries(db, 'processor', '2027-01-31T10:02:00.000Z').entries).toEqual([]);
  });
});

describe('the calendar', () => {
  it('names the length of the period and an opaque number, never the matter', async () => {
    expect(eventsOf(await render([open]))).toEqual([
      {
        uid: 'd1',
        sequence: 0,
        status: 'CONFIRMED',
        summary: 'art33: Frist 24 h, Vorgang inci…',
        start: '2026-11-03T09:00:00Z',
        url: 'https://art33.example/api/v1/notices/n1',
        alarms: ['-PT12H', '-PT4H48M', '-PT1H12M'],
      },
    ]);
    expect(eventsOf(await render([open], 'en'))).toMatchObject([{ summary: 'art33: deadline 24 h, matter inci…' }]);
  });
  it('calls a target a target', async () => {
    const target = arm(deadlineFrom('2026-11-02T09:00:00Z', null, 8));
    expect(eventsOf(await render([target]))).toMatchObject([{ summary: 'art33: internes Ziel 8 h, Vorgang inci…' }]);
  });
  it('cancels what is settled, and lets nothing ring for what is missed, sent or settled', async () => {
    for (const [change, status] of [
      [{ ...duty(), type: 'disarm' }, 'CANCELLED'],
      [{ ...duty(), type: 'silence' }, 'CONFIRMED'],
      [missed('2026-11-03T09:00:00.000Z'), 'CONFIRMED'],
    ] as const)
      expect(eventsOf(await render([open, change]))).toMatchObject([{ status, sequence: 1, alarms: [] }]);
  });
  it('is the same text for the same entries', async () => {
    expect(await render([open, earlier])).toBe(await render([open, earlier]));
  });
  it('is readable when it is empty', async () => {
    expect(eventsOf(await render([]))).toEqual([]);
  });
  it('shows a thousand deadlines at most, the nearest, says so, and leaves others their turn meanwhile', async () => {
    const many = Array.from({ length: MOST_ENTRIES + 5 }, (_, index) =>
      arm(deadlineFrom(new Date(Date.parse('2026-11-02T09:00:00Z') + index * 60_000).toISOString()), duty(`d${index}`)),
    );
    const found = calendarEntries(indexOf(many.toReversed()), 'processor', NOW);
    let turns = 0;
    const watch = setInterval(() => turns++, 0);
    const text = await renderCalendar(found, 'de', 'https://art33.example');
    clearInterval(watch);
    expect(text).toContain('mehr als 1000');
    expect(await render([open])).not.toContain('mehr als');
    const events = eventsOf(text);
    expect(events).toHaveLength(MOST_ENTRIES);
    expect(events.map(({ uid }) => uid)).toEqual(Array.from({ length: MOST_ENTRIES }, (_, index) => `d${index}`));
    expect(turns).toBeGreaterThan(2);
  });
});

describe('an address', () => {
  const addresses = new CalendarAddresses(new Uint8Array(32).fill(1), 'https://art33.example');
  const address = { organisation: '11111111-1111-4111-8111-111111111111', generation: 7 };
  const secret = addresses.secretOf(address);

  it('names its organisation and generation to whoever has the key', () => {
    expect(addresses.urlOf(address)).toBe(`https://art33.example/calendar/${secret}.ics`);
    expect(addresses.read(secret)).toEqual(address);
    expect(new CalendarAddresses(new Uint8Array(32).fill(2), '').read(secret)).toBeUndefined();
  });
  it('is another for every organisation and generation', () => {
    const others = [
      { ...address, generation: 8 },
      { ...address, organisation: '22222222-1111-4111-8111-111111111111' },
    ];
    expect(new Set([address, ...others].map((one) => addresses.secretOf(one))).size).toBe(3);
  });
  it('is none when anything of it is changed', () => {
    for (let index = 0; index < secret.length; index++) {
      const other = secret[index] === 'A' ? 'B' : 'A';
      expect(addresses.read(secret.slice(0, index) + other + secret.slice(index + 1))).toBeUndefined();
    }
    for (const wrong of ['', 'x', secret.slice(1), `${secret}A`, `${secret}=`, ` ${secret}`, 'Ä'.repeat(48)])
      expect(addresses.read(wrong)).toBeUndefined();
  });
});
