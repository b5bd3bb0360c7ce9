import { readdirSync, readFileSync } from 'node:fs';
import { fold, spec } from '@art33/event-log';
import { calendarDecider } from './decider.js';
import { calendarEvents, type CalendarEvent } from './events.js';

const now = '2026-10-24T08:00:00.000Z';
const organisation = '11111111-1111-4111-8111-111111111111';
const created = (generation: number): CalendarEvent => ({
  type: 'CalendarAddressCreated',
  data: { organisation, generation, at: now },
});
const revoked = (generation: number): CalendarEvent => ({
  type: 'CalendarAddressRevoked',
  data: { generation, at: now },
});
const given = (...events: CalendarEvent[]) => spec(calendarDecider).given(events);

describe('the address of a calendar', () => {
  test('is created once', () => {
    given()
      .when({ type: 'create-address', organisation }, now)
      .then([created(1)]);
    given(created(1)).when({ type: 'create-address', organisation }, now).then([]);
  });
  test('is another one each time', () => {
    given(created(1))
      .when({ type: 'replace-address', organisation }, now)
      .then([revoked(1), created(2)]);
    given(created(1), revoked(1))
      .when({ type: 'create-address', organisation }, now)
      .then([created(2)]);
    given()
      .when({ type: 'replace-address', organisation }, now)
      .then([created(1)]);
  });
  test('is revoked once', () => {
    given(created(1))
      .when({ type: 'revoke-address', organisation }, now)
      .then([revoked(1)]);
    given(created(1), revoked(1)).when({ type: 'revoke-address', organisation }, now).then([]);
  });
});

describe('the golden events of a calendar', () => {
  const folder = new URL('./golden/', import.meta.url);
  const golden = (type: string) =>
    JSON.parse(readFileSync(new URL(`${type}.v1.json`, folder), 'utf8')) as CalendarEvent;
  test('exist for every type, and replay into the state that they tell', () => {
    expect(readdirSync(folder).sort()).toEqual(Object.keys(calendarEvents).map((type) => `${type}.v1.json`));
    expect(fold(calendarDecider, [golden('CalendarAddressCreated')])).toEqual({ generation: 1, since: now });
    expect(fold(calendarDecider, [golden('CalendarAddressCreated'), golden('CalendarAddressRevoked')])).toEqual({
      generation: 1,
      since: null,
    });
  });
});
