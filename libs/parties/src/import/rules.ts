import { fold, isRefusal, type Refusal } from '@art33/event-log';
import type { ImportFault, ImportRow } from '@art33/imports';
import { organisationDecider } from '../domain/organisation-decider.js';
import type { ContactDetails, OrganisationDetails } from '../domain/organisation.js';
import type { ControllerField } from './fields.js';

const SOMEBODY = '00000000-0000-4000-8000-000000000000';
const base = { organisationId: SOMEBODY, onBehalfOf: SOMEBODY, now: '2026-01-01T00:00:00.000Z' } as const;

/** Which column a field of the decider stands in, and a value that mends it: so that the next rule is asked, too. */
interface Place<T> {
  readonly field: ControllerField;
  readonly mend: (details: T) => T;
}

const OF_DETAILS: Readonly<Record<string, Place<OrganisationDetails>>> = {
  name: { field: 'name', mend: (details) => ({ ...details, name: 'x' }) },
  'address.city': { field: 'city', mend: (details) => ({ ...details, address: { ...details.address, city: 'x' } }) },
  country: { field: 'country', mend: (details) => ({ ...details, country: details.land === null ? 'AT' : 'DE' }) },
  land: { field: 'land', mend: (details) => ({ ...details, land: details.country === 'DE' ? 'BY' : null }) },
  timeZone: { field: 'timeZone', mend: (details) => ({ ...details, timeZone: 'Europe/Berlin' }) },
};
const OF_CONTACT: Readonly<Record<string, Place<ContactDetails>>> = {
  name: { field: 'contactName', mend: (contact) => ({ ...contact, name: 'x' }) },
  email: { field: 'email', mend: (contact) => ({ ...contact, email: 'x@example.org' }) },
};

/** Every rule that a draft breaks: asks the decider again with the fault mended, until it is content. */
function faultsOf<T>(
  row: ImportRow,
  draft: T,
  places: Readonly<Record<string, Place<T>>>,
  refusalOf: (draft: T) => Refusal | undefined,
  known: readonly ImportFault[],
): readonly ImportFault[] {
  const faults: ImportFault[] = [];
  let mended = draft;
  for (let asked = 0; asked <= Object.keys(places).length; asked++) {
    const refusal = refusalOf(mended);
    const place = refusal && places[refusal.field ?? ''];
    if (!refusal) break;
    faults.push(row.fault(place?.field ?? '', refusal.rule));
    if (!place) break;
    mended = place.mend(mended);
  }
  // What could not be read is said once.
  return faults.filter(({ field }) => !known.some((each) => each.field === field));
}

const refused = (decided: unknown): Refusal | undefined => (isRefusal(decided) ? decided : undefined);

/** What the rules of a controller say of a row's details. */
export const faultsOfDetails = (row: ImportRow, details: OrganisationDetails, known: readonly ImportFault[]) =>
  faultsOf(
    row,
    details,
    OF_DETAILS,
    (draft) =>
      refused(
        organisationDecider.decide(
          { type: 'register-controller', ...base, ...draft },
          organisationDecider.initialState,
        ),
      ),
    known,
  );

const SOME_CONTROLLER = fold(organisationDecider, [
  {
    type: 'OrganisationRegistered',
    data: {
      organisationId: SOMEBODY,
      kind: 'controller',
      keptBy: SOMEBODY,
      name: 'x',
      legalForm: null,
      address: { street: '', postalCode: null, city: 'x' },
      land: 'BY',
      country: 'DE',
      timeZone: 'Europe/Berlin',
      language: 'de',
      regime: 'gdpr',
      customerNumber: null,
      at: base.now,
    },
  },
]);

/** What the rules of a contact say of a row's contact. */
export const faultsOfContact = (row: ImportRow, contact: ContactDetails, known: readonly ImportFault[]) =>
  faultsOf(
    row,
    contact,
    OF_CONTACT,
    (draft) =>
      refused(
        organisationDecider.decide({ type: 'add-contact', contactId: SOMEBODY, ...base, ...draft }, SOME_CONTROLLER),
      ),
    known,
  );
