import type { AgreementCommandData, OnBehalf, OrganisationCommandData } from '../domain/commands.js';
import { agreementIdOf, processorId, termsIdOf } from '../domain/ids.js';
import type { ContactDetails, OrganisationDetails } from '../domain/organisation.js';
import type { OpenTerm, Terms } from '../domain/terms.js';

/** Small but whole records that the tests of this room start from. */

export const at = '2026-10-23T19:40:00.000Z';
export const start = '2026-01-01T00:00:00.000Z';
export const later = '2026-07-01T00:00:00.000Z';

export const processor = processorId('sample-processor');
export const otherProcessor = processorId('other-processor');
export const controller = '22222222-2222-4222-8222-222222222222';
export const contact = '33333333-3333-4333-8333-333333333333';
export const termsId = termsIdOf(processor, 'sample-terms');
export const agreement = agreementIdOf(processor, controller, termsId, 1);

export const practice: OrganisationDetails = {
  name: 'Praxis Dr. Meier',
  legalForm: null,
  address: { street: 'Lindenweg 3', postalCode: '87435', city: 'Kempten' },
  land: 'BY',
  country: 'DE',
  timeZone: 'Europe/Berlin',
  language: 'de',
  regime: 'gdpr',
  customerNumber: 'K-1',
};
export const anna: ContactDetails = {
  name: 'Dr. Anna Meier',
  function: 'owner',
  email: 'meier@praxis-meier.example',
  phone: '+49 831 1',
  language: 'de',
  purposes: ['breach-notices'],
};
export const registerController: Extract<OrganisationCommandData & OnBehalf, { type: 'register-controller' }> = {
  type: 'register-controller',
  organisationId: controller,
  onBehalfOf: processor,
  ...practice,
};
export const registerProcessor: Extract<OrganisationCommandData & OnBehalf, { type: 'register-processor' }> = {
  type: 'register-processor',
  organisationId: processor,
  onBehalfOf: processor,
  ...practice,
  name: 'Sample GmbH',
  customerNumber: null,
};
export const conclude: Extract<AgreementCommandData & OnBehalf, { type: 'conclude-agreement' }> = {
  type: 'conclude-agreement',
  agreementId: agreement,
  controllerId: controller,
  termsId,
  termsVersion: 1,
  from: start,
  subprocessors: ['hosting-gmbh', 'mail-ltd'],
  onBehalfOf: processor,
};

const words = (text: string) => ({ de: text, en: text });

/** Whether a suspicion counts: a closed choice with a default. */
export const suspicionTerm: OpenTerm = {
  id: 'suspicion',
  clause: '3',
  question: words('does a suspicion count?'),
  default: 'yes',
  values: ['yes', 'no'],
};
/** An objection period that the text leaves blank: no default. */
export const objectionTerm: OpenTerm = {
  id: 'objection-period',
  clause: '5.1',
  question: words('how long may be objected?'),
  default: null,
  answer: 'period',
};

export const sampleTerms: Terms = {
  id: 'sample-terms',
  version: '1.0',
  effectiveFrom: '2025-11-06',
  title: 'Sample terms',
  language: 'de',
  processor: {
    id: 'sample-processor',
    name: 'Sample GmbH',
    address: 'Am Markt 1, 87435 Kempten',
    register: null,
    email: 'office@sample.example',
    place: 'Kempten',
    land: 'BY',
    timeZone: 'Europe/Berlin',
  },
  dataProtectionContact: { name: 'Eva Schmidt', email: 'dpo@sample.example', clause: '1', note: words('named') },
  triggers: [
    { id: 'breach', clause: '9', fact: 'breach-established', noticeKind: 'breach', time: { kind: 'hours', hours: 24 } },
  ],
  requiredContent: [{ item: 'nature', clause: '9' }],
  noticeForm: { form: 'text', clause: '12.1' },
  subprocessors: [
    { id: 'hosting-gmbh', name: 'Hosting GmbH', service: 'servers', place: 'DE', safeguard: null, clause: '5.2' },
    { id: 'mail-ltd', name: 'Mail Ltd', service: 'mail', place: 'IE', safeguard: null, clause: '5.2' },
  ],
  subprocessorChange: { id: 'change', clause: '5.1', summary: words('told in time') },
  periods: [],
  recurringDuties: [],
  controllerDuties: [],
  otherClauses: [],
  openTerms: [suspicionTerm, objectionTerm],
};
