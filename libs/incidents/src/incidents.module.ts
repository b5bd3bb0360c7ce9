import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { PeopleModule } from '@art33/identity';
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
import { reportHandlers } from './handlers/reports.js';
import { IntakePageController } from './intake/intake-page.controller.js';
import { IntakeWebhookController } from './intake/webhook.controller.js';
import { GetSubprocessorHandler, ListSubprocessorsHandler } from './handlers/subprocessors.js';
import { AffectedController } from './http/affected.controller.js';
import { IncidentWorkController } from './http/incident-work.controller.js';
import { IncidentsController } from './http/incidents.controller.js';
import { IntakeController } from './http/intake.controller.js';
import { ReportsController } from './http/reports.controller.js';
import { RestrictionController } from './http/restriction.controller.js';
import { SubprocessorsController } from './http/subprocessors.controller.js';

/**
 * The processor's file. Needs the kernel's services, a `CLOSING_GUARD`, `TIMELINE_SOURCES`, `IntakeSecrets` and `INTAKE_ADDRESSES` from a
 * global module.
 */
@Module({
  imports: [CqrsModule, PeopleModule],
  controllers: [
    IncidentsController,
    IncidentWorkController,
    AffectedController,
    RestrictionController,
    SubprocessorsController,
    ReportsController,
    IntakeController,
    IntakeWebhookController,
    IntakePageController,
  ],
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
    ...reportHandlers,
  ],
})
export class IncidentsModule {}
