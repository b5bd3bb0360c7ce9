import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CLOCK, READ_MODELS, toInstant, type Clock, type ReadModels } from '@art33/event-log';
import { ScopedQuery, type OrganisationScope } from '@art33/identity';
import { DISPATCH_LIMITS, type DispatchLimits } from '../outbox/limits.js';
import { dispatchOf, type Dispatch } from '../read-model/dispatch.js';
import { FORECAST, type Forecast } from '../read-model/to-come.js';
import { dispatchInWords, type Sentence } from '../read-model/dispatch-words.js';

export interface DispatchView extends Dispatch {
  readonly statement: Sentence;
}

/** How the sending of an organisation's messages goes. */
export class GetDispatch extends ScopedQuery<DispatchView> {
  constructor(scope: OrganisationScope) {
    super(scope);
  }
}

@QueryHandler(GetDispatch)
export class GetDispatchHandler implements IQueryHandler<GetDispatch> {
  constructor(
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(DISPATCH_LIMITS) private readonly limits: DispatchLimits,
    @Inject(FORECAST) private readonly forecast: Forecast,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ scope: { organisation } }: GetDispatch): Promise<DispatchView> {
    const toCome = await this.forecast.toCome(organisation);
    const now = toInstant(this.clock.now());
    const dispatch = dispatchOf(this.models.db, { organisation, toCome }, this.limits, now);
    return { ...dispatch, statement: dispatchInWords(dispatch, now) };
  }
}
