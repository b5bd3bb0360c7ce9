import type { TimelineEntry } from '@art33/incidents';
import { pick } from '../../apps/cli/src/api-client.js';
import { Installation, utc, type Controller, type Processor } from '../support/installation.js';
import { asPerson, signedIn } from '../support/roles.js';
import { incidentOf, known, listed, noticeTo } from '../support/story.js';

const night = (time: string): string => `2026-10-20T${time}+02:00`;

let art33: Installation;
let processor: Processor;
let [park, hill, nobody]: Controller[] = [];
let incident: string;
/** The whole timeline each time something had been done, by the log number reached. */
const seen = new Map<number, readonly TimelineEntry[]>();

const timeline = async (query = ''): Promise<readonly TimelineEntry[]> =>
  (await listed<TimelineEntry>(processor.api, `incidents/${incident}/timeline?limit=100${query}`)).items;
const deeds = (entries: readonly TimelineEntry[]) => entries.filter(({ subject }) => subject.startsWith('notice-'));
const idOf = async (controller: Controller): Promise<string> => (await noticeTo(processor, incident, controller)).id;

/** Something is done, at an instant, and what the timeline says after it is remembered. */
async function done(at: string, path: string, body: object = {}): Promise<void> {
  await art33.at(night(at));
  await processor.api.done('post', path, body);
  await art33.settled();
  seen.set((await art33.service.stores.log.head()).size - 1, await timeline());
}

beforeAll(async () => {
  art33 = await Installation.start({ startAt: night('02:00') });
  processor = await art33.processor('ratiomedicus');
  [park, hill, nobody] = [
    await art33.controller(processor, { name: 'Praxis am Park', emails: ['park@example.org'] }),
    await art33.controller(processor, { name: 'Praxis am Berg', emails: ['berg@example.org'] }),
    await art33.controller(processor, { name: 'Praxis ohne Adresse', emails: [] }),
  ];
  await art33.at(night('03:10'));
  incident = await incidentOf(processor, [known('breach-established', night('03:00'))], park, hill, nobody);
  await art33.settled();
  const [toPark, toHill, toNobody] = [await idOf(park), await idOf(hill), await idOf(nobody)];
  await done('03:20', `incidents/${incident}/jobs`, { what: 'draft' });
  await done('03:30', `notices/${toPark}/approval`, { textNumber: 1 });
  await done('03:40', `incidents/${incident}/notices/approvals`);
  await done('03:50', `incidents/${incident}/jobs`, { what: 'send' });
  const call = { channel: 'phone', textForm: false, by: 'Nachtdienst', to: 'Empfang', evidence: 'Notiz' };
  await done('05:00', `notices/${toNobody}/deliveries`, { ...call, at: night('03:45') });
  const { deliveries } = (await processor.api.read(`notices/${toNobody}`)) as { deliveries?: { deliveryId: string }[] };
  await done('05:10', `notices/${toNobody}/deliveries/${deliveries?.[0]?.deliveryId}/withdrawal`, {
    reason: 'falsche Praxis',
  });
  await done('05:20', `notices/${toHill}/links/revocation`, { reason: 'Postfach ist fremd' });
  await done('05:30', `notices/${toNobody}/not-required`, {
    dutyId: pick(await processor.api.read(`notices/${toNobody}`), 'duties.0.dutyId'),
    reason: 'Vertrag war beendet',
    decidedBy: 'Dr. Recht',
  });
});
afterAll(() => art33.stop());

const shortly = ({ subject, recordedAt, body }: TimelineEntry) => [
  recordedAt,
  subject,
  body['controllerName'] ?? body['notices'],
];

describe('What people did with notices, on the timeline of the incident', () => {
  it('stands there by itself for one notice, and as one line for many', async () => {
    expect(deeds(await timeline()).map(shortly)).toEqual([
      [utc(night('03:20')), 'notice-drafted', 3],
      [utc(night('03:30')), 'notice-approved', 'Praxis am Park'],
      [utc(night('03:40')), 'notice-approved', 2],
      [utc(night('03:50')), 'notice-sent', 2],
      [utc(night('05:00')), 'notice-delivery-stated', 'Praxis ohne Adresse'],
      [utc(night('05:10')), 'notice-statement-withdrawn', 'Praxis ohne Adresse'],
      [utc(night('05:20')), 'notice-links-revoked', 'Praxis am Berg'],
      [utc(night('05:30')), 'notice-not-required', 'Praxis ohne Adresse'],
    ]);
  });

  it('says which notice it was, why, and by whom', async () => {
    const [revoked, found] = deeds(await timeline()).slice(-2);
    expect(revoked).toMatchObject({
      body: { notices: 1, noticeId: await idOf(hill!), controllerId: hill!.id, reason: 'Postfach ist fremd' },
      actor: { kind: 'token' },
      happened: null,
    });
    expect(found?.body).toMatchObject({ reason: 'Vertrag war beendet' });
  });

  it('stands in the order of the log, or where it happened: a call is told of later', async () => {
    const subjects = deeds(await timeline('&sort=happened')).map(({ subject }) => subject);
    expect(subjects.slice(1, 5)).toEqual([
      'notice-approved',
      'notice-approved',
      'notice-delivery-stated',
      'notice-sent',
    ]);
    const numbers = (await timeline()).map(({ logNumber }) => logNumber);
    expect(numbers).toEqual(numbers.toSorted((one, other) => one - other));
  });

  it.each(['recorded', '-recorded', 'happened', '-happened'])('is read page by page, by %s', async (sort) => {
    const whole = await timeline(`&sort=${sort}`);
    const paged: TimelineEntry[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const path = `incidents/${incident}/timeline?limit=3&sort=${sort}${cursor && `&cursor=${cursor}`}`;
      const page: { items: readonly TimelineEntry[]; nextCursor: string | null } = await listed(processor.api, path);
      paged.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(whole);
  });

  it('is shown of the past as it was seen then, job by job', async () => {
    for (const [logNumber, entries] of seen) expect(await timeline(`&asOf=${logNumber}`)).toEqual(entries);
    const approvals = async (asOf: string) =>
      deeds(await timeline(`&asOf=${asOf}`)).filter(({ subject }) => subject === 'notice-approved').length;
    expect([await approvals(utc(night('03:35'))), await approvals(utc(night('03:45')))]).toEqual([1, 2]);
  });

  it('counts of what was done with many what had been done until then', async () => {
    const last = (await timeline()).find(({ subject }) => subject === 'notice-drafted');
    expect(last?.body).toEqual({ notices: 3 });
    const half = deeds(await timeline(`&asOf=${last?.logNumber}`));
    expect(half).toMatchObject([{ subject: 'notice-drafted', body: { notices: 1 } }]);
  });

  it('is saved with the rest', async () => {
    const { text } = await processor.api.get(`incidents/${incident}/timeline?format=csv`);
    expect(text).toContain('notice-links-revoked');
    const early = await processor.api.get(`incidents/${incident}/timeline?format=csv&asOf=${utc(night('03:35'))}`);
    expect(early.text).toContain('notice-approved');
    expect(early.text).not.toContain('notice-links-revoked');
  });

  it('shows an auditor of one agreement what was done with its notice alone', async () => {
    const admin = await signedIn(art33, processor.id, 'processor', 'admin');
    const email = 'pruefung@audit.example';
    const scope = { agreements: [hill!.agreementId] };
    await admin.api.done('post', 'engagements', { email, scope, until: '2026-12-31T00:00:00Z' }, admin.headers);
    await art33.settled();
    const { items } = (await admin.api.get('engagements', admin.headers)).body as { items?: { personId: string }[] };
    const auditor = await asPerson(art33, items?.[0]?.personId ?? '');
    const shown = await auditor.api.get(`incidents/${incident}/timeline?limit=100`, auditor.headers);
    expect(deeds(shown.body['items'] as readonly TimelineEntry[]).map(shortly)).toEqual([
      [utc(night('03:20')), 'notice-drafted', 'Praxis am Berg'],
      [utc(night('03:40')), 'notice-approved', 'Praxis am Berg'],
      [utc(night('03:50')), 'notice-sent', 'Praxis am Berg'],
      [utc(night('05:20')), 'notice-links-revoked', 'Praxis am Berg'],
    ]);
    expect(shown.text).not.toContain(park!.id);
  });
});
