import { noticeIdOf, type NoticeListItem } from '@art33/notices';
import { Installation, type Processor } from '../support/installation.js';
import { registerMany, type ManyController } from '../support/many.js';
import { known, listed, logIncident, noticesOf, problemOf } from '../support/story.js';
import { FULL } from '../support/full.js';

/** The real size takes minutes on a slow disk: each practice and each person has a key file of its own. */
const CONTROLLERS = FULL ? 10_000 : 600;
const WITHOUT_CONTACT = [17, 471, CONTROLLERS - 1];
const PATIENCE = FULL ? 900_000 : 120_000;

interface Blocker {
  readonly noticeId: string;
  readonly reason: string;
}

/** CGM's terms name no hour figure and no mere suspicion, so that nothing but the missing recipients is to be decided. */
describe(`Example K: nobody is forgotten (${CONTROLLERS} controllers)`, () => {
  let art33: Installation;
  let cgm: Processor;
  let controllers: readonly ManyController[];
  let forgotten: readonly ManyController[];
  let incident: string;

  const closing = () => cgm.api.post(`incidents/${incident}/closure`);
  const blockersOf = (body: unknown) =>
    (body as { readonly details: { readonly blockers: readonly Blocker[] } }).details.blockers;

  beforeAll(async () => {
    art33 = await Installation.start({ startAt: '2026-10-19T08:00+02:00' });
    cgm = await art33.processor('cgm');
    controllers = await registerMany(art33, cgm, CONTROLLERS, (number) => !WITHOUT_CONTACT.includes(number));
    forgotten = WITHOUT_CONTACT.map((number) => controllers[number] as ManyController);
    await art33.settled();
  }, PATIENCE);
  afterAll(() => art33.stop(), PATIENCE);

  it('before the incident, the 3 without any contact are findings in the organisation’s list', async () => {
    const { items } = await listed<{ readonly kind: string; readonly controllerId?: string }>(
      cgm.api,
      'findings?limit=200',
    );
    const missing = items.filter(({ kind }) => kind === 'notice-contact-missing');
    expect(missing.map(({ controllerId }) => controllerId)).toEqual(forgotten.map(({ id }) => id));
  });

  it(
    'the incident lists as many notices as there are controllers under one set of terms',
    async () => {
      await art33.at('2026-10-19T09:00+02:00');
      incident = await logIncident(cgm, { awareness: [known('suspicion-known', '2026-10-19T09:00+02:00')] });
      const preview = await cgm.api.post(`incidents/${incident}/affected/preview`, { terms: cgm.termsId });
      expect(preview.body).toMatchObject({ total: CONTROLLERS, active: CONTROLLERS, withoutContact: 3, listed: 0 });
      await cgm.api.done('post', `incidents/${incident}/affected`, { terms: cgm.termsId });
      await art33.settled();
      const { counts } = await noticesOf(cgm, incident);
      expect(counts).toMatchObject({ total: CONTROLLERS, byStatus: { pending: CONTROLLERS } });
      expect(await cgm.api.read(`incidents/${incident}`)).toMatchObject({ affected: { total: CONTROLLERS } });
    },
    PATIENCE,
  );

  it('leaves nobody out: every agreement has exactly its notice', async () => {
    const seen: string[] = [];
    let path: string | null = `incidents/${incident}/notices?limit=200`;
    while (path !== null) {
      const { items, nextCursor }: Awaited<ReturnType<typeof listed<NoticeListItem>>> = await listed(cgm.api, path);
      seen.push(...items.map(({ id }) => id));
      path = nextCursor === null ? null : `incidents/${incident}/notices?limit=200&cursor=${nextCursor}`;
    }
    const expected = controllers.map(({ agreementId }) => noticeIdOf(incident, agreementId));
    expect(seen.toSorted()).toEqual(expected.toSorted());
  });

  it('marks 3 of them "no recipient known"', async () => {
    const { counts } = await noticesOf(cgm, incident);
    expect(counts.withoutRecipient).toBe(3);
    const { items } = await listed<NoticeListItem>(cgm.api, `incidents/${incident}/notices?recipientKnown=false`);
    expect(items.map(({ controllerId }) => controllerId).toSorted()).toEqual(forgotten.map(({ id }) => id).toSorted());
    for (const item of items) {
      expect(item.recipientKnown).toBe(false);
      expect(item.blockers).toContainEqual({ reason: 'no-recipient-known', dutyId: null });
    }
  });

  it(
    'cannot be closed while they are: nothing else is left to decide, and each of the 3 is named',
    async () => {
      const undecided = await closing();
      expect(problemOf(undecided)).toEqual({ status: 409, code: 'duties-undecided' });
      expect(blockersOf(undecided.body)).toHaveLength(CONTROLLERS + 3);

      await cgm.api.done('post', `incidents/${incident}/ruling-out`, {
        ruling: 'not-a-personal-data-breach',
        at: '2026-10-19T09:00+02:00',
        reason: 'Nur Testdaten',
      });
      await art33.settled();
      const refused = await closing();
      expect(problemOf(refused)).toEqual({ status: 409, code: 'duties-undecided' });
      const named = blockersOf(refused.body);
      expect(named.map(({ reason }) => reason)).toEqual(Array(3).fill('no-recipient-known'));
      expect(named.map(({ noticeId }) => noticeId).toSorted()).toEqual(
        forgotten.map(({ agreementId }) => noticeIdOf(incident, agreementId)).toSorted(),
      );
    },
    PATIENCE,
  );

  it(
    'can be closed once each of the 3 has somebody to tell',
    async () => {
      for (const { id } of forgotten) {
        await cgm.api.done('post', `controllers/${id}/contacts`, {
          name: 'Anna Muster',
          email: `${id}@praxis.example`,
        });
      }
      await art33.settled();
      expect((await noticesOf(cgm, incident)).counts).toMatchObject({ withoutRecipient: 0, blocking: 0 });
      const { items } = await listed<{ readonly kind: string }>(cgm.api, 'findings?limit=200');
      expect(items.filter(({ kind }) => kind === 'notice-contact-missing')).toEqual([]);
      expect((await closing()).status).toBe(200);
    },
    PATIENCE,
  );
});
