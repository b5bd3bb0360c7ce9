import type { Actor, Instant } from '@art33/event-log';
import type { ImportOrigin } from './import-origin.js';
import type { ContactDetails, OrganisationDetails } from './organisation.js';
import type { OrganisationSettings } from './settings.js';
import type { Terms } from './terms.js';

/**
 * Who acts: every decider of this room holds that a processor changes its own records only. A record of another
 * organisation answers as if it did not exist.
 */
export interface OnBehalf {
  /** Organisation id. */
  readonly onBehalfOf: string;
}

export type OrganisationCommandData =
  | ({ readonly type: 'register-processor'; readonly organisationId: string } & OrganisationDetails)
  | ({ readonly type: 'register-controller'; readonly organisationId: string } & OrganisationDetails &
      Partial<ImportOrigin>)
  | ({ readonly type: 'add-contact'; readonly contactId: string } & ContactDetails & Partial<ImportOrigin>)
  | ({ readonly type: 'change-contact'; readonly contactId: string } & ContactDetails)
  | { readonly type: 'remove-contact'; readonly contactId: string }
  | {
      readonly type: 'change-settings';
      readonly settings: OrganisationSettings;
      /** Fresh id, used where the on-call address is another than before. */
      readonly personId: string;
    };

export type TermsCommandData =
  | {
      readonly type: 'publish-terms';
      readonly termsId: string;
      readonly terms: Terms;
      /** Of the terms' content: equal content has an equal digest. */
      readonly digest: string;
    }
  | {
      readonly type: 'confirm-open-term';
      readonly openTermId: string;
      readonly value: string;
      readonly by: Actor;
      readonly reason: string;
    };

export type AgreementCommandData =
  | ({
      readonly type: 'conclude-agreement';
      readonly agreementId: string;
      readonly controllerId: string;
      readonly termsId: string;
      readonly termsVersion: number;
      readonly from: Instant;
      /** Named by that version of the terms. */
      readonly subprocessors: readonly string[];
    } & Partial<ImportOrigin>)
  | {
      readonly type: 'move-to-version';
      readonly termsVersion: number;
      readonly from: Instant;
      /** Named by the new version. */
      readonly subprocessors: readonly string[];
    }
  | { readonly type: 'authorise-subprocessor'; readonly subprocessorId: string; readonly from: Instant }
  | { readonly type: 'withdraw-subprocessor'; readonly subprocessorId: string; readonly until: Instant }
  | { readonly type: 'end-agreement'; readonly until: Instant };
