import { Inject, Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Limits, tooMany, visitorOf, type Limit, type TooMany } from '@art33/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { enteredOf, formFaults } from './form.js';
import { tooManyPage } from './pages.js';
import { languageOf } from './words.js';

const HOUR = 3_600_000;
const perHour = (name: string, most: number): Limit => ({ name, most, within: HOUR });

/**
 * How much is taken per hour, beside what holds for every route: by a form from one address, and for one processor, for people
 * rarely need more than a few; of entries that the form gives back to be corrected, from one address; by webhooks from one
 * address, for machines tell more often.
 */
const INTAKE_LIMITS = {
  address: perHour('intake-form', 20),
  processor: perHour('intake-form-processor', 200),
  faulty: perHour('intake-form-faulty', 200),
  webhook: perHour('intake-webhook', 600),
} as const;

const WAY_IN = 'art33:intake';
/** Which public way in a controller is. */
export const WayIn = (way: 'form' | 'webhook') => SetMetadata(WAY_IN, way);

/** Holds the public ways in to their limits; says when to try again, as a page or as a problem. */
@Injectable()
export class IntakeThrottle implements CanActivate {
  constructor(
    @Inject(Limits) private readonly limits: Limits,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (request.method !== 'POST') return true;
    const way = this.reflector.get<'form' | 'webhook'>(WAY_IN, context.getClass());
    const refused =
      way === 'form' ? this.ofForm(request) : this.limits.count(INTAKE_LIMITS.webhook, visitorOf(request));
    if (!refused) return true;
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    throw tooMany(request, reply, refused, () => tooManyPage(languageOf(request), refused.again), 'reports');
  }

  /** An entry that the form will give back uses up nobody's reports; an address that sends too much, not its processor's. */
  private ofForm(request: FastifyRequest): TooMany | undefined {
    const visitor = visitorOf(request);
    const entered = enteredOf(request.body as Readonly<Record<string, unknown>> | undefined);
    if (formFaults(entered, languageOf(request)).length > 0) return this.limits.count(INTAKE_LIMITS.faulty, visitor);
    const { target = '' } = request.params as { readonly target?: string };
    return this.limits.count(INTAKE_LIMITS.address, visitor) ?? this.limits.count(INTAKE_LIMITS.processor, target);
  }
}
