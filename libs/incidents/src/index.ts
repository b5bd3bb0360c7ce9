/** The processor's file: what happened, since when it is known, whom it affects, what is done about it. */
export * from './domain/facts.js';
export * from './domain/history.js';
export * from './domain/values.js';
export * from './domain/events.js';
export * from './domain/commands.js';
export * from './domain/state.js';
export { incidentDecider } from './domain/decider.js';
export * from './domain/streams.js';
export { reportDecider, type ReportDecision, type ReportState } from './domain/reports/decider.js';
export { CHANNELS, reportEvents, type Channel, type ReportEvent, type Reporter } from './domain/reports/events.js';
export { referenceOf, reportStream, webhookIdOf } from './domain/reports/ids.js';
export { intakeEvents, type Emergency, type IntakeEvent } from './domain/reports/intake.js';
export { INTAKE_ADDRESSES, intakeAddresses } from './intake/addresses.js';
export { IntakeSecrets } from './intake/secrets.js';
export * from './read-model/reports.js';
export * from './read-model/report-list.js';
export * from './handlers/closing-guard.js';
export { CloseIncidentCommand, IncidentCommand } from './handlers/commands.js';
export { AffectControllersCommand } from './handlers/affect-controllers.js';
export { PreviewAffected, type AffectedPreview } from './handlers/preview-affected.js';
export {
  GetIncident,
  GetTimeline,
  ListAffected,
  ListIncidents,
  type IncidentShown,
  type ListedController,
} from './handlers/queries.js';
export { GetSubprocessor, ListSubprocessors, type SubprocessorFile } from './handlers/subprocessors.js';
export * from './read-model/lists.js';
export * from './read-model/queries.js';
export * from './read-model/later-matches.js';
export { TIMELINE_SOURCES, type DeedSubject, type TimelineSource } from './read-model/timeline.js';
export * from './read-model/subprocessors.js';
export type { Selection } from './read-model/selection.js';
export { IncidentsModule } from './incidents.module.js';
import type { ListedPast, Projection } from '@art33/event-log';
import type { ImportKind } from '@art33/imports';
import { historicalIncidentsImport } from './import/historical-import.js';
import { legalEntityProjection } from './read-model/legal-entities.js';
import { incidentProjection } from './read-model/projection.js';
import { reportProjection } from './read-model/reports.js';

export const incidentProjections: readonly Projection[] = [incidentProjection, legalEntityProjection, reportProjection];

/** What lists show of the past of incidents and of reports. */
export const incidentPasts: readonly ListedPast[] = [
  {
    projections: [incidentProjection],
    streams: "SELECT 'incident-' || id AS stream FROM incidents_all_incidents WHERE processor = :organisation",
  },
  {
    projections: [reportProjection],
    streams: "SELECT 'report-' || id AS stream FROM reports_reports WHERE processor = :organisation",
  },
];

/** The kinds of files that this room imports. */
export const incidentImports: readonly ImportKind[] = [historicalIncidentsImport];
