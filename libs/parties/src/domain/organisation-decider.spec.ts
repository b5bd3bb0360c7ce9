import { ERASED, fold, isRefusal, spec, type DomainEvent } from '@art33/event-log';
import {
  anna,
  at,
  contact,
  controller,
  later,
  otherProcessor,
  practice,
  processor,
  registerController,
  registerProcessor,
} from '../testing/samples.js';
import type { OrganisationEvent } from './events.js';
import { NO_FOUR_EYES } from './four-eyes.js';
import { fourEyesIn, organisationDecider } from './organisation-decider.js';
import { DEFAULT_SETTINGS } from './settings.js';
import { faultOfTemplates } from './templates.js';

type Of<T extends OrganisationEvent['type']> = Extract<OrganisationEvent, { type: T }>;

const registered: OrganisationEvent = {
  type: 'OrganisationRegistered',
  data: { organisationId: controller, kind: 'controller', keptBy: processor, ...practice, at },
};
const processorRegistered: OrganisationEvent = {
  type: 'OrganisationRegistered',
  data: {
    organisationId: processor,
    kind: 'processor',
    keptBy: null,
    ...practice,
    name: 'Sample GmbH',
    customerNumber: null,
    at,
  },
};
const added: Of<'ContactAdded'> = {
  type: 'ContactAdded',
  data: { organisationId: controller, contactId: contact, ...anna, at },
};
const removed: OrganisationEvent = {
  type: 'ContactRemoved',
  data: { organisationId: controller, contactId: contact, at },
};
/** The event as the log returns it once the keys of its fields are destroyed. */
const erased = (event: OrganisationEvent, ...fields: readonly string[]): OrganisationEvent =>
  ({
    ...event,
    data: { ...event.data, ...Object.fromEntries(fields.map((field) => [field, ERASED])) },
  }) as DomainEvent as OrganisationEvent;

const addContact = { type: 'add-contact', contactId: contact, ...anna, onBehalfOf: processor } as const;
const changeContact = { ...addContact, type: 'change-contact' } as const;
const removeContact = { type: 'remove-contact', contactId: contact, onBehalfOf: processor } as const;
const settings = { ...DEFAULT_SETTINGS, internalTargetHours: 12, onCallAddress: 'on-call@sample.example' };
const changeSettings = { type: 'change-settings', settings, personId: 'first', onBehalfOf: processor } as const;
const settingsChanged: Of<'SettingsChanged'> = {
  type: 'SettingsChanged',
  data: { organisationId: processor, settings, onCallPersonId: 'first', at },
};

const organisation = spec(organisationDecider);

describe('registering an organisation', () => {
  test('a controller is the record of the processor that keeps it', () =>
    organisation.when(registerController, at).then([registered]));
  test('a processor keeps itself', () => organisation.when(registerProcessor, at).then([processorRegistered]));
  test('a processor registers nobody but itself as a processor', () =>
    organisation.when({ ...registerProcessor, onBehalfOf: otherProcessor }, at).thenRefused('not-found'));
  test('a processor that is registered stays as it is', () =>
    organisation
      .given([processorRegistered])
      .when({ ...registerProcessor, name: 'Sample AG' }, later)
      .then([]));
  test('registering the same again changes nothing', () =>
    organisation.given([registered]).when(registerController, later).then([]));
  test('other details under the same id are refused', () =>
    organisation
      .given([registered])
      .when({ ...registerController, name: 'Praxis Dr. Huber' }, at)
      .thenRefused('registered-already'));
  test('another processor learns nothing of a record with the same id', () =>
    organisation
      .given([registered])
      .when({ ...registerController, onBehalfOf: otherProcessor }, at)
      .thenRefused('not-found'));
  test('the name is not blank', () =>
    organisation.when({ ...registerController, name: ' ' }, at).thenRefused('name-missing', 'name'));
  test('the address names a place', () =>
    organisation
      .when({ ...registerController, address: { ...practice.address, city: '' } }, at)
      .thenRefused('city-missing', 'address.city'));
  test('the country is an ISO code', () =>
    organisation.when({ ...registerController, country: 'Deutschland' }, at).thenRefused('unknown-country', 'country'));
  test('in Germany the Land is needed, because it decides on the authority', () =>
    organisation.when({ ...registerController, land: null }, at).thenRefused('land-missing', 'land'));
  test('outside Germany there is no Land', () => {
    organisation.when({ ...registerController, country: 'AT' }, at).thenRefused('land-outside-germany', 'land');
    expect(
      organisation.when({ ...registerController, country: 'AT', land: null, timeZone: 'Europe/Vienna' }, at).events(),
    ).toHaveLength(1);
  });
  test('the time zone is an IANA name, not an offset', () => {
    organisation.when({ ...registerController, timeZone: '+02:00' }, at).thenRefused('unknown-time-zone', 'timeZone');
    organisation
      .when({ ...registerController, timeZone: 'Europe/Kempten' }, at)
      .thenRefused('unknown-time-zone', 'timeZone');
  });
});

describe('contacts of a controller', () => {
  const known = organisation.given([registered]);
  const named = known.given([added]);

  test('a contact is added once', () => {
    known.when(addContact, at).then([added]);
    named.when(addContact, later).then([]);
  });
  test('one contact id stands for one contact', () =>
    named.when({ ...addContact, name: 'Dr. Huber' }, at).thenRefused('contact-exists'));
  test('a removed contact does not come back under its id', () =>
    named.given([removed]).when(addContact, at).thenRefused('contact-exists'));
  test('a contact has a name', () => known.when({ ...addContact, name: '' }, at).thenRefused('name-missing', 'name'));
  test.each([
    'meier',
    'meier@praxis',
    '@praxis.example',
    'a b@praxis.example',
    'a@b.example,c@d.example',
    'a..b@c.example',
    'a@.example',
    'Meier <m@p.example>',
    'a@b.example\r\nBcc: c@d.example',
  ])('mail cannot be addressed to %j', (email) =>
    known.when({ ...addContact, email }, at).thenRefused('malformed-email', 'email'),
  );
  test.each(['anna.meier+breach@praxis.example', 'dpo@müller-gmbh.example'])('mail can be addressed to %s', (email) =>
    known.when({ ...addContact, email }, at).then([{ ...added, data: { ...added.data, email } }]),
  );
  test('a contact can be reached somehow', () =>
    known
      .when({ ...addContact, email: null, phone: ' ', purposes: [] }, at)
      .thenRefused('contact-unreachable', 'email'));
  test('a contact for breach notices has an e-mail address, because a call is no text form', () => {
    known.when({ ...addContact, email: null }, at).thenRefused('notice-contact-without-email', 'email');
    expect(known.when({ ...addContact, email: null, purposes: ['data-protection-officer'] }, at).events()).toHaveLength(
      1,
    );
  });
  test('a change states all fields anew', () =>
    named
      .when({ ...changeContact, phone: null }, later)
      .then([{ type: 'ContactChanged', data: { ...added.data, phone: null, at: later } }]));
  test('a change to what is already so changes nothing', () => named.when(changeContact, later).then([]));
  test('a change keeps the rules of a new contact', () =>
    named.when({ ...changeContact, email: 'meier' }, at).thenRefused('malformed-email', 'email'));
  test('only a contact that is there can be changed', () => {
    known.when(changeContact, at).thenRefused('not-found');
    named.given([removed]).when(changeContact, at).thenRefused('not-found');
  });
  test('a contact is removed once', () => {
    named.when(removeContact, at).then([removed]);
    named.given([removed]).when(removeContact, later).then([]);
    known.when(removeContact, at).thenRefused('not-found');
  });
  test('another processor cannot touch them', () =>
    named.when({ ...changeContact, phone: null, onBehalfOf: otherProcessor }, at).thenRefused('not-found'));
  test('a processor has none', () =>
    organisation.given([processorRegistered]).when(addContact, at).thenRefused('contacts-are-of-controllers'));

  test('an erased contact is not changed but replaced by a new one', () => {
    const gone = known.given([erased(added, 'name', 'function', 'email', 'phone')]);
    gone.when(changeContact, at).thenRefused('erased');
    gone.when(removeContact, at).then([removed]);
  });
  test('nothing is added to an erased controller', () =>
    organisation
      .given([erased(registered, 'name', 'address', 'customerNumber')])
      .when(addContact, at)
      .thenRefused('erased'));
});

describe('settings of a processor', () => {
  const known = organisation.given([processorRegistered]);

  test('until something is chosen the defaults hold', () => {
    const state = fold(organisationDecider, [processorRegistered]);
    expect(state.status === 'registered' && state.settings).toEqual(DEFAULT_SETTINGS);
  });
  test('choosing the same again changes nothing', () => {
    known.when(changeSettings, at).then([settingsChanged]);
    known
      .given([settingsChanged])
      .when({ ...changeSettings, personId: 'second' }, later)
      .then([]);
  });
  test('the same on-call address stays under its key, another gets another', () => {
    const changed = known.given([settingsChanged]);
    const kept = { ...settings, internalTargetHours: 24 };
    const moved = { ...settings, onCallAddress: 'night@sample.example' };
    changed
      .when({ ...changeSettings, settings: kept, personId: 'second' }, at)
      .then([{ ...settingsChanged, data: { ...settingsChanged.data, settings: kept } }]);
    changed
      .when({ ...changeSettings, settings: moved, personId: 'second' }, at)
      .then([{ ...settingsChanged, data: { ...settingsChanged.data, settings: moved, onCallPersonId: 'second' } }]);
  });
  test('without an on-call address no person is named', () =>
    known.when({ ...changeSettings, settings: { ...settings, onCallAddress: null } }, at).then([
      {
        ...settingsChanged,
        data: { ...settingsChanged.data, settings: { ...settings, onCallAddress: null }, onCallPersonId: null },
      },
    ]));
  test('an erased on-call address counts as none', () => {
    const forgotten = { ...settingsChanged.data, settings: { ...settings, onCallAddress: ERASED } };
    known
      .given([{ ...settingsChanged, data: forgotten } as DomainEvent as OrganisationEvent])
      .when({ ...changeSettings, settings: { ...settings, onCallAddress: null } }, at)
      .then([]);
  });
  test.each([0, -1, 8_760.5, 1e308, Number.NaN, Number.POSITIVE_INFINITY])(
    'an internal target of %d hours is none',
    (internalTargetHours) =>
      known
        .when({ ...changeSettings, settings: { ...settings, internalTargetHours } }, at)
        .thenRefused('internal-target', 'internalTargetHours'),
  );
  test('the on-call address is one that mail can be addressed to', () =>
    known
      .when({ ...changeSettings, settings: { ...settings, onCallAddress: 'the night shift' } }, at)
      .thenRefused('malformed-email', 'onCallAddress'));
  test('a template has a subject and a text', () =>
    known
      .when({ ...changeSettings, settings: { ...settings, templates: { de: { subject: '', text: 'x' } } } }, at)
      .thenRefused('empty-template', 'templates.de'));

  test.each([
    ['a name that nobody knows', { subject: 'S {{nix}}', text: 'x' }, 'templates.de.subject'],
    ['what tells of the matter in the subject', { subject: '{{nature}}', text: 'x' }, 'templates.de.subject'],
    ['a misspelt name', { subject: 'S', text: '{{ gaps }}' }, 'templates.de.text'],
  ])('refuse a template with %s: it would stand in every notice', (_, de, field) =>
    known
      .when({ ...changeSettings, settings: { ...settings, templates: { de } } }, at)
      .thenRefused('unknown-placeholder', field),
  );

  test('take a template with what is known', () =>
    expect(faultOfTemplates({ de: { subject: '{{reference}}', text: '{{nature}} {x} }} {{gaps}}' } })).toBeUndefined());
  test('where a second person is needed is said by whoever chooses, and nowhere until then', () => {
    const fourEyes = { approvals: true, decisions: false };
    expect(fourEyesIn(fold(organisationDecider, [processorRegistered, settingsChanged]))).toEqual(NO_FOUR_EYES);
    known
      .when({ ...changeSettings, settings: { ...settings, fourEyes } }, at)
      .thenState((state) => expect(fourEyesIn(state)).toEqual(fourEyes));
  });
  test('a controller itself has fourEyes alone', () => {
    const itself = { ...changeSettings, onBehalfOf: controller };
    const ofController = organisation.given([registered]);
    ofController.when(itself, at).thenRefused('settings-are-of-processors');
    const fourEyes = { approvals: false, decisions: true };
    ofController
      .when({ ...itself, settings: { ...DEFAULT_SETTINGS, fourEyes } }, at)
      .thenState((state) => expect(fourEyesIn(state)).toEqual(fourEyes));
  });
  test('the processor that keeps the record does not choose for a controller', () =>
    organisation.given([registered]).when(changeSettings, at).thenRefused('not-found'));
  test('another processor cannot choose them', () =>
    known.when({ ...changeSettings, onBehalfOf: otherProcessor }, at).thenRefused('not-found'));
});

test('an unknown organisation and a foreign one answer alike', () => {
  const unknown = organisationDecider.decide({ ...addContact, now: at }, { status: 'none' });
  const foreign = organisationDecider.decide(
    { ...addContact, onBehalfOf: otherProcessor, now: at },
    fold(organisationDecider, [registered]),
  );
  expect(isRefusal(unknown)).toBe(true);
  expect(foreign).toEqual(unknown);
});
