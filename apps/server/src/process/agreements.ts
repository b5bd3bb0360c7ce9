import type { Commands, Instant } from '@art33/event-log';
import {
  agreementDecider,
  agreementStream,
  openTermValuesOf,
  organisationDecider,
  organisationStream,
  termsDecider,
  termsStream,
  termsVersionAt,
  versionOf,
  type OpenTermValue,
  type OrganisationState,
  type Terms,
  type TermsState,
} from '@art33/parties';

export type Registered = Extract<OrganisationState, { status: 'registered' }>;

/** What an agreement asks of a notice. */
export interface AgreementView {
  readonly agreementId: string;
  readonly processorId: string;
  readonly controllerId: string;
  readonly terms: Terms;
  readonly openTerms: readonly OpenTermValue[];
  readonly processor: Registered;
  readonly controller: Registered;
}

/**
 * Reads agreements with everything that their notices need. A reader lives for one event: terms and processor, which many
 * agreements share, are read once by each.
 */
export class AgreementReader {
  private readonly terms = new Map<string, Promise<TermsState>>();
  private readonly processors = new Map<string, Promise<OrganisationState>>();

  constructor(private readonly commands: Commands) {}

  /** The agreement with the version of its terms that was in force at an instant: that of what starts the clock. */
  async read(agreementId: string, at: Instant): Promise<AgreementView | undefined> {
    const agreement = await this.commands.state(agreementDecider, agreementStream(agreementId));
    if (agreement.status === 'none') return undefined;
    const { processorId, controllerId, termsId } = agreement;
    const terms = await once(this.terms, termsId, () => this.commands.state(termsDecider, termsStream(termsId)));
    const processor = await once(this.processors, processorId, () => this.organisation(processorId));
    const controller = await this.organisation(controllerId);
    const number = termsVersionAt(agreement, at);
    const version = versionOf(terms, number);
    if (!version || processor.status === 'none' || controller.status === 'none') return undefined;
    return {
      agreementId,
      processorId,
      controllerId,
      terms: version.terms,
      openTerms: openTermValuesOf(terms, number),
      processor,
      controller,
    };
  }

  organisation(id: string): Promise<OrganisationState> {
    return this.commands.state(organisationDecider, organisationStream(id));
  }
}

function once<T>(known: Map<string, Promise<T>>, key: string, read: () => Promise<T>): Promise<T> {
  const found = known.get(key) ?? read();
  known.set(key, found);
  return found;
}
