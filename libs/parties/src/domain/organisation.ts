import type { LAENDER } from './terms.js';

/** The Land of a controller's main establishment decides on its authority (§ 40(2) BDSG). */
export type Land = (typeof LAENDER)[number];

/**
 * Which law of data protection the organisation is under. Churches and public bodies have authorities and periods of
 * their own, so it is asked at registration.
 */
export const REGIMES = ['gdpr', 'kdg', 'dsg-ekd', 'public'] as const;
export type Regime = (typeof REGIMES)[number];

export const LANGUAGES = ['de', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What a contact is asked for. Only contacts for `breach-notices` get notices. */
export const CONTACT_PURPOSES = ['breach-notices', 'data-protection-officer', 'subprocessor-changes'] as const;
export type ContactPurpose = (typeof CONTACT_PURPOSES)[number];

export interface Address {
  readonly street: string;
  readonly postalCode: string | null;
  readonly city: string;
}

/** What is registered of an organisation. Of a controller, name, address and customer number are sealed: a practice bears a doctor's name. */
export interface OrganisationDetails {
  readonly name: string;
  /** As the organisation states it, e.g. `GmbH`. */
  readonly legalForm: string | null;
  readonly address: Address;
  /** Null outside Germany. */
  readonly land: Land | null;
  /** ISO 3166-1 alpha-2, e.g. `DE`. */
  readonly country: string;
  /** IANA name, e.g. `Europe/Berlin`. */
  readonly timeZone: string;
  /** Language of what is written to it. */
  readonly language: Language;
  readonly regime: Regime;
  /** The processor's own number for this controller. */
  readonly customerNumber: string | null;
}

/** A processor, or the record that one processor keeps of a controller. The same practice under another processor is another record. */
export type Organisation = OrganisationDetails & { readonly organisationId: string } & (
    { readonly kind: 'processor'; readonly keptBy: null } | { readonly kind: 'controller'; readonly keptBy: string }
  );

/** A person or post that can be told something on a controller's behalf. */
export interface ContactDetails {
  readonly name: string;
  /** E.g. `practice owner`, `data protection officer`. */
  readonly function: string | null;
  readonly email: string | null;
  /** As the person writes it. */
  readonly phone: string | null;
  readonly language: Language;
  readonly purposes: readonly ContactPurpose[];
}
