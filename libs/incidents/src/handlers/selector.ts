import { Inject, Injectable } from '@nestjs/common';
import {
  CLOCK,
  CommandRefused,
  EVENT_LOG,
  LogUnavailable,
  READ_MODELS,
  Refusal,
  toInstant,
  type Clock,
  type EventLog,
  type Instant,
  type ReadModels,
} from '@art33/event-log';
import type { OrganisationScope } from '@art33/identity';
import type { AgreementMatch } from '@art33/parties';
import type { AffectedRule } from '../domain/values.js';
import { ownsTerms, ruleOf, selected, type Selection } from '../read-model/selection.js';

/** What a selection comes to: whom it selects, by which rule, and how much of the log that took into account. */
interface Evaluation {
  readonly rule: AffectedRule;
  readonly evaluatedAtLogNumber: number;
  readonly agreements: readonly AgreementMatch[];
}

/** Evaluates selections on models that show the whole log as it stands. */
@Injectable()
export class Selector {
  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws `CommandRefused` where it names what is not the organisation's own. */
  async evaluate(scope: OrganisationScope, selection: Selection, since: Instant | null): Promise<Evaluation> {
    const { position, size } = await this.log.head();
    if (position !== undefined && !(await this.models.waitFor(position)))
      throw new LogUnavailable('the read models do not show the whole log yet');
    const agreements = selected(this.models.db, scope, selection, since, toInstant(this.clock.now()));
    const refusal = this.refuseForeign(scope, selection, agreements);
    if (refusal) throw new CommandRefused(refusal);
    return { rule: ruleOf(selection, since), evaluatedAtLogNumber: size - 1, agreements };
  }

  private refuseForeign(
    scope: OrganisationScope,
    selection: Selection,
    found: readonly AgreementMatch[],
  ): Refusal | undefined {
    if (selection.by === 'terms' && !ownsTerms(this.models.db, scope, selection.termsId))
      return new Refusal('unknown-terms', 'invalid', 'no terms with this id are yours; GET /terms lists them', 'terms');
    if (selection.by !== 'agreements') return undefined;
    const rule = 'an incident affects agreements of its own processor only';
    const known = new Set(found.map(({ agreementId }) => agreementId));
    const unknown = selection.agreements.filter((id) => !known.has(id));
    return unknown.length > 0
      ? new Refusal('unknown-agreements', 'invalid', rule, 'agreements', { unknown })
      : undefined;
  }
}
