import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Art33Request } from '../context.js';
import { Limits } from './limits.js';
import { tooMany } from './too-many.js';
import { MINUTE, REQUEST_LIMITS, type RequestLimits } from './visitors.js';

/** Holds each account to its limit, from however many addresses it asks. Stands behind the guard that says who is asking. */
@Injectable()
export class AccountLimit implements CanActivate {
  constructor(
    @Inject(Limits) private readonly limits: Limits,
    @Inject(REQUEST_LIMITS) private readonly set: RequestLimits,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest & Art33Request>();
    if (!request.principal) return true;
    const { kind, id } = request.principal.actor;
    const limit = { name: 'account', most: this.set.account, within: MINUTE };
    const refused = this.limits.count(limit, `${kind} ${id}`);
    if (refused) throw tooMany(request, http.getResponse<FastifyReply>(), refused);
    return true;
  }
}
