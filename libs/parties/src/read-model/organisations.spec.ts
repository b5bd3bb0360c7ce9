import { contact, controller, otherProcessor, practice, processor } from '../testing/samples.js';
import { scopeOf, World } from '../testing/world.js';
import { stepsOf } from '@art33/event-log';
import { importProjection } from '@art33/imports';
import { organisationDecider } from '../domain/organisation-decider.js';
import { organisationStream } from '../domain/ids.js';
import { NO_FOUR_EYES } from '../domain/four-eyes.js';
import { DEFAULT_SETTINGS } from '../domain/settings.js';
import {
  contactsForNotices,
  organisation,
  organisationKind,
  registeredAlready,
  OrganisationNames,
  settingsOf,
  visibleOrganisation,
} from './organisations.js';
import { listControllers } from './lists.js';
import { organisationProjection } from './projection.js';

const namesake = '44444444-4444-4444-8444-444444444444';
const second = '55555555-5555-4555-8555-555555555555';
const own = scopeOf(processor);
const other = scopeOf(otherProcessor);

test('whether a customer is registered already is looked up by name: a city may have thousands', () => {
  const details = { ...practice, customerNumber: null };
  const steps = stepsOf([importProjection, organisationProjection], (db) => registeredAlready(db, own, details));
  expect(steps).toContainEqual(expect.stringMatching(/^SEARCH .*parties_organisations_sorted .*sort_name=\?/));
});

describe('organisations that may be seen', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
    await world.registerProcessor();
    await world.registerController(controller);
    await world.registerController(namesake, {}, otherProcessor);
    await world.registerController(second, { name: 'Ärztehaus am Ring', customerNumber: 'K-77' });
    await world.addContact(controller, contact);
  });
  afterAll(() => world.close());

  const names = (filter: object, scope = own) =>
    listControllers(world.db, scope, filter, { limit: 20, ...filter }).rows.map(({ name }) => name);

  test('two processors with a controller of the same name keep two records, never matched by name', () => {
    expect(names({})).toEqual(['Ärztehaus am Ring', 'Praxis Dr. Meier']);
    expect(names({}, other)).toEqual(['Praxis Dr. Meier']);
    expect(visibleOrganisation(world.db, own, namesake)).toBeUndefined();
    expect(visibleOrganisation(world.db, other, controller)).toBeUndefined();
    expect(contactsForNotices(world.db, namesake)).toEqual([]);
  });
  test('a processor sees itself and its controllers', () => {
    expect(visibleOrganisation(world.db, own, processor)?.view).toMatchObject({
      kind: 'processor',
      keptBy: null,
      settings: { ...DEFAULT_SETTINGS, fourEyes: NO_FOUR_EYES },
    });
    const seen = visibleOrganisation(world.db, own, controller);
    expect(seen?.view).toMatchObject({ ...practice, id: controller, keptBy: processor, settings: null });
    expect(seen?.edits).toBe(2);
  });
  test('a controller sees its own record, not its processor nor other controllers', () => {
    const scope = scopeOf(controller, 'controller');
    expect(visibleOrganisation(world.db, scope, controller)?.view.contacts).toHaveLength(1);
    expect(visibleOrganisation(world.db, scope, processor)).toBeUndefined();
    expect(visibleOrganisation(world.db, scope, second)).toBeUndefined();
    expect(names({}, scope)).toEqual([]);
  });
  test('controllers are found by parts of name or number, umlauts in whatever case', () => {
    expect(names({ q: 'ÄRZTE' })).toEqual(['Ärztehaus am Ring']);
    expect(names({ q: 'k-77' })).toEqual(['Ärztehaus am Ring']);
    expect(names({ q: '%' })).toEqual([]);
  });
  test('a page has the names of all whom it shows, whoever keeps them; an unknown one has none', () => {
    const shown = new OrganisationNames(world.db);
    shown.readAhead([second, namesake, second, '66666666-6666-4666-8666-666666666666']);
    expect([second, namesake, '66666666-6666-4666-8666-666666666666'].map((id) => shown.of(id))).toEqual([
      'Ärztehaus am Ring',
      'Praxis Dr. Meier',
      null,
    ]);
    expect([processor, second].map((id) => organisationKind(world.db, id))).toEqual(['processor', 'controller']);
  });
  test('controllers without a contact for notices are found', () => {
    expect(names({ withoutNoticeContact: true })).toEqual(['Ärztehaus am Ring']);
    expect(names({ withoutNoticeContact: false })).toEqual(['Praxis Dr. Meier']);
  });
  test.each(['name', '-name', 'registeredAt', '-customerNumber'])('pages by %s hold every controller once', (sort) => {
    const all = listControllers(world.db, own, {}, { sort, limit: 2 });
    const first = listControllers(world.db, own, {}, { sort, limit: 1 });
    const second = listControllers(world.db, own, {}, { sort, limit: 1, cursor: first.next ?? '' });
    expect([...first.rows, ...second.rows]).toEqual(all.rows);
    expect([all.rows.length, all.next, second.next]).toEqual([2, null, null]);
  });
  test('settings are shown once chosen', async () => {
    const settings = { ...DEFAULT_SETTINGS, onCallAddress: 'on-call@sample.example' };
    const change = { type: 'change-settings', settings, personId: 'first', onBehalfOf: processor } as const;
    await world.run(organisationDecider, organisationStream(processor), change);
    expect(settingsOf(world.db, processor)).toEqual({ ...settings, fourEyes: NO_FOUR_EYES });
    expect(settingsOf(world.db, controller)).toBeUndefined();
  });
  test('what a controller asks of its own people is shown to itself and not to its processor', async () => {
    const settings = { ...DEFAULT_SETTINGS, fourEyes: { approvals: false, decisions: true } };
    const change = { type: 'change-settings', settings, personId: 'first', onBehalfOf: controller } as const;
    await world.run(organisationDecider, organisationStream(controller), change);
    const itself = scopeOf(controller, 'controller');
    expect(visibleOrganisation(world.db, itself, controller)?.view.settings).toEqual(settings);
    expect(visibleOrganisation(world.db, own, controller)?.view.settings).toBeNull();
  });
});

describe('organisations after an erasure', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
    await world.registerController(controller);
    await world.registerController(second);
    await world.addContact(controller, contact);
    await world.addContact(second, '66666666-6666-4666-8666-666666666666');
  });
  afterAll(() => world.close());

  test('an erased contact leaves its id and gets no notices', async () => {
    await world.log.keys.erase(`person:${contact}`);
    await world.models.rebuild();
    expect(organisation(world.db, controller)).toMatchObject({
      name: practice.name,
      contacts: [{ contactId: contact, erased: true }],
    });
    expect(contactsForNotices(world.db, controller)).toEqual([]);
    expect(listControllers(world.db, own, { withoutNoticeContact: true }, { limit: 20 }).rows).toHaveLength(1);
  });
  test('an erased controller keeps what is not personal', async () => {
    await world.log.keys.erase(`controller:${second}`);
    await world.models.rebuild();
    expect(organisation(world.db, second)).toMatchObject({
      name: null,
      address: null,
      customerNumber: null,
      land: 'BY',
      contacts: [{ erased: true }],
    });
    expect(listControllers(world.db, own, {}, { limit: 20 }).rows[0]).toMatchObject({
      id: second,
      name: null,
      city: null,
    });
  });
});
