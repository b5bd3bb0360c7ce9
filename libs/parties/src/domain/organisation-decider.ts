import { isZone } from '@art33/deadlines';
import { isErased, orErased, type Decider, type Instant, type Refusal, sameJson } from '@art33/event-log';
import type { OnBehalf, OrganisationCommandData } from './commands.js';
import type { ContactFacts, OrganisationEvent } from './events.js';
import { originOf, type ImportOrigin } from './import-origin.js';
import type { ContactDetails, Language, Organisation, OrganisationDetails } from './organisation.js';
import { conflict, invalid, notFound } from './refusals.js';
import { NO_FOUR_EYES, type FourEyes } from './four-eyes.js';
import { DEFAULT_SETTINGS, type OrganisationSettings } from './settings.js';
import { faultOfTemplates } from './templates.js';
import { LAENDER } from './terms.js';
import { isBlank, isEmailAddress } from './text-rules.js';

export type OrganisationState =
  | { readonly status: 'none' }
  | {
      readonly status: 'registered';
      /** Of a controller whose key was destroyed, name and address come back as `{erased: true}`. */
      readonly organisation: Organisation;
      /** By contact id; what is gone keeps its place, so that its id is never used again. */
      readonly contacts: Readonly<Record<string, ContactDetails | 'erased' | 'removed'>>;
      readonly settings: OrganisationSettings;
      readonly onCallPersonId: string | null;
      /** The import that brought it: hidden until that is completed. */
      readonly importId?: string;
    };
type Registered = Extract<OrganisationState, { status: 'registered' }>;
type Command = OrganisationCommandData & OnBehalf & { readonly now: Instant };
type Decision = readonly OrganisationEvent[] | Refusal;

/** A year, in hours: whatever is owed without undue delay is owed long before, and no calendar ends before it. */
const LONGEST_TARGET = 8_760;

/** Who may change the record: the processor itself, or the processor that keeps it. */
export const ownerOf = (organisation: Organisation): string => organisation.keptBy ?? organisation.organisationId;

/** Where an organisation asks for a second person; of an unknown one nowhere. */
export const fourEyesIn = (state: OrganisationState): FourEyes =>
  (state.status === 'registered' && state.settings.fourEyes) || NO_FOUR_EYES;

/** Where a notice goes. */
export interface NoticeContact {
  readonly contactId: string;
  readonly name: string;
  readonly email: string;
  readonly language: Language;
}

/** The contacts that get a controller's breach notices, in the order they were added; empty: nobody could be told. */
export const contactsForNoticesOf = (state: OrganisationState): readonly NoticeContact[] =>
  state.status === 'none'
    ? []
    : Object.entries(state.contacts).flatMap(([contactId, contact]) =>
        typeof contact === 'object' && contact.email !== null && contact.purposes.includes('breach-notices')
          ? [{ contactId, name: contact.name, email: contact.email, language: contact.language }]
          : [],
      );

/** The rules of a processor, or of one processor's record of a controller. */
export const organisationDecider: Decider<OrganisationState, OrganisationCommandData & OnBehalf, OrganisationEvent> = {
  initialState: { status: 'none' },
  decide(command, state): Decision {
    if (command.type === 'register-processor') return registerProcessor(command, state);
    if (command.type === 'register-controller') return registerController(command, state);
    if (state.status === 'none') return notFound();
    // What a controller asks of its own people is not for the processor that keeps its record to say.
    if (command.type === 'change-settings')
      return state.organisation.organisationId === command.onBehalfOf ? changeSettings(command, state) : notFound();
    if (ownerOf(state.organisation) !== command.onBehalfOf) return notFound();
    if (state.organisation.kind !== 'controller')
      return conflict('contacts-are-of-controllers', 'contacts are named for controllers');
    switch (command.type) {
      case 'add-contact':
        return addContact(command, state);
      case 'change-contact':
        return changeContact(command, state);
      case 'remove-contact':
        return removeContact(command, state);
    }
  },
  evolve(state, event): OrganisationState {
    if (event.type === 'OrganisationRegistered')
      return {
        status: 'registered',
        organisation: organisationOf(event.data),
        contacts: {},
        settings: DEFAULT_SETTINGS,
        onCallPersonId: null,
        ...(event.data.importId !== undefined && { importId: event.data.importId }),
      };
    if (state.status === 'none') return state;
    switch (event.type) {
      case 'ContactAdded':
      case 'ContactChanged':
        return { ...state, contacts: { ...state.contacts, [event.data.contactId]: contactOf(event.data) } };
      case 'ContactRemoved':
        return { ...state, contacts: { ...state.contacts, [event.data.contactId]: 'removed' } };
      case 'SettingsChanged': {
        const { settings, onCallPersonId } = event.data;
        return {
          ...state,
          settings: { ...settings, onCallAddress: orErased(settings.onCallAddress, null) },
          onCallPersonId,
        };
      }
    }
  },
};

/** A processor that is registered stays as it is: every import of its terms registers it. */
function registerProcessor(
  { type: _, onBehalfOf, now, ...details }: Extract<Command, { type: 'register-processor' }>,
  state: OrganisationState,
): Decision {
  if (details.organisationId !== onBehalfOf) return notFound();
  return state.status === 'registered' ? [] : registered({ ...details, kind: 'processor', keptBy: null }, now);
}

function registerController(
  { type: _, onBehalfOf, now, importId, importRow, ...details }: Extract<Command, { type: 'register-controller' }>,
  state: OrganisationState,
): Decision {
  const controller: Organisation = { ...details, kind: 'controller', keptBy: onBehalfOf };
  if (state.status === 'none') return registered(controller, now, originOf({ importId, importRow }));
  if (ownerOf(state.organisation) !== onBehalfOf) return notFound();
  return sameJson(state.organisation, controller)
    ? []
    : conflict('registered-already', 'this organisation is registered with other details');
}

const registered = (organisation: Organisation, at: Instant, origin: Partial<ImportOrigin> = {}): Decision =>
  faultOfDetails(organisation) ?? [{ type: 'OrganisationRegistered', data: { ...organisation, ...origin, at } }];

function faultOfDetails(details: OrganisationDetails): Refusal | undefined {
  const { name, address, country, land, timeZone } = details;
  if (isBlank(name)) return invalid('name-missing', 'name', 'an organisation has a name');
  if (isBlank(address.city)) return invalid('city-missing', 'address.city', 'an address names the place');
  if (!/^[A-Z]{2}$/.test(country))
    return invalid('unknown-country', 'country', 'a country is two capital letters (ISO 3166-1), e.g. DE');
  if (country === 'DE' && (land === null || !LAENDER.includes(land)))
    return invalid('land-missing', 'land', 'in Germany the Land decides on the authority (§ 40(2) BDSG)', {
      values: LAENDER,
    });
  if (country !== 'DE' && land !== null)
    return invalid('land-outside-germany', 'land', 'only an organisation in Germany has a Land');
  if (!isZone(timeZone))
    return invalid('unknown-time-zone', 'timeZone', 'a time zone is an IANA name, e.g. Europe/Berlin');
  return undefined;
}

function addContact(command: Extract<Command, { type: 'add-contact' }>, state: Registered): Decision {
  const known = state.contacts[command.contactId];
  const facts = contactFacts(command, state);
  if (isErased(state.organisation.name))
    return conflict('erased', 'the key of this record was destroyed; nothing can be added to it');
  if (known !== undefined)
    return typeof known === 'object' && sameJson(known, contactOf(facts))
      ? []
      : conflict('contact-exists', 'this contact id is in use');
  return faultOfContact(command) ?? [{ type: 'ContactAdded', data: facts }];
}

function changeContact(command: Extract<Command, { type: 'change-contact' }>, state: Registered): Decision {
  const known = state.contacts[command.contactId];
  if (known === undefined || known === 'removed') return notFound();
  if (known === 'erased') return conflict('erased', 'the key of this contact was destroyed; add a new contact instead');
  const facts = contactFacts(command, state);
  if (sameJson(known, contactOf(facts))) return [];
  return faultOfContact(command) ?? [{ type: 'ContactChanged', data: facts }];
}

function removeContact({ contactId, now }: Extract<Command, { type: 'remove-contact' }>, state: Registered): Decision {
  const known = state.contacts[contactId];
  if (known === undefined) return notFound();
  if (known === 'removed') return [];
  return [{ type: 'ContactRemoved', data: { organisationId: state.organisation.organisationId, contactId, at: now } }];
}

function faultOfContact({ name, email, phone, purposes }: ContactDetails): Refusal | undefined {
  if (isBlank(name)) return invalid('name-missing', 'name', 'a contact has a name, of a person or of a post');
  if (email !== null && !isEmailAddress(email))
    return invalid('malformed-email', 'email', 'an e-mail address looks like office@example.org');
  if (email === null && (phone === null || isBlank(phone)))
    return invalid('contact-unreachable', 'email', 'a contact has an e-mail address or a telephone number');
  if (email === null && purposes.includes('breach-notices'))
    return invalid(
      'notice-contact-without-email',
      'email',
      'a contact for breach notices has an e-mail address: a call is no text form (§ 126b BGB)',
    );
  return undefined;
}

function changeSettings(command: Extract<Command, { type: 'change-settings' }>, state: Registered): Decision {
  const { settings, personId, now } = command;
  const { fourEyes: _, ...others } = settings;
  if (state.organisation.kind !== 'processor' && !sameJson(others, DEFAULT_SETTINGS))
    return conflict('settings-are-of-processors', 'of these settings a controller has only fourEyes');
  const { internalTargetHours: hours, onCallAddress } = settings;
  if (hours !== null && !(hours > 0 && hours <= LONGEST_TARGET))
    return invalid(
      'internal-target',
      'internalTargetHours',
      `an internal target is a number of hours above 0 and up to ${LONGEST_TARGET}, or null for none`,
    );
  if (onCallAddress !== null && !isEmailAddress(onCallAddress))
    return invalid('malformed-email', 'onCallAddress', 'an e-mail address looks like office@example.org');
  for (const [language, template] of Object.entries(settings.templates)) {
    if (template && (isBlank(template.subject) || isBlank(template.text)))
      return invalid(
        'empty-template',
        `templates.${language}`,
        'a template has a subject and a text; leave it out to use the built-in one',
      );
  }
  const fault = faultOfTemplates(settings.templates);
  if (fault) return fault;
  if (sameJson(settings, state.settings)) return [];
  const kept = onCallAddress === state.settings.onCallAddress ? state.onCallPersonId : personId;
  const { organisationId } = state.organisation;
  return [
    {
      type: 'SettingsChanged',
      data: { organisationId, settings, onCallPersonId: onCallAddress === null ? null : kept, at: now },
    },
  ];
}

const contactFacts = (
  command: Extract<Command, { type: 'add-contact' | 'change-contact' }>,
  state: Registered,
): ContactFacts => ({
  organisationId: state.organisation.organisationId,
  contactId: command.contactId,
  ...detailsOf(command),
  ...(command.type === 'add-contact' && originOf(command)),
  at: command.now,
});

const organisationOf = ({
  at: _,
  importId: __,
  importRow: ___,
  ...organisation
}: Extract<OrganisationEvent, { type: 'OrganisationRegistered' }>['data']): Organisation => organisation;

const contactOf = (facts: ContactFacts): ContactDetails | 'erased' =>
  isErased(facts.name) ? 'erased' : detailsOf(facts);

const detailsOf = ({ name, function: post, email, phone, language, purposes }: ContactDetails): ContactDetails => ({
  name,
  function: post,
  email,
  phone,
  language,
  purposes,
});
