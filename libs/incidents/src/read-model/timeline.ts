import type { StatedInstant } from '@art33/deadlines';
import { orErased } from '@art33/event-log';
import type { OrganisationScope } from '@art33/identity';
import type { HistoricalIncidentRecorded, IncidentEvent } from '../domain/events.js';
import type { IncidentDetails } from '../domain/values.js';

/** What one line of the timeline is about; the three that are not an event's own are instants stated in it. */
export type TimelineSubject =
  | 'logged'
  | 'imported'
  | 'occurred-from'
  | 'occurred-until'
  | 'detected'
  | 'details-added'
  | 'aware'
  | 'awareness-corrected'
  | 'subprocessor-implicated'
  | 'subprocessor-aware'
  | 'subprocessor-told-us'
  | 'controllers-affected'
  | 'confirmed-as-breach'
  | 'ruled-out'
  | 'measure'
  | 'risk-information'
  | 'told-controllers'
  | 'told-authority'
  | 'closed'
  | 'reopened'
  | DeedSubject;

/** What people did with notices of the incident. Their room adds these lines: see `TimelineSource`. */
export type DeedSubject =
  | 'notice-drafted'
  | 'notice-approved'
  | 'notice-sent'
  | 'notice-sending-cancelled'
  | 'notice-delivery-stated'
  | 'notice-statement-withdrawn'
  | 'notice-acknowledgement-disputed'
  | 'notice-links-revoked'
  | 'notice-lateness-explained'
  | 'notice-not-required-proposed'
  | 'notice-not-required-withdrawn'
  | 'notice-not-required'
  | 'notice-closed';

/** Lines that another room adds to the timelines of incidents. As all lines, they are added and never changed. */
export interface TimelineSource {
  /**
   * SQL for its lines of the incident `:incident` up to the log number `:upTo` that the scope sees, with the columns of
   * `incidents_timeline`, and the values of further parameters. A `controllerId` in a body gets its name beside it.
   */
  lines(scope: OrganisationScope): {
    readonly sql: string;
    readonly values: Readonly<Record<string, unknown>>;
  };
}
export const TIMELINE_SOURCES = Symbol('TimelineSources');

/** One line: when it happened, as it was stated (null: when it was recorded), and what was said. */
export interface TimelineLine {
  readonly subject: TimelineSubject;
  readonly happened: StatedInstant | null;
  readonly body: Readonly<Record<string, unknown>>;
}

const line = (
  subject: TimelineSubject,
  happened: StatedInstant | null,
  body: Readonly<Record<string, unknown>> = {},
): TimelineLine => ({ subject, happened, body });

const instantsOf = ({ occurred, detected }: Partial<IncidentDetails>): readonly TimelineLine[] => [
  ...(occurred?.from ? [line('occurred-from', occurred.from)] : []),
  ...(occurred?.until ? [line('occurred-until', occurred.until)] : []),
  ...(detected ? [line('detected', detected)] : []),
];

/** All lines of a record of the past are recorded at once; each happened when its file says so. */
function linesOfHistory(data: HistoricalIncidentRecorded['data']): readonly TimelineLine[] {
  const { title, summary, importId, importRow, affected, measures, assessment } = data;
  const { aware, toldControllers, toldAuthority, closed } = data;
  const ended = affected.filter((agreement) => agreement.ended).length;
  return [
    line('imported', null, { title, summary, assessment, importId, importRow }),
    ...instantsOf(data),
    ...(aware ? [line('aware', aware)] : []),
    ...(affected.length > 0 ? [line('controllers-affected', null, { total: affected.length, ended })] : []),
    ...(toldControllers ? [line('told-controllers', toldControllers)] : []),
    ...(toldAuthority ? [line('told-authority', toldAuthority)] : []),
    ...orErased(measures, []).map(({ at, ...measure }) => line('measure', at, measure)),
    ...(closed ? [line('closed', closed)] : []),
  ];
}

/** The lines that an event adds. A correction stays beside what it corrects: its body names the earlier instant. */
export function linesOf(event: IncidentEvent): readonly TimelineLine[] {
  switch (event.type) {
    case 'IncidentLogged': {
      const { title, summary } = event.data;
      return [line('logged', null, { title, summary }), ...instantsOf(event.data)];
    }
    case 'HistoricalIncidentRecorded':
      return linesOfHistory(event.data);
    case 'IncidentDetailsAdded':
      return [line('details-added', null, event.data), ...instantsOf(event.data.changes)];
    case 'AwarenessEstablished': {
      const { at, ...fact } = event.data;
      return [line('aware', at, fact)];
    }
    case 'AwarenessCorrected': {
      const { to, ...correction } = event.data;
      return [line('awareness-corrected', to, correction)];
    }
    case 'SubprocessorImplicated': {
      const { subprocessorId, sphere, itsAwareness, toldUs } = event.data;
      return [
        line('subprocessor-implicated', null, { subprocessorId, sphere }),
        ...(itsAwareness ? [line('subprocessor-aware', itsAwareness, { subprocessorId })] : []),
        ...(toldUs ? [line('subprocessor-told-us', toldUs, { subprocessorId })] : []),
      ];
    }
    case 'ControllersAffected': {
      const { agreements, ...selection } = event.data;
      const ended = agreements.filter((agreement) => agreement.ended).length;
      return [line('controllers-affected', null, { ...selection, total: agreements.length, ended })];
    }
    case 'IncidentConfirmedAsBreach':
      return [line('confirmed-as-breach', event.data.at)];
    case 'IncidentRuledOut': {
      const { at, ...ruling } = event.data;
      return [line('ruled-out', at, ruling)];
    }
    case 'MeasureRecorded': {
      const { at, ...measure } = event.data;
      return [line('measure', at, measure)];
    }
    case 'RiskInformationRecorded':
      return [line('risk-information', null, { ...event.data })];
    case 'IncidentClosed':
      return [line('closed', null, event.data)];
    case 'IncidentReopened':
      return [line('reopened', null, event.data)];
  }
}
