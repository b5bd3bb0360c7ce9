import ICAL from 'ical.js';
import { pick, type Api } from '../../apps/cli/src/api-client.js';
import { Installation, utc, type Controller, type Processor } from '../support/installation.js';
import { COMPLETE, incidentOf, known, noticeTo, tell } from '../support/story.js';

let art33: Installation;
let processor: Processor;
let practice: Controller;

beforeEach(async () => {
  art33 = await Installation.start({ startAt: '2026-10-20T08:00+02:00' });
  processor = await art33.processor('ratiomedicus');
  practice = await art33.controller(processor, { emails: ['praxis@example.org'] });
  await art33.at('2026-10-20T10:00+02:00');
});
afterEach(() => art33.stop());

const addressOf = async (api: Api): Promise<string> => pick(await api.done('post', 'calendar'), 'address');
const fetched = (address: string, headers: Readonly<Record<string, string>> = {}) => fetch(address, { headers });

interface Event {
  readonly uid: string;
  readonly sequence: number;
  readonly status: string;
  readonly summary: string;
  readonly start: string;
  readonly url: string;
}
async function eventsAt(address: string): Promise<readonly Event[]> {
  const response = await fetched(address);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
  const text = await response.text();
  return new ICAL.Component(ICAL.parse(text) as never).getAllSubcomponents('vevent').map((vevent) => ({
    uid: String(vevent.getFirstPropertyValue('uid')),
    sequence: Number(vevent.getFirstPropertyValue('sequence')),
    status: String(vevent.getFirstPropertyValue('status')),
    summary: String(vevent.getFirstPropertyValue('summary')),
    start: String(vevent.getFirstPropertyValue('dtstart')),
    url: String(vevent.getFirstPropertyValue('url')),
  }));
}
async function onlyEventAt(address: string): Promise<Event> {
  const [event, ...others] = await eventsAt(address);
  expect(others).toEqual([]);
  return event as Event;
}

describe('A processor’s calendar', () => {
  it('shows a deadline, moves it when awareness is corrected, cancels it when the duty is fulfilled, under one UID', async () => {
    const address = await addressOf(processor.api);
    const incident = await incidentOf(processor, [known('breach-established', '2026-10-20T09:30+02:00')], practice);
    await art33.settled();
    const notice = await noticeTo(processor, incident, practice);
    const first = await onlyEventAt(address);
    expect(first).toMatchObject({
      uid: notice.duties[0]?.dutyId,
      status: 'CONFIRMED',
      summary: `art33: Frist 24 h, Vorgang ${incident.slice(0, 4)}…`,
      start: '2026-10-21T07:30:00Z',
      url: `${art33.url}/api/v1/notices/${notice.id}`,
    });

    await processor.api.done('post', `incidents/${incident}/awareness/corrections`, {
      ...known('breach-established', '2026-10-20T08:30+02:00'),
      reason: 'früher bemerkt',
    });
    await art33.settled();
    const corrected = await onlyEventAt(address);
    expect(corrected).toMatchObject({ uid: first.uid, status: 'CONFIRMED', start: '2026-10-21T06:30:00Z' });
    expect(corrected.sequence).toBeGreaterThan(first.sequence);

    await art33.stopService();
    await art33.startService();
    await art33.settled();
    expect(await onlyEventAt(address)).toEqual(corrected);

    await tell(processor, incident);
    await art33.settled();
    const fulfilled = await onlyEventAt(address);
    expect(fulfilled).toMatchObject({ uid: first.uid, status: 'CANCELLED' });
    expect(fulfilled.sequence).toBeGreaterThan(corrected.sequence);

    await art33.at('2027-01-25T10:00+01:00');
    expect(await eventsAt(address)).toEqual([]);
  });

  it('says what was missed, and nothing of what the matter is', async () => {
    const address = await addressOf(processor.api);
    await incidentOf(processor, [known('breach-established', '2026-10-20T09:30+02:00')], practice);
    await art33.at('2026-10-21T10:00+02:00');
    expect((await onlyEventAt(address)).summary).toMatch(/^art33: Frist 24 h, Vorgang [0-9a-f]{4}… – versäumt$/);
    const text = await (await fetched(address)).text();
    for (const word of [COMPLETE.title, 'Muster', 'Praxis', '§', 'breach', 'health']) expect(text).not.toContain(word);
  });

  it('is sent only when it has changed', async () => {
    const address = await addressOf(processor.api);
    await incidentOf(processor, [known('breach-established', '2026-10-20T09:30+02:00')], practice);
    await art33.settled();
    const { headers } = await fetched(address);
    const etag = headers.get('etag') ?? '';
    const modified = headers.get('last-modified') ?? '';
    expect(new Date(modified).toISOString()).toBe(utc('2026-10-20T10:00+02:00'));
    for (const condition of [
      { 'If-None-Match': etag },
      { 'If-None-Match': `"x", W/${etag}` },
      { 'If-Modified-Since': modified },
      { 'If-None-Match': etag, 'If-Modified-Since': new Date(0).toUTCString() },
    ]) {
      const response = await fetched(address, condition as Record<string, string>);
      expect([response.status, await response.text()]).toEqual([304, '']);
      expect(response.headers.get('etag')).toBe(etag);
    }
    for (const condition of [
      { 'If-None-Match': '"x"' },
      { 'If-None-Match': '"x"', 'If-Modified-Since': modified },
      { 'If-Modified-Since': new Date(Date.parse(modified) - 1000).toUTCString() },
    ])
      expect((await fetched(address, condition as Record<string, string>)).status).toBe(200);
    await art33.at('2026-10-21T10:00+02:00');
    expect((await fetched(address, { 'If-None-Match': etag })).status).toBe(200);
  });
});

describe('A practice’s calendar', () => {
  it('shows its own 72 hours, in its own language, and nothing of its processor', async () => {
    const english = await art33.controller(processor, { emails: ['practice@example.org'], language: 'en' });
    const incident = await incidentOf(
      processor,
      [known('breach-established', '2026-10-20T09:30+02:00')],
      practice,
      english,
    );
    await art33.settled();
    await tell(processor, incident);
    await art33.settled();
    expect((await onlyEventAt(await addressOf(practice.api))).summary).toMatch(/^art33: Frist 72 h, Vorgang/);
    const event = await onlyEventAt(await addressOf(english.api));
    expect(event.summary).toMatch(/^art33: deadline 72 h, matter/);
    expect(event.url).toContain('/api/v1/cases/');
    expect((await english.api.get(event.url.replace(art33.url, ''))).status).toBe(200);
  });
});

describe('The address of a calendar', () => {
  it('stays the same, and once revoked is unknown like one that was never made; the next one is another', async () => {
    const address = await addressOf(processor.api);
    expect(await addressOf(processor.api)).toBe(address);
    expect(await processor.api.read('calendar')).toMatchObject({ address, since: utc('2026-10-20T10:00+02:00') });
    const other = pick<string>(await processor.api.done('post', 'calendar/revocation'), 'address');
    expect(other).not.toBe(address);
    expect((await fetched(other)).status).toBe(200);
    const revoked = await fetched(address);
    const made = await fetched(address.replace(/.{8}\.ics$/, 'AAAAAAAA.ics'));
    expect([revoked.status, await revoked.text()]).toEqual([404, await made.text()]);
    expect(made.status).toBe(404);
    await processor.api.delete('calendar');
    expect((await fetched(other)).status).toBe(404);
    expect(await processor.api.read('calendar')).toEqual({ address: null, since: null });
  });

  it('is shown to nobody else, and stands nowhere in the log', async () => {
    const address = await addressOf(processor.api);
    const auditor = await art33.token(processor.id, 'auditor');
    expect((await auditor.get('calendar')).status).toBe(403);
    expect((await practice.api.get('calendar')).text).not.toContain(address);
    const { size } = await art33.service.stores.log.head();
    const all = JSON.stringify(await art33.service.stores.log.readAll(undefined, size));
    expect(all).not.toContain(address.split('/').at(-1)?.replace('.ics', ''));
  });

  it.each(['', 'x.ics', '..%2F..ics', `${'A'.repeat(48)}.ics`, `${'A'.repeat(48)}`])('%j is none', async (file) => {
    expect((await fetched(`${art33.url}/calendar/${file}`)).status).toBe(404);
  });
});
