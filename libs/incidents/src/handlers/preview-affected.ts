import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { READ_MODELS, type ReadModels } from '@art33/event-log';
import { ScopedQuery, type OrganisationScope } from '@art33/identity';
import type { AffectedAgreement, AffectedRule } from '../domain/values.js';
import { affectedIds, incidentById, type AffectedCounts } from '../read-model/queries.js';
import { controllersWithoutContact, nameOfController, type Selection } from '../read-model/selection.js';
import { Selector } from './selector.js';

/** How many of the selected a preview shows. */
const SAMPLE_SIZE = 10;

/** What a selection would come to, before anything is written. */
export interface AffectedPreview extends AffectedCounts {
  readonly rule: AffectedRule;
  readonly evaluatedAtLogNumber: number;
  /** Controllers without a contact for breach notices: they could not be told. */
  readonly withoutContact: number;
  /** Selected and listed already. */
  readonly listed: number;
  readonly sample: readonly (AffectedAgreement & {
    readonly controllerName: string | null;
    readonly hasContact: boolean;
  })[];
}

/** Counts whom a selection would affect; undefined where there is no such incident to see. */
export class PreviewAffected extends ScopedQuery<AffectedPreview | undefined> {
  constructor(
    scope: OrganisationScope,
    readonly incidentId: string,
    readonly selection: Selection,
  ) {
    super(scope);
  }
}

@QueryHandler(PreviewAffected)
export class PreviewAffectedHandler implements IQueryHandler<PreviewAffected> {
  constructor(
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(Selector) private readonly selector: Selector,
  ) {}

  async execute({ scope, incidentId, selection }: PreviewAffected): Promise<AffectedPreview | undefined> {
    const found = incidentById(this.models.db, scope, incidentId);
    if (!found) return undefined;
    const since = found.view.occurred.from?.at ?? null;
    const { agreements, ...evaluation } = await this.selector.evaluate(scope, selection, since);
    const { db } = this.models;
    const listed = affectedIds(db, scope, incidentId);
    const without = controllersWithoutContact(db, scope);
    const ended = agreements.filter((agreement) => agreement.ended).length;
    return {
      ...evaluation,
      total: agreements.length,
      active: agreements.length - ended,
      ended,
      withoutContact: agreements.filter(({ controllerId }) => without.has(controllerId)).length,
      listed: agreements.filter(({ agreementId }) => listed.has(agreementId)).length,
      sample: agreements.slice(0, SAMPLE_SIZE).map(({ agreementId, controllerId, ended }) => ({
        agreementId,
        controllerId,
        ended,
        controllerName: nameOfController(db, controllerId),
        hasContact: !without.has(controllerId),
      })),
    };
  }
}
