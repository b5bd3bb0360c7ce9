import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { notFound } from '@art33/http';
import { CONTROLLER_RIGHTS, PROCESSOR_RIGHTS, Roles, type AuthenticatedRequest } from '@art33/identity';

/** An incident is the processor's file: for a controller there is no such record. */
@Injectable()
export class ProcessorSideGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.switchToHttp().getRequest<AuthenticatedRequest>().principal?.role === 'controller') throw notFound();
    return true;
  }
}

/** Responders write. Controllers pass the check of rights, so that they are told what they are told everywhere here. */
export const ForResponders = () => Roles('processor:responder', ...CONTROLLER_RIGHTS);
/** What an admin sets; controllers as above. */
export const ForAdmins = () => Roles('processor:admin', ...CONTROLLER_RIGHTS);
/** A look that needs a body. */
export const ForReaders = () => Roles(...PROCESSOR_RIGHTS, ...CONTROLLER_RIGHTS, 'auditor');
