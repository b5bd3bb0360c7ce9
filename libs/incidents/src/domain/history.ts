import { isErased, isRefusal, Refusal, type Instant } from '@art33/event-log';
import type { RecordHistoricalIncident } from './commands.js';
import type { HistoricalIncidentRecorded } from './events.js';
import { refuseDetails } from './details.js';
import { refuseFuture } from './refusals.js';

/** Records an incident of the past as what it is; it belongs to one processor like every other. */
export function recordHistory(
  command: RecordHistoricalIncident,
  processorId: string,
  now: Instant,
): readonly HistoricalIncidentRecorded[] | Refusal {
  const { incidentId, details, times, assessment, affected, measures, importId, importRow } = command;
  const refused = refuseDetails(details, now) ?? refuseFuture(now, { ...times });
  if (isRefusal(refused)) return refused;
  const origin = { importId, importRow, at: now };
  const facts = { ...details, ...times, assessment, affected, measures };
  return [{ type: 'HistoricalIncidentRecorded', data: { incidentId, processorId, ...facts, ...origin } }];
}

/** What may still be said of an incident of the past: more details; everything else would pretend that it is worked on. */
export const refuseWork = (): Refusal =>
  new Refusal(
    'historical-incident',
    'conflict',
    'an imported incident is a record of the past: details can be added, but it is not worked on',
  );

/** What the record tells of the incident. It is closed: nothing of it is left to do here. */
export function toldByHistory(data: HistoricalIncidentRecorded['data']) {
  const { incidentId, processorId, assessment, affected, measures, importId, importRow, at: _, ...rest } = data;
  const { aware, toldControllers, toldAuthority, closed, ...details } = rest;
  return {
    status: 'closed' as const,
    assessment,
    incidentId,
    processorId,
    details,
    affected,
    measures: isErased(measures) ? [] : measures,
    history: { aware, toldControllers, toldAuthority, closed, importId, importRow },
  };
}
