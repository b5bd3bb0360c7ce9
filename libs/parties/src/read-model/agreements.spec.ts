import type { Found } from '@art33/http';
import { controller, later, otherProcessor, processor, start, termsId } from '../testing/samples.js';
import { scopeOf, World } from '../testing/world.js';
import {
  agreement,
  type AgreementListItem,
  agreementsAuthorising,
  agreementsByTerms,
  agreementsNamed,
  visibleAgreement,
} from './agreements.js';
import { agreementsOf } from './lists.js';

const second = '55555555-5555-4555-8555-555555555555';
const third = '77777777-7777-4777-8777-777777777777';
const [running, ended, moved, foreign, planned] = ['running', 'ended', 'moved', 'foreign', 'planned'];
const now = '2026-10-24T00:00:00.000Z';
const own = scopeOf(processor);

let world: World;
beforeAll(async () => {
  world = await World.open();
  await world.registerProcessor();
  await world.publish();
  await world.registerController(controller);
  await world.registerController(second, { name: 'Klinik Süd' });
  await world.conclude(running);
  await world.conclude(ended, { controllerId: second });
  await world.agreed(ended, { type: 'end-agreement', until: later });
  await world.conclude(moved, { controllerId: third });
  await world.agreed(moved, { type: 'move-to-version', termsVersion: 2, from: later, subprocessors: ['hosting-gmbh'] });
  await world.agreed(moved, { type: 'authorise-subprocessor', subprocessorId: 'analysis-gmbh', from: later });
  await world.conclude(foreign, { onBehalfOf: otherProcessor, subprocessors: ['hosting-gmbh'] });
  await world.conclude(planned, { from: '2027-01-01T00:00:00.000Z' });
});
afterAll(() => world.close());

const authorising = (subprocessor: string, from: string | null, to = now, scope = own) =>
  agreementsAuthorising(world.db, scope, subprocessor, from, to);
const idsOf = (matches: readonly { agreementId: string }[]) => matches.map(({ agreementId }) => agreementId).sort();

describe('agreements authorising a subprocessor', () => {
  test('ever: those that did once are found, ended ones are marked', () => {
    expect(authorising('mail-ltd', null)).toEqual([
      {
        agreementId: ended,
        controllerId: second,
        from: start,
        until: later,
        ended: true,
        authorisedFrom: start,
        authorisedUntil: later,
      },
      {
        agreementId: moved,
        controllerId: third,
        from: start,
        until: null,
        ended: false,
        authorisedFrom: start,
        authorisedUntil: later,
      },
      {
        agreementId: running,
        controllerId: controller,
        from: start,
        until: null,
        ended: false,
        authorisedFrom: start,
        authorisedUntil: null,
      },
    ]);
  });
  test('at any time since an instant: what had ended before is left out, to the millisecond', () => {
    expect(idsOf(authorising('mail-ltd', '2026-06-30T23:59:59.999Z'))).toEqual([ended, moved, running]);
    expect(idsOf(authorising('mail-ltd', later))).toEqual([running]);
  });
  test('what is authorised only later is left out', () => {
    expect(authorising('analysis-gmbh', null, '2026-06-30T23:59:59.999Z')).toEqual([]);
    expect(idsOf(authorising('analysis-gmbh', null, later))).toEqual([moved]);
  });
  test('an end to come is no end yet', () => {
    expect(authorising('mail-ltd', null, '2026-06-30T23:59:59.999Z').map(({ ended: over }) => over)).toEqual([
      false,
      false,
      false,
    ]);
  });
  test('another legal entity of the same group authorises nothing', () =>
    expect(authorising('hosting-ag', null)).toEqual([]));
  test('agreements of other processors are never among them', () => {
    expect(idsOf(authorising('hosting-gmbh', null))).toEqual([ended, moved, running]);
    expect(idsOf(authorising('hosting-gmbh', null, now, scopeOf(otherProcessor)))).toEqual([foreign]);
  });
  test('several spans of one agreement are one match from the first to the last', async () => {
    await world.agreed(running, {
      type: 'withdraw-subprocessor',
      subprocessorId: 'hosting-gmbh',
      until: '2026-02-01T00:00:00.000Z',
    });
    await world.agreed(running, {
      type: 'authorise-subprocessor',
      subprocessorId: 'hosting-gmbh',
      from: '2026-03-01T00:00:00.000Z',
    });
    const match = authorising('hosting-gmbh', null).filter(({ agreementId }) => agreementId === running);
    expect(match).toMatchObject([{ authorisedFrom: start, authorisedUntil: null }]);
    expect(idsOf(authorising('hosting-gmbh', '2026-02-15T00:00:00.000Z', '2026-02-16T00:00:00.000Z'))).toEqual([
      ended,
      moved,
    ]);
  });
});

describe('agreements by terms and by name', () => {
  test('all that had started under the terms are found, in whatever version', () => {
    expect(idsOf(agreementsByTerms(world.db, own, termsId, now))).toEqual([ended, moved, running]);
    expect(agreementsByTerms(world.db, own, termsId, '2025-12-31T00:00:00.000Z')).toEqual([]);
  });
  test('of named ones only the own are found', () => {
    expect(idsOf(agreementsNamed(world.db, own, [running, ended, foreign, 'unknown'], now))).toEqual([ended, running]);
  });
});

describe('agreements that may be seen', () => {
  test('a processor sees its own, with the names of both parties', () => {
    expect(visibleAgreement(world.db, own, running)?.view).toMatchObject({
      id: running,
      controllerName: 'Praxis Dr. Meier',
      processorName: 'Sample GmbH',
      termsTitle: 'Sample terms',
      termsVersion: 1,
    });
    expect(visibleAgreement(world.db, own, foreign)).toBeUndefined();
  });
  test('the history of versions and authorisations stays', () => {
    const view = visibleAgreement(world.db, own, moved)?.view;
    expect(view?.versions).toEqual([
      { termsVersion: 1, from: start },
      { termsVersion: 2, from: later },
    ]);
    expect(view?.authorisations).toContainEqual({ subprocessorId: 'mail-ltd', by: 'terms', from: start, until: later });
    expect(view?.authorisations).toContainEqual({
      subprocessorId: 'analysis-gmbh',
      by: 'separately',
      from: later,
      until: null,
    });
  });
  test('a controller sees its own agreement only', () => {
    const scope = scopeOf(second, 'controller');
    expect(agreementsOf(world.db, scope, {}, { limit: 20 }).rows.map(({ id }) => id)).toEqual([ended]);
    expect(visibleAgreement(world.db, scope, running)).toBeUndefined();
    expect(agreementsByTerms(world.db, scope, termsId, now)).toEqual([]);
  });
  test('lists are filtered', () => {
    const ids = (filter: object) =>
      idsOf(agreementsOf(world.db, own, filter, { limit: 20 }).rows.map(({ id }) => ({ agreementId: id })));
    expect(ids({ controllerId: second })).toEqual([ended]);
    expect(ids({ termsId })).toEqual([ended, moved, planned, running]);
    expect(ids({ subprocessorId: 'analysis-gmbh' })).toEqual([moved]);
  });
  test.each(['from', '-from'])('pages by %s hold every agreement once', (sort) => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { rows, next }: Found<AgreementListItem> = agreementsOf(world.db, own, {}, { sort, limit: 1, cursor });
      seen.push(...rows.map(({ id }) => id));
      cursor = next ?? undefined;
    } while (cursor !== undefined);
    expect([...seen].sort()).toEqual([ended, moved, planned, running]);
  });
  test('any room may read one by its id', () => {
    expect(agreement(world.db, moved)).toMatchObject({
      controllerId: third,
      versions: [{ termsVersion: 1 }, { termsVersion: 2 }],
    });
    expect(agreement(world.db, 'unknown')).toBeUndefined();
  });
});
