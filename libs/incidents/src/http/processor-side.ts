import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { notFound, type Art33Request } from '@art33/http';
import { Roles } from '@art33/identity';

/** An incident is the processor's file: for a controller there is no such record. */
@Injectable()
export class ProcessorSideGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.switchToHttp().getRequest<Art33Request>().principal?.role === 'controller') throw notFound();
    return true;
  }
}

/** Only processors write. Controllers pass the check of roles, so that they are told what they are told everywhere here. */
export const ForProcessors = () => Roles('processor', 'controller');
/** A look that needs a body. */
export const ForReaders = () => Roles('processor', 'controller', 'auditor');
