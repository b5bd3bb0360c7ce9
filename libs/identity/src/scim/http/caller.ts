import { randomUUID } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { AuthenticatedRequest } from '../../http/authenticators.js';
import { ScimFault } from '../domain/fault.js';
import type { Caller } from '../handlers/scim-users.js';

type Request = AuthenticatedRequest & { correlationId?: string; commandDigest?: string };

/** For whom a directory asks: it speaks for the organisation of its token, and for no other. */
export const ScimCaller = createParamDecorator((_: unknown, execution: ExecutionContext): Caller => {
  const request = execution.switchToHttp().getRequest<Request>();
  const { principal } = request;
  if (!principal) throw new ScimFault(401, null, 'a token is needed');
  const { organisation, actor, role } = principal;
  const commandId = (request.correlationId ??= randomUUID());
  return {
    organisation,
    side: role === 'controller' ? 'controller' : 'processor',
    version: basedOn(request.headers['if-match']),
    context: { actor, organisation, commandId, correlationId: commandId },
  };
});

/** `W/"3"` → 3. */
function basedOn(header: string | readonly string[] | undefined): number | undefined {
  if (header === undefined || header === '*') return undefined;
  const version = typeof header === 'string' ? /^(?:W\/)?"(\d{1,9})"$/.exec(header)?.[1] : undefined;
  if (version === undefined) throw new ScimFault(412, null, 'If-Match: one version as it was sent, e.g. W/"3"');
  return Number(version);
}
