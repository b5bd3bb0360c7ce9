import { Inject, Injectable, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { ThrottlerLimitDetail, ThrottlerModuleOptions, ThrottlerStorage } from '@nestjs/throttler';
import { CLOCK, toInstant, type Clock } from '@art33/event-log';
import { PageException, problem, ProblemException } from '@art33/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { enteredOf, formFaults } from './form.js';
import { tooManyPage } from './pages.js';
import { languageOf } from './words.js';

/**
 * The package is CommonJS and requires the framework, which is ESM: loaded once that has been evaluated, it finds it whole
 * under every loader.
 */
const { getOptionsToken, getStorageToken, SkipThrottle, Throttle, ThrottlerGuard, ThrottlerModule } =
  await import('@nestjs/throttler');
export { SkipThrottle, Throttle };

const HOUR = 3_600_000;

/**
 * How much is taken per hour: by a form from one address, and for one processor, for people rarely need more than a few; of
 * entries that the form gives back to be corrected, from one address; by webhooks from one address, for machines tell more
 * often.
 */
export const INTAKE_LIMITS = { address: 20, processor: 200, faulty: 200, webhook: 600 } as const;

type Hits = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** Counts per key within a window that begins with the first hit. Kept in memory: a restart forgives. */
class ClockedThrottle implements ThrottlerStorage {
  private readonly windows = new Map<string, { hits: number; readonly until: number }>();

  constructor(private readonly clock: Clock) {}

  async increment(key: string, ttl: number, limit: number): Promise<Hits> {
    const now = this.clock.now();
    this.forget(now);
    const window = this.windows.get(key) ?? { hits: 0, until: now + ttl };
    window.hits += 1;
    this.windows.set(key, window);
    const left = Math.ceil((window.until - now) / 1000);
    const isBlocked = window.hits > limit;
    return { totalHits: window.hits, timeToExpire: left, isBlocked, timeToBlockExpire: isBlocked ? left : 0 };
  }

  /** What is over is dropped, oldest first: a map keeps the order of insertion, and all windows are equally long. */
  private forget(now: number): void {
    for (const [key, { until }] of this.windows) {
      if (until > now) return;
      this.windows.delete(key);
    }
  }
}

/** Whether the form will give the entry back: nothing of it is taken, so it uses up nobody's reports. */
function isFaultyEntry(context: ExecutionContext): boolean {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  if (request.url.startsWith('/api/')) return false;
  const entered = enteredOf(request.body as Readonly<Record<string, unknown>> | undefined);
  return formFaults(entered, languageOf(request)).length > 0;
}

/** Reports per address (a network of IPv6) and per processor; beside them what a form gives back, per address. */
export const intakeThrottling = ThrottlerModule.forRootAsync({
  inject: [CLOCK],
  useFactory: (clock: Clock) => ({
    throttlers: [
      { name: 'faulty', limit: INTAKE_LIMITS.faulty, ttl: HOUR, skipIf: (context) => !isFaultyEntry(context) },
      { name: 'address', limit: INTAKE_LIMITS.address, ttl: HOUR, skipIf: isFaultyEntry },
      {
        name: 'processor',
        limit: INTAKE_LIMITS.processor,
        ttl: HOUR,
        skipIf: isFaultyEntry,
        getTracker: (request) => String((request as FastifyRequest<{ Params: { target?: string } }>).params.target),
      },
    ],
    setHeaders: false,
    storage: new ClockedThrottle(clock),
  }),
});

/** Holds the public ways in to their limits; says when to try again, as a page or as a problem. */
@Injectable()
export class IntakeThrottle extends ThrottlerGuard {
  constructor(
    @Inject(getOptionsToken()) options: ThrottlerModuleOptions,
    @Inject(getStorageToken()) storage: ThrottlerStorage,
    @Inject(Reflector) reflector: Reflector,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    super(options, storage, reflector);
  }

  protected override async shouldSkip(context: ExecutionContext): Promise<boolean> {
    return context.switchToHttp().getRequest<FastifyRequest>().method !== 'POST';
  }

  protected override async throwThrottlingException(
    context: ExecutionContext,
    { timeToBlockExpire }: ThrottlerLimitDetail,
  ): Promise<void> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const again = toInstant(this.clock.now() + timeToBlockExpire * 1000);
    void reply.header('Retry-After', String(timeToBlockExpire));
    if (request.url.startsWith('/api/'))
      throw new ProblemException(
        problem('too-many-requests', 429, `too many reports; try again after ${again}`, { retryAt: again }),
      );
    throw new PageException(tooManyPage(languageOf(request), again), 429);
  }
}
