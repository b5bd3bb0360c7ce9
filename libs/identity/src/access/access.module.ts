import { Module } from '@nestjs/common';
import { AccessLog } from './handlers/access-log.js';
import { AccessLogController, BreakGlassController } from './http/access.controller.js';

/**
 * Who read what of others. `AccessInterceptor` is to be an interceptor of the whole service, before those that make answers.
 * Needs `ORGANISATIONS` from whoever composes the service.
 */
@Module({ controllers: [AccessLogController, BreakGlassController], providers: [AccessLog], exports: [AccessLog] })
export class AccessModule {}
