import { flagColumn, instantColumn, numberColumn, textColumn } from '@art33/documents';
import { isErased, type Erased } from '@art33/event-log';
import type { SavedList } from '@art33/http';
import type { ListedController } from '../handlers/queries.js';
import type { IncidentListItem } from './lists.js';
import type { TimelineEntry } from './queries.js';
import type { ReportListItem } from './report-list.js';
import type { RegisteredSubprocessor } from './subprocessors.js';

/** What was erased is empty in a file, as in every list. */
const text = (value: string | Erased | null): string | null => (value === null || isErased(value) ? null : value);

/** How incidents are saved. */
export const SAVED_INCIDENTS: SavedList<IncidentListItem> = {
  name: 'incidents',
  columns: [
    textColumn('Vorfall', 'Incident', ({ id }) => id),
    textColumn('Titel', 'Title', ({ title }) => text(title)),
    textColumn('Stand', 'Status', ({ status }) => status),
    textColumn('Einschätzung', 'Assessment', ({ assessment }) => assessment),
    instantColumn('Kenntnis', 'Aware', ({ aware }) => aware),
    instantColumn('Geschehen ab', 'Occurred from', ({ occurred }) => occurred.from?.at),
    instantColumn('Geschehen bis', 'Occurred until', ({ occurred }) => occurred.until?.at),
    instantColumn('Entdeckt', 'Detected', ({ detected }) => detected?.at),
    instantColumn('Erfasst', 'Recorded', ({ recordedAt }) => recordedAt),
    numberColumn('Betroffene Verträge', 'Agreements affected', ({ affected }) => affected.total),
    numberColumn('davon beendet', 'of these ended', ({ affected }) => affected.ended),
    flagColumn('Übernommen', 'Imported', ({ imported }) => imported),
    textColumn('Unterauftragsverarbeiter', 'Subprocessors', ({ subprocessors }) => subprocessors.join(' ')),
  ],
};

/** How the agreements that an incident affects are saved. */
export const SAVED_AFFECTED: SavedList<ListedController> = {
  name: 'affected',
  columns: [
    textColumn('Vertrag', 'Agreement', ({ agreementId }) => agreementId),
    textColumn('Verantwortlicher (Kennung)', 'Controller (id)', ({ controllerId }) => controllerId),
    textColumn('Verantwortlicher', 'Controller', ({ controllerName }) => controllerName),
    flagColumn('Vertrag beendet', 'Agreement ended', ({ ended }) => ended),
    numberColumn('Ereignis Nr.', 'Log number', ({ logNumber }) => logNumber),
  ],
};

/** How an incident's timeline is saved. */
export const SAVED_TIMELINE: SavedList<TimelineEntry> = {
  name: 'timeline',
  columns: [
    numberColumn('Ereignis Nr.', 'Log number', ({ logNumber }) => logNumber),
    instantColumn('Geschehen', 'Happened', ({ happened, recordedAt }) => happened?.at ?? recordedAt),
    instantColumn('Erfasst', 'Recorded', ({ recordedAt }) => recordedAt),
    textColumn('Gegenstand', 'Subject', ({ subject }) => subject),
    textColumn('Inhalt', 'Content', ({ body }) => JSON.stringify(body)),
    textColumn('Durch', 'By', ({ actor }) => `${actor.kind}:${actor.id}`),
  ],
};

/** How reports are saved. */
export const SAVED_REPORTS: SavedList<ReportListItem> = {
  name: 'reports',
  columns: [
    textColumn('Hinweis', 'Report', ({ id }) => id),
    textColumn('Zeichen', 'Reference', ({ reference }) => reference),
    textColumn('Stand', 'Status', ({ status }) => status),
    textColumn('Weg', 'Channel', ({ channel }) => channel),
    instantColumn('Eingegangen', 'Received', ({ receivedAt }) => receivedAt),
    instantColumn('Bemerkt', 'Noticed', ({ noticedAt }) => noticedAt?.at),
    textColumn('Beginn', 'Beginning', ({ beginning }) => text(beginning)),
    textColumn('Vorfall', 'Incident', ({ incidentId }) => incidentId),
  ],
};

/** How the register of subprocessors is saved. */
export const SAVED_SUBPROCESSORS: SavedList<RegisteredSubprocessor> = {
  name: 'subprocessors',
  columns: [
    textColumn('Kennung', 'Id', ({ subprocessorId }) => subprocessorId),
    textColumn('Name', 'Name', ({ name }) => name),
    numberColumn('Vorfälle', 'Incidents', ({ incidents }) => incidents),
    numberColumn('Betroffene Verträge', 'Agreements affected', ({ agreements }) => agreements),
  ],
};
