import { deriveId, type CommandContext } from '@art33/event-log';
import { incidentDecider } from '../domain/decider.js';
import { incidentStream } from '../domain/streams.js';
import type { Selection } from '../read-model/selection.js';
import { World, lumitra, ratiomedicus, ratiomedicusTerms } from '../testing/world.js';
import { AffectControllersCommand } from './affect-controllers.js';
import { CloseIncidentCommand, CloseIncidentHandler } from './commands.js';
import { PreviewAffected, PreviewAffectedHandler } from './preview-affected.js';

const berlin = (at: string) => ({ at, offset: '+01:00', zone: 'Europe/Berlin', precision: 'exact' }) as const;

describe('listing affected controllers', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open();
  });
  afterEach(() => world.close());

  const affect = (incidentId: string, selection: Selection, context: CommandContext = world.context()) =>
    world.affectHandler.execute(
      new AffectControllersCommand(world.scope(context.organisation), incidentId, selection, context),
    );
  const preview = (incidentId: string, selection: Selection, organisation = ratiomedicus) =>
    new PreviewAffectedHandler(world.models, world.selector).execute(
      new PreviewAffected(world.scope(organisation), incidentId, selection),
    );
  const state = (incidentId: string) => world.test.commands.state(incidentDecider, incidentStream(incidentId));
  const byTerms: Selection = { by: 'terms', termsId: ratiomedicusTerms };

  it('takes agreements one by one, and says at which log number that was evaluated', async () => {
    const agreementId = await world.agreement('Praxis A');
    const incidentId = await world.log({ title: 'Lost laptop' });
    const { size } = await world.test.log.head();
    await affect(incidentId, { by: 'agreements', agreements: [agreementId] });
    const { affected, rules } = await state(incidentId);
    expect(affected).toEqual([{ agreementId, controllerId: deriveId('controller', 'Praxis A'), ended: false }]);
    expect(rules).toEqual([{ rule: { by: 'agreements' }, evaluatedAtLogNumber: size - 1, complete: true }]);
  });

  it('refuses unknown and foreign agreements by name, and writes nothing', async () => {
    const agreementId = await world.agreement('Praxis A');
    const incidentId = await world.log({ title: 'Lost laptop' });
    const unknown = deriveId('nobody');
    await expect(affect(incidentId, { by: 'agreements', agreements: [agreementId, unknown] })).rejects.toMatchObject({
      refusal: { code: 'unknown-agreements', field: 'agreements', details: { unknown: [unknown] } },
    });
    expect((await state(incidentId)).affected).toEqual([]);

    const theirs = await world.log({ title: 'Theirs' }, {}, world.context(lumitra));
    await expect(
      affect(theirs, { by: 'agreements', agreements: [agreementId] }, world.context(lumitra)),
    ).rejects.toMatchObject({
      refusal: { code: 'unknown-agreements' },
    });
    await expect(affect(theirs, byTerms, world.context(lumitra))).rejects.toMatchObject({
      refusal: { code: 'unknown-terms', rule: expect.stringContaining('GET /terms') },
    });
  });

  it('answers for a foreign incident as for an unknown one', async () => {
    const incidentId = await world.log({ title: 'Ours' });
    for (const id of [incidentId, deriveId('nothing')]) {
      await expect(
        affect(id, { by: 'subprocessor', subprocessorId: 'datev-eg' }, world.context(lumitra)),
      ).rejects.toMatchObject({
        refusal: { code: 'not-found', kind: 'not-found' },
      });
      expect(await preview(id, byTerms, lumitra)).toBeUndefined();
    }
  });

  it('counts before anything is written: active, ended, without contact, with a sample', async () => {
    await world.agreement('Praxis A');
    await world.agreement('Praxis B', { contact: false });
    await world.agreement('Praxis C', { until: '2026-02-01T00:00:00.000Z' });
    const incidentId = await world.log({ title: 'Server down' });
    const counted = await preview(incidentId, byTerms);
    expect(counted).toMatchObject({ rule: byTerms, total: 3, active: 2, ended: 1, withoutContact: 1, listed: 0 });
    expect(counted?.sample).toHaveLength(3);
    expect(counted?.sample).toContainEqual(
      expect.objectContaining({ controllerName: 'Praxis B', ended: false, hasContact: false }),
    );
    expect((await state(incidentId)).rules).toEqual([]);
  });

  it('by subprocessor takes everyone who authorised it since the incident began, ended agreements marked, none dropped', async () => {
    const active = await world.agreement('Praxis A');
    const ended = await world.agreement('Praxis B', { until: '2026-02-20T00:00:00.000Z' });
    const before = await world.agreement('Praxis C', { until: '2026-02-01T00:00:00.000Z' });
    const hetzner: Selection = { by: 'subprocessor', subprocessorId: 'hetzner-online-gmbh' };
    const since = berlin('2026-02-10T00:00:00.000Z');

    const known = await world.log({ title: 'Intrusion', occurred: { from: since } });
    await affect(known, hetzner);
    const first = await state(known);
    expect(first.rules).toMatchObject([{ rule: { ...hetzner, since: since.at }, complete: true }]);
    expect(new Map(first.affected.map(({ agreementId, ended }) => [agreementId, ended]))).toEqual(
      new Map([
        [active, false],
        [ended, true],
      ]),
    );

    const unknown = await world.log({ title: 'Intrusion, beginning unknown' });
    await affect(unknown, hetzner);
    expect((await state(unknown)).affected.map(({ agreementId }) => agreementId)).toContain(before);
  });

  it('by a legal entity that no agreement authorised selects nobody, and says so', async () => {
    await world.agreement('Praxis A');
    const incidentId = await world.log({ title: 'At Microsoft' });
    const other: Selection = { by: 'subprocessor', subprocessorId: 'microsoft-deutschland-gmbh' };
    expect(await preview(incidentId, other)).toMatchObject({ total: 0, namedInTerms: false });
    expect((await affect(incidentId, other)).events).toMatchObject([{ data: { agreements: [], chunk: 1, chunks: 1 } }]);
  });

  it('a subprocessor that no terms of ours name may be mistyped: the count offers the likest that they do', async () => {
    await world.agreement('Praxis A');
    const incidentId = await world.log({ title: 'Data centre' });
    const mistyped = await preview(incidentId, { by: 'subprocessor', subprocessorId: 'hetzner-onlne-gmbh' });
    expect(mistyped).toMatchObject({ total: 0, namedInTerms: false });
    expect(mistyped?.subprocessorsInTerms?.[0]).toBe('hetzner-online-gmbh');
    expect(mistyped?.subprocessorsInTerms?.length).toBeLessThanOrEqual(10);

    const meant = await preview(incidentId, { by: 'subprocessor', subprocessorId: 'hetzner-online-gmbh' });
    expect(meant).toMatchObject({ total: 1, namedInTerms: true });
    expect(meant).not.toHaveProperty('subprocessorsInTerms');
    expect(await preview(incidentId, byTerms)).not.toHaveProperty('namedInTerms');
  });

  describe('of thousands', () => {
    const controllers = Array.from({ length: 1_201 }, (_, n) => deriveId('controller', n));
    const sizes = (events: readonly { readonly data: unknown }[]) =>
      events.map(({ data }) => (data as { agreements: readonly unknown[] }).agreements.length);

    it('records chunks of at most 500, and the same request again gives the same answer', async () => {
      await world.agreements(controllers);
      const incidentId = await world.log({ title: 'Data centre' });
      const context = world.context();
      const outcome = await affect(incidentId, byTerms, context);
      expect(sizes(outcome.events)).toEqual([500, 500, 201]);
      expect(outcome.events.map(({ data }) => data)).toMatchObject([1, 2, 3].map((chunk) => ({ chunk, chunks: 3 })));

      await world.agreements([deriveId('controller', 'new')]);
      const again = await affect(incidentId, byTerms, context);
      expect(again.repeated).toBe(true);
      expect(again.events.map(({ id }) => id)).toEqual(outcome.events.map(({ id }) => id));
      expect((await state(incidentId)).affected).toHaveLength(1_201);

      const later = await affect(incidentId, byTerms);
      expect(sizes(later.events)).toEqual([1]);
      expect((await affect(incidentId, byTerms)).events).toEqual([]);
    });

    it('finishes a list that was interrupted, and holds the incident open until then', async () => {
      await world.agreements(controllers);
      const incidentId = await world.log({ title: 'Data centre' });
      const context = world.context();
      const run = world.test.commands.run.bind(world.test.commands);
      let chunks = 0;
      world.test.commands.run = (...command) => {
        chunks += 1;
        if (chunks === 2) throw new Error('the power failed');
        return run(...command);
      };
      await expect(affect(incidentId, byTerms, context)).rejects.toThrow('the power failed');
      world.test.commands.run = run;
      await world.settled();

      const close = new CloseIncidentHandler(world.test.commands, { blockers: async () => [] });
      const closing = () => close.execute(new CloseIncidentCommand(incidentId, undefined, world.context()));
      await expect(closing()).rejects.toMatchObject({ refusal: { code: 'affected-list-incomplete' } });

      await affect(incidentId, byTerms, context);
      const { affected } = await state(incidentId);
      expect(new Set(affected.map(({ controllerId }) => controllerId))).toEqual(new Set(controllers));
      expect(affected).toHaveLength(1_201);
      expect((await closing()).events).toMatchObject([{ type: 'IncidentClosed' }]);
    });
  });

  it('closing is refused with what the closing guard names', async () => {
    const incidentId = await world.log({ title: 'Open duty' });
    const blockers = [{ noticeId: deriveId('notice'), reason: 'duty-undecided', duty: 'breach' }];
    const close = new CloseIncidentHandler(world.test.commands, { blockers: async () => blockers });
    await expect(close.execute(new CloseIncidentCommand(incidentId, undefined, world.context()))).rejects.toMatchObject(
      {
        refusal: { code: 'duties-undecided', details: { blockers } },
      },
    );
  });
});
