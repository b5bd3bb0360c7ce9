import { toInstant } from '@art33/event-log';
import { AffectControllersCommand } from '../handlers/affect-controllers.js';
import { lumitra, ratiomedicusTerms, World } from '../testing/world.js';
import { laterMatches } from './later-matches.js';
import { incidentById } from './queries.js';
import type { Selection } from './selection.js';
import { incidentsOfSubprocessor, subprocessorRegister } from './subprocessors.js';

const instant = (at: string) => ({ at, offset: '+01:00', precision: 'exact' }) as const;

describe('findings', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open();
  });
  afterEach(() => world.close());

  const affect = async (incidentId: string, selection: Selection) => {
    await world.affectHandler.execute(
      new AffectControllersCommand(world.scope(), incidentId, selection, world.context()),
    );
    await world.settled();
  };
  const matches = (incidentId: string) => {
    const found = incidentById(world.db, world.scope(), incidentId);
    return laterMatches(world.db, world.scope(), found!.view, toInstant(world.test.clock.now()));
  };

  describe('whoever matches a rule later', () => {
    const byTerms: Selection = { by: 'terms', termsId: ratiomedicusTerms };

    it('is shown, and not added by itself', async () => {
      await world.agreement('Praxis A');
      const incidentId = await world.log({ title: 'Server down' });
      await affect(incidentId, byTerms);
      expect(matches(incidentId)).toEqual([]);

      const late = await world.agreement('Praxis B');
      expect(matches(incidentId)).toMatchObject([
        { rule: byTerms, total: 1, sample: [{ agreementId: late, ended: false }] },
      ]);
      expect(incidentById(world.db, world.scope(), incidentId)?.view.affected.total).toBe(1);

      await affect(incidentId, byTerms);
      expect(matches(incidentId)).toEqual([]);
    });

    it('is shown when the incident turns out to have begun earlier', async () => {
      await world.agreement('Praxis A');
      const gone = await world.agreement('Praxis B', { until: '2026-02-01T00:00:00.000Z' });
      const began = (at: string) => ({ occurred: { from: instant(at) } });
      const incidentId = await world.log({ title: 'Intrusion', ...began('2026-02-15T00:00:00.000Z') });
      await affect(incidentId, { by: 'subprocessor', subprocessorId: 'datev-eg' });
      expect(matches(incidentId)).toEqual([]);

      await world.give(incidentId, { type: 'add-details', changes: began('2026-01-15T00:00:00.000Z') });
      expect(matches(incidentId)).toMatchObject([{ total: 1, sample: [{ agreementId: gone, ended: true }] }]);
    });

    it('cannot match agreements that were named one by one', async () => {
      const agreementId = await world.agreement('Praxis A');
      const incidentId = await world.log({ title: 'Letter' });
      await affect(incidentId, { by: 'agreements', agreements: [agreementId] });
      await world.agreement('Praxis B');
      expect(matches(incidentId)).toEqual([]);
    });
  });

  describe('the register of subprocessors', () => {
    const told = instant('2026-03-02T02:00:00.000Z');
    const knew = instant('2026-03-01T20:00:00.000Z');
    const datev = { subprocessorId: 'datev-eg', itsAwareness: knew, toldUs: told, sphere: 'on-behalf' } as const;
    const suspicion = { fact: 'suspicion-known', at: instant('2026-03-02T03:00:00.000Z') } as const;

    it('names every legal entity of the terms, also those that caused nothing', () => {
      expect(subprocessorRegister(world.db, world.scope())).toContainEqual({
        subprocessorId: 'hetzner-online-gmbh',
        name: 'Hetzner Online GmbH',
        incidents: 0,
        agreements: 0,
      });
    });

    it('counts incidents, and agreements once however often they were touched', async () => {
      const agreementId = await world.agreement('Praxis A');
      for (const title of ['one', 'two'])
        await affect(await world.log({ title }, { subprocessors: [datev] }), {
          by: 'agreements',
          agreements: [agreementId],
        });
      const of = (id: string) =>
        subprocessorRegister(world.db, world.scope()).find(({ subprocessorId }) => subprocessorId === id);
      expect(of('datev-eg')).toMatchObject({ incidents: 2, agreements: 1 });
    });

    it('tells how long its knowledge took to become ours', async () => {
      const incidentId = await world.log({ title: 'one' }, { awareness: [suspicion], subprocessors: [datev] });
      const hour = 3_600_000;
      expect(incidentsOfSubprocessor(world.db, world.scope(), 'datev-eg')).toMatchObject([
        {
          incidentId,
          itsAwareness: knew.at,
          toldUs: told.at,
          ourAwareness: suspicion.at.at,
          untilTold: 6 * hour,
          untilOurAwareness: 7 * hour,
        },
      ]);
    });

    it('leaves open what is not known', async () => {
      await world.log({ title: 'one' }, { subprocessors: [{ ...datev, itsAwareness: null }] });
      expect(incidentsOfSubprocessor(world.db, world.scope(), 'datev-eg')).toMatchObject([
        { itsAwareness: null, untilTold: null, untilOurAwareness: null },
      ]);
    });

    it('shows an entity that no terms name by its id alone', async () => {
      await world.log({ title: 'one' }, { subprocessors: [{ ...datev, subprocessorId: 'unknown-ltd' }] });
      expect(subprocessorRegister(world.db, world.scope())).toContainEqual(
        expect.objectContaining({ subprocessorId: 'unknown-ltd', name: null }),
      );
    });

    it("holds nothing of another processor's incidents", async () => {
      const microsoft = { ...datev, subprocessorId: 'microsoft-ireland-operations-ltd' };
      await world.log({ title: 'ours' }, { subprocessors: [microsoft] });
      const theirs = subprocessorRegister(world.db, world.scope(lumitra)).find(
        ({ subprocessorId }) => subprocessorId === microsoft.subprocessorId,
      );
      expect(theirs).toMatchObject({ name: expect.any(String) as string, incidents: 0 });
      expect(incidentsOfSubprocessor(world.db, world.scope(lumitra), microsoft.subprocessorId)).toEqual([]);
    });
  });
});
