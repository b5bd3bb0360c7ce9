import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { READ_MODELS, turn, type ReadModelDb, type ReadModels } from '@art33/event-log';
import { ScopedQuery, type OrganisationScope } from '@art33/identity';
import { contactsForNotices, organisation, type AgreementMatch } from '@art33/parties';
import { likest } from '../domain/likeness.js';
import type { AffectedAgreement, AffectedRule } from '../domain/values.js';
import { namesOfSubprocessors } from '../read-model/legal-entities.js';
import { affectedIds, incidentById, type AffectedCounts } from '../read-model/queries.js';
import type { Selection } from '../read-model/selection.js';
import { Selector } from './selector.js';

/** How many of the selected a preview names unless it is asked for more. */
const SAMPLE_SIZE = 10;
/** How many subprocessors it offers in place of one that no terms name. */
const MOST_OFFERED = 10;

/** What a selection would come to, before anything is written. */
export interface AffectedPreview extends AffectedCounts {
  readonly rule: AffectedRule;
  readonly evaluatedAtLogNumber: number;
  /** Agreements whose controller has no contact for breach notices: it could not be told. */
  readonly withoutContact: number;
  /** Selected and listed already. */
  readonly listed: number;
  /** By subprocessor only: whether any version of the organisation's own terms names it. */
  readonly namedInTerms?: boolean;
  /** Where they do not: whom they name, the likest id first, for the id may be mistyped. */
  readonly subprocessorsInTerms?: readonly string[];
  /** The first of the selected. */
  readonly sample: readonly Sampled[];
}

interface Sampled extends AffectedAgreement {
  readonly controllerName: string | null;
  readonly hasContact: boolean;
}

/** Counts whom a selection would affect; undefined where there is no such incident to see. */
export class PreviewAffected extends ScopedQuery<AffectedPreview | undefined> {
  constructor(
    scope: OrganisationScope,
    readonly incidentId: string,
    readonly selection: Selection,
    /** How many of the selected are named. */
    readonly sampleSize = SAMPLE_SIZE,
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

  async execute({ scope, incidentId, selection, sampleSize }: PreviewAffected): Promise<AffectedPreview | undefined> {
    const found = incidentById(this.models.db, scope, incidentId);
    if (!found) return undefined;
    const since = found.view.occurred.from?.at ?? null;
    const { agreements, ...evaluation } = await this.selector.evaluate(scope, selection, since);
    const { db } = this.models;
    const listed = affectedIds(db, scope, incidentId);
    const without = await controllersWithoutContact(db, agreements);
    const ended = agreements.filter((agreement) => agreement.ended).length;
    return {
      ...evaluation,
      total: agreements.length,
      active: agreements.length - ended,
      ended,
      withoutContact: agreements.filter(({ controllerId }) => without.has(controllerId)).length,
      listed: agreements.filter(({ agreementId }) => listed.has(agreementId)).length,
      ...(selection.by === 'subprocessor' && standingInTerms(db, scope, selection.subprocessorId)),
      sample: await sampled(db, agreements.slice(0, sampleSize), without),
    };
  }
}

/** A legal entity that no terms name may be selected all the same: the person is told, and decides. */
function standingInTerms(
  db: ReadModelDb,
  scope: OrganisationScope,
  subprocessorId: string,
): Pick<AffectedPreview, 'namedInTerms' | 'subprocessorsInTerms'> {
  const names = namesOfSubprocessors(db, scope);
  if (names.has(subprocessorId)) return { namedInTerms: true };
  return { namedInTerms: false, subprocessorsInTerms: likest(subprocessorId, [...names.keys()], MOST_OFFERED) };
}

/** How many controllers are looked up before others get their turn. */
const SLICE = 200;

async function sampled(
  db: ReadModelDb,
  agreements: readonly AgreementMatch[],
  without: ReadonlySet<string>,
): Promise<readonly Sampled[]> {
  const sample: Sampled[] = [];
  for (const [index, { agreementId, controllerId, ended }] of agreements.entries()) {
    if (index % SLICE === SLICE - 1) await turn();
    const controllerName = organisation(db, controllerId)?.name ?? null;
    sample.push({ agreementId, controllerId, ended, controllerName, hasContact: !without.has(controllerId) });
  }
  return sample;
}

async function controllersWithoutContact(
  db: ReadModelDb,
  agreements: readonly AgreementMatch[],
): Promise<ReadonlySet<string>> {
  const without = new Set<string>();
  for (const [index, { controllerId }] of agreements.entries()) {
    if (index % SLICE === SLICE - 1) await turn();
    if (contactsForNotices(db, controllerId).length === 0) without.add(controllerId);
  }
  return without;
}
