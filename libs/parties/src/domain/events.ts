import { declareEvents, deriveId, type Actor, type DomainEvent, type Instant } from '@art33/event-log';
import type { ImportOrigin } from './import-origin.js';
import type { ContactDetails, Organisation } from './organisation.js';
import type { OrganisationSettings } from './settings.js';
import { recordLinkEvents, type RecordLinkEvent } from './record-link.js';
import type { Terms } from './terms.js';

/** Every event says when it was decided. */
interface Dated {
  /** UTC. */
  readonly at: Instant;
}

interface OfOrganisation extends Dated {
  readonly organisationId: string;
}

export type ContactFacts = OfOrganisation & ContactDetails & { readonly contactId: string } & Partial<ImportOrigin>;

export type OrganisationEvent =
  | DomainEvent<'OrganisationRegistered', Dated & Organisation & Partial<ImportOrigin>>
  | DomainEvent<'ContactAdded', ContactFacts>
  | DomainEvent<'ContactChanged', ContactFacts>
  | DomainEvent<'ContactRemoved', OfOrganisation & { readonly contactId: string }>
  | DomainEvent<
      'SettingsChanged',
      OfOrganisation & {
        readonly settings: OrganisationSettings;
        /** Key scope of the on-call address: another address gets another, so that each can be erased by itself. */
        readonly onCallPersonId: string | null;
      }
    >;

interface OfTerms extends Dated {
  readonly termsId: string;
}

export type TermsEvent =
  | DomainEvent<
      'TermsPublished',
      OfTerms & {
        readonly processorId: string;
        /** From 1, counted by art33; the text's own label is `terms.version`. */
        readonly version: number;
        readonly terms: Terms;
        readonly digest: string;
        /** ISO date, local to the processor. */
        readonly effectiveFrom: string;
      }
    >
  | DomainEvent<
      'TermsVersionSuperseded',
      OfTerms & {
        readonly version: number;
        readonly by: number;
        /** ISO date from which the later version is the current one. */
        readonly from: string;
      }
    >
  | DomainEvent<
      'OpenTermConfirmed',
      OfTerms & {
        readonly openTermId: string;
        /** The version whose question was answered. */
        readonly version: number;
        readonly value: string;
        readonly by: Actor;
        readonly reason: string;
      }
    >;

interface OfAgreement extends Dated {
  readonly agreementId: string;
}

export type AgreementEvent =
  | DomainEvent<
      'AgreementConcluded',
      OfAgreement &
        Partial<ImportOrigin> & {
          readonly processorId: string;
          readonly controllerId: string;
          readonly termsId: string;
          readonly termsVersion: number;
          /** UTC, inclusive. */
          readonly from: Instant;
          /** The subprocessors that the accepted version names: authorised from the start. */
          readonly subprocessors: readonly string[];
        }
    >
  | DomainEvent<
      'AgreementMovedToVersion',
      OfAgreement & {
        readonly termsVersion: number;
        /** UTC, inclusive. */
        readonly from: Instant;
        /** What the new version names and was not authorised before, and what only the old one named. */
        readonly authorised: readonly string[];
        readonly withdrawn: readonly string[];
      }
    >
  | DomainEvent<'SubprocessorAuthorised', OfAgreement & { readonly subprocessorId: string; readonly from: Instant }>
  | DomainEvent<'SubprocessorWithdrawn', OfAgreement & { readonly subprocessorId: string; readonly until: Instant }>
  | DomainEvent<'AgreementEnded', OfAgreement & { /** UTC, exclusive. */ readonly until: Instant }>;

export type PartiesEvent = OrganisationEvent | TermsEvent | AgreementEvent | RecordLinkEvent;

/** A controller's own fields: a practice's name is often a doctor's. A company that is a processor is no person. */
const ofController = (data: Organisation) => (data.kind === 'controller' ? [`controller:${data.organisationId}`] : []);
const ofContact = (data: ContactFacts) => [`person:${data.contactId}`, `controller:${data.organisationId}`];
/** A text may name a person as contact: each version's is erased by itself. */
const ofTermsContact = (data: { readonly termsId: string; readonly version: number }) => [
  `person:${deriveId('terms-contact', data.termsId, data.version)}`,
];
const contactFields = { '/name': ofContact, '/function': ofContact, '/email': ofContact, '/phone': ofContact };

const recordEvents = declareEvents<Exclude<PartiesEvent, RecordLinkEvent>>()({
  OrganisationRegistered: {
    version: 1,
    meaning: 'A processor, or the record that a processor keeps of one of its controllers, was registered.',
    personal: { '/name': ofController, '/address': ofController, '/customerNumber': ofController },
  },
  ContactAdded: {
    version: 1,
    meaning: 'A person or post was named whom a controller wants told.',
    personal: contactFields,
  },
  ContactChanged: {
    version: 1,
    meaning: 'A contact was changed; the event carries all of its fields as they are now.',
    personal: contactFields,
  },
  ContactRemoved: { version: 1, meaning: 'A contact was removed and gets nothing from now on.' },
  SettingsChanged: {
    version: 1,
    meaning:
      'A processor chose its internal target, the grade that fulfils a duty, its on-call address or its templates, or an organisation where a second person is needed.',
    personal: {
      '/settings/onCallAddress': (data) => (data.onCallPersonId === null ? [] : [`person:${data.onCallPersonId}`]),
    },
  },
  TermsPublished: {
    version: 1,
    meaning: "A version of a processor's terms was published: its clauses, triggers, required content and open terms.",
    personal: {
      '/terms/dataProtectionContact/name': ofTermsContact,
      '/terms/dataProtectionContact/email': ofTermsContact,
      '/terms/processor/email': ofTermsContact,
    },
  },
  TermsVersionSuperseded: {
    version: 1,
    meaning: 'A later version of the terms became the current one from a date on.',
  },
  OpenTermConfirmed: {
    version: 1,
    meaning: 'A person settled what the terms leave open, in place of the default or of nothing.',
    personal: { '/reason': (data) => [`person:${data.by.id}`] },
  },
  AgreementConcluded: {
    version: 1,
    meaning: 'A processor and a controller concluded an agreement under one version of terms, with its subprocessors.',
  },
  AgreementMovedToVersion: {
    version: 1,
    meaning: 'An agreement moved to another version of its terms from an instant on.',
  },
  SubprocessorAuthorised: {
    version: 1,
    meaning: 'A controller authorised a subprocessor for its agreement from an instant on.',
  },
  SubprocessorWithdrawn: {
    version: 1,
    meaning: "A subprocessor's authorisation under an agreement ended at an instant.",
  },
  AgreementEnded: { version: 1, meaning: 'An agreement ended at an instant; its history stays.' },
});

/** Every event of this room, with what the log must know of it. */
export const partiesEvents = { ...recordEvents, ...recordLinkEvents };
