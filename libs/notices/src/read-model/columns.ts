import { flagColumn, instantColumn, textColumn } from '@art33/documents';
import type { SavedList } from '@art33/http';
import type { NoticeListItem, ReceivedNoticeListItem } from './views.js';

/** What only the processor's notices show is empty in what a controller saves. */
const own =
  <V>(value: (notice: NoticeListItem) => V) =>
  (row: NoticeListItem | ReceivedNoticeListItem) =>
    'incidentId' in row ? value(row) : null;

/** How notices are saved. */
export const SAVED_NOTICES: SavedList<NoticeListItem | ReceivedNoticeListItem> = {
  name: 'notices',
  columns: [
    textColumn('Meldung', 'Notice', ({ id }) => id),
    textColumn('Gegenüber', 'Counterpart', ({ counterpart }) => counterpart),
    textColumn('Art', 'Kind', ({ kind }) => kind),
    textColumn(
      'Stand',
      'Status',
      own(({ status }) => status),
    ),
    instantColumn(
      'Fällig',
      'Due',
      own(({ due }) => due),
    ),
    flagColumn(
      'Überfällig',
      'Overdue',
      own(({ overdue }) => overdue),
    ),
    instantColumn('Mitgeteilt', 'Told', ({ toldAt }) => toldAt),
    textColumn('Nachweis', 'Grade of delivery', ({ grade }) => grade),
    instantColumn(
      'Eröffnet',
      'Opened',
      own(({ openedAt }) => openedAt),
    ),
    flagColumn(
      'Empfänger bekannt',
      'Recipient known',
      own(({ recipientKnown }) => recipientKnown),
    ),
    textColumn(
      'Offen',
      'Blockers',
      own(({ blockers }) => blockers.map(({ reason }) => reason).join(' ')),
    ),
    textColumn(
      'Vorfall',
      'Incident',
      own(({ incidentId }) => incidentId),
    ),
    textColumn('Vertrag', 'Agreement', ({ agreementId }) => agreementId),
    textColumn('Verantwortlicher (Kennung)', 'Controller (id)', ({ controllerId }) => controllerId),
    textColumn('Auftragsverarbeiter (Kennung)', 'Processor (id)', ({ processorId }) => processorId),
  ],
};
