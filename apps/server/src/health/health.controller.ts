import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '@art33/identity';
import type { FastifyReply } from 'fastify';

/** What must be so before the service should get requests. */
export interface Readiness {
  /** Each check by name: true, or why not. */
  check(): Promise<Readonly<Record<string, true | string>>>;
}
export const READINESS = Symbol('Readiness');

/** For supervisors and load balancers. */
@ApiExcludeController()
@Public()
@Controller('health')
export class HealthController {
  constructor(@Inject(READINESS) private readonly readiness: Readiness) {}

  /** The process answers. */
  @Get('live')
  live(): { readonly status: 'up' } {
    return { status: 'up' };
  }

  /** The log answers, read models caught up and whole, clock in line with the log's. */
  @Get('ready')
  async ready(
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ readonly status: 'ready' | 'not-ready'; readonly checks: object }> {
    const checks = await this.readiness.check();
    const ready = Object.values(checks).every((check) => check === true);
    if (!ready) void reply.status(503);
    return { status: ready ? 'ready' : 'not-ready', checks };
  }
}
