import { encodeCursor } from '@art33/http';
import { termsStream } from '../domain/ids.js';
import { termsDecider } from '../domain/terms-decider.js';
import { organisationStream } from '../domain/ids.js';
import { organisationDecider } from '../domain/organisation-decider.js';
import { DEFAULT_SETTINGS } from '../domain/settings.js';
import {
  contact,
  controller,
  later,
  objectionTerm,
  otherProcessor,
  processor,
  sampleTerms,
  suspicionTerm,
  termsId,
} from '../testing/samples.js';
import { scopeOf, World } from '../testing/world.js';
import { findingCursor, findingsOf } from './findings.js';
import { listTerms, openTermValues, termsVersion, visibleTerms } from './terms.js';

const second = '55555555-5555-4555-8555-555555555555';
const own = scopeOf(processor);
const practice = scopeOf(controller, 'controller');
const changed = { ...sampleTerms, version: '1.1', effectiveFrom: '2026-06-01', title: 'Sample terms, second edition' };

let world: World;
beforeAll(async () => {
  world = await World.open();
  await world.registerProcessor();
  await world.registerController(controller);
  await world.registerController(second, { name: 'Klinik Süd' });
  await world.publish();
  await world.publish(changed);
  await world.conclude('agreement');
});
afterAll(() => world.close());

const confirm = (openTermId: string, value: string) =>
  world.run(termsDecider, termsStream(termsId), {
    type: 'confirm-open-term',
    openTermId,
    value,
    by: { kind: 'token', id: 'desk' },
    reason: 'agreed in writing',
    onBehalfOf: processor,
  });

describe('terms that may be seen', () => {
  test('a processor sees its own in every version', () => {
    const seen = visibleTerms(world.db, own, termsId);
    expect(seen?.view.versions.map(({ version, label, supersededFrom }) => [version, label, supersededFrom])).toEqual([
      [1, '1.0', '2026-06-01'],
      [2, '1.1', null],
    ]);
    expect(seen?.view.terms).toEqual(changed);
    expect(visibleTerms(world.db, own, termsId, 1)?.view.terms).toEqual(sampleTerms);
    expect(visibleTerms(world.db, own, termsId, 3)).toBeUndefined();
  });
  test('another processor sees none of them', () => {
    expect(listTerms(world.db, scopeOf(otherProcessor))).toEqual([]);
    expect(visibleTerms(world.db, scopeOf(otherProcessor), termsId)).toBeUndefined();
  });
  test('a controller sees the versions that its agreement accepted', async () => {
    expect(visibleTerms(world.db, practice, termsId)?.view).toMatchObject({
      version: { version: 1 },
      terms: { title: 'Sample terms' },
    });
    expect(visibleTerms(world.db, practice, termsId, 2)).toBeUndefined();
    expect(listTerms(world.db, practice)).toMatchObject([
      { id: termsId, title: 'Sample terms', version: { version: 1 } },
    ]);
    expect(listTerms(world.db, scopeOf(second, 'controller'))).toEqual([]);
    await world.agreed('agreement', { type: 'move-to-version', termsVersion: 2, from: later, subprocessors: [] });
    expect(visibleTerms(world.db, practice, termsId)?.view.versions).toHaveLength(2);
  });
  test('any room may read a version by its number', () => {
    expect(termsVersion(world.db, termsId, 1)).toEqual(sampleTerms);
    expect(termsVersion(world.db, termsId, 9)).toBeUndefined();
  });
});

describe('findings', () => {
  const kinds = (scope = own) => findingsOf(world.db, scope, { limit: 20 }).map(({ place: _, ...finding }) => finding);

  test('name what would go wrong in an incident, before it does', () =>
    expect(kinds()).toEqual([
      { kind: 'on-call-address-missing', organisationId: processor },
      {
        kind: 'open-term-without-value',
        termsId,
        termsTitle: changed.title,
        version: 2,
        openTermId: objectionTerm.id,
        clause: objectionTerm.clause,
        question: objectionTerm.question,
      },
      { kind: 'notice-contact-missing', controllerId: second, controllerName: 'Klinik Süd' },
      { kind: 'notice-contact-missing', controllerId: controller, controllerName: 'Praxis Dr. Meier' },
    ]));
  test('are the processor’s own', () => {
    expect(kinds(practice)).toEqual([]);
    expect(kinds(scopeOf(otherProcessor))).toEqual([]);
  });
  test('pages hold every finding once', () => {
    const all = findingsOf(world.db, own, { limit: 20 });
    let cursor: string | undefined;
    const seen = all.map(() => {
      const [first] = findingsOf(world.db, own, { limit: 1, ...(cursor === undefined ? {} : { cursor }) });
      if (first) cursor = encodeCursor(findingCursor(first));
      return first;
    });
    expect(seen).toEqual(all);
  });
  test('go away one by one as they are mended', async () => {
    await world.addContact(controller, contact);
    await confirm(objectionTerm.id, '14 days');
    const settings = { ...DEFAULT_SETTINGS, onCallAddress: 'on-call@sample.example' };
    const change = { type: 'change-settings', settings, personId: 'first', onBehalfOf: processor } as const;
    await world.run(organisationDecider, organisationStream(processor), change);
    expect(kinds()).toEqual([{ kind: 'notice-contact-missing', controllerId: second, controllerName: 'Klinik Süd' }]);
  });
});

describe('open terms', () => {
  test('show the value in force and, to the processor alone, the reason', async () => {
    expect(openTermValues(world.db, termsId, 1).find(({ id }) => id === suspicionTerm.id)).toMatchObject({
      value: 'yes',
      confirmed: false,
    });
    await confirm(suspicionTerm.id, 'no');
    const seenBy = (scope: typeof own) =>
      visibleTerms(world.db, scope, termsId)?.view.openTerms.find(({ id }) => id === suspicionTerm.id);
    expect(seenBy(own)).toMatchObject({
      value: 'no',
      confirmed: true,
      confirmation: { reason: 'agreed in writing', by: { id: 'desk' } },
    });
    expect(seenBy(practice)).toMatchObject({ value: 'no', confirmed: true, confirmation: null });
    expect(openTermValues(world.db, 'unknown', 1)).toEqual([]);
  });
});
