import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AffectControllersHandler } from './handlers/affect-controllers.js';
import { CloseIncidentHandler, IncidentCommandHandler } from './handlers/commands.js';
import { PreviewAffectedHandler } from './handlers/preview-affected.js';
import {
  GetIncidentHandler,
  GetTimelineHandler,
  ListAffectedHandler,
  ListIncidentsHandler,
} from './handlers/queries.js';
import { Selector } from './handlers/selector.js';
import { GetSubprocessorHandler, ListSubprocessorsHandler } from './handlers/subprocessors.js';
import { AffectedController } from './http/affected.controller.js';
import { IncidentWorkController } from './http/incident-work.controller.js';
import { IncidentsController } from './http/incidents.controller.js';
import { SubprocessorsController } from './http/subprocessors.controller.js';

/** The processor's file. Needs the kernel's services and a `CLOSING_GUARD` from a global module. */
@Module({
  imports: [CqrsModule],
  controllers: [IncidentsController, IncidentWorkController, AffectedController, SubprocessorsController],
  providers: [
    Selector,
    IncidentCommandHandler,
    CloseIncidentHandler,
    AffectControllersHandler,
    PreviewAffectedHandler,
    ListIncidentsHandler,
    GetIncidentHandler,
    GetTimelineHandler,
    ListAffectedHandler,
    ListSubprocessorsHandler,
    GetSubprocessorHandler,
  ],
})
export class IncidentsModule {}
