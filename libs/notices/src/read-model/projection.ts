import {
  idOfStream,
  keepRow,
  type ModelRow,
  type Projection,
  type ReadModelDb,
  type RecordedEvent,
} from '@art33/event-log';
import { GRADES, termsIdOf, type Grade, type NoticeKind } from '@art33/parties';
import { blockers, hasNoRecipient } from '../domain/blockers.js';
import { noticeEvents, type NoticeEvent } from '../domain/events.js';
import { evolveNotice } from '../domain/evolve.js';
import { strongest } from '../domain/kinds.js';
import { noticeProgress } from '../domain/progress.js';
import {
  dutyStatus,
  initialNotice,
  isCancelled,
  isOpened,
  kindDue,
  noticeStatus,
  standingDuties,
  validDeliveries,
  type Duty,
  type NoticeState,
  type OpenedNotice,
} from '../domain/state.js';
import { NEVER } from './queries.js';

/**
 * A notice as it stands (its state, folded by the decider's own rules), its texts, which are long and seldom read, its
 * duties one by one for counts and records, and where its acknowledgements stand in the log. Tables with long rows keep
 * their rowid: without it SQLite would read through whole rows to compare keys.
 */
export const noticeProjection: Projection = {
  name: 'notices',
  version: 10,
  handles: Object.keys(noticeEvents),
  tables: `
    CREATE TABLE notices_notices (
      id TEXT PRIMARY KEY, incident TEXT NOT NULL, agreement TEXT NOT NULL, terms TEXT NOT NULL,
      processor TEXT NOT NULL, controller TEXT NOT NULL, status TEXT NOT NULL, progress TEXT NOT NULL, kind TEXT NOT NULL,
      due TEXT, sort_due TEXT NOT NULL, opened TEXT NOT NULL, told TEXT, told_kind TEXT, grade TEXT, recipient_known INTEGER NOT NULL,
      clause TEXT, late_by INTEGER, blockers TEXT NOT NULL, log_number INTEGER NOT NULL, last_text TEXT, record TEXT NOT NULL,
      sort_told TEXT AS (coalesce(told, '${NEVER}')), sort_grade TEXT AS (coalesce(grade, '~'))
    );
    CREATE INDEX notices_notices_processor ON notices_notices (processor, sort_due, id);
    CREATE INDEX notices_notices_opened ON notices_notices (processor, opened, id);
    CREATE INDEX notices_notices_told ON notices_notices (processor, sort_told, id);
    CREATE INDEX notices_notices_kind ON notices_notices (processor, kind, sort_due, id);
    CREATE INDEX notices_notices_status ON notices_notices (processor, status, sort_due, id);
    CREATE INDEX notices_notices_grade ON notices_notices (processor, sort_grade, sort_due, id);
    CREATE INDEX notices_notices_controller ON notices_notices (controller, sort_told, id) WHERE told IS NOT NULL;
    CREATE INDEX notices_notices_unacknowledged ON notices_notices (controller, id) WHERE told IS NOT NULL AND grade IS NOT 'acknowledged';
    CREATE INDEX notices_notices_with ON notices_notices (controller, sort_due, id);
    CREATE INDEX notices_notices_incident ON notices_notices (incident, sort_due, id);
    CREATE INDEX notices_notices_changed ON notices_notices (incident, log_number, id);
    CREATE INDEX notices_notices_agreement ON notices_notices (agreement, sort_due, id);
    CREATE INDEX notices_notices_counts ON notices_notices (incident, processor, status, progress, told, due, recipient_known, blockers);
    CREATE INDEX notices_notices_terms ON notices_notices (terms) WHERE status <> 'closed';
    CREATE TABLE notices_texts (
      notice TEXT NOT NULL, number INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (notice, number)
    );
    CREATE TABLE notices_duties (
      notice TEXT NOT NULL, duty TEXT NOT NULL, controller TEXT NOT NULL, processor TEXT NOT NULL, kind TEXT NOT NULL,
      status TEXT NOT NULL, due TEXT, late_by INTEGER, PRIMARY KEY (notice, duty)
    ) WITHOUT ROWID;
    CREATE INDEX notices_duties_controller ON notices_duties (controller, processor);
    CREATE TABLE notices_receipts (
      notice TEXT NOT NULL, acknowledgement TEXT NOT NULL, event TEXT NOT NULL, log_number INTEGER NOT NULL,
      PRIMARY KEY (notice, acknowledgement)
    ) WITHOUT ROWID;`,
  apply(recorded, db) {
    const event = { type: recorded.type, data: recorded.data } as NoticeEvent;
    const id = idOfStream(recorded.stream);
    const before = db.sql('SELECT * FROM notices_notices WHERE id = ?').get(id);
    const state = evolveNotice(before ? (JSON.parse(String(before['record'])) as NoticeState) : initialNotice, event);
    if (!isOpened(state)) return;
    const written = (before?.['last_text'] ?? null) as string | null;
    const last_text = event.type === 'NoticeDrafted' ? writtenBy(event.data, recorded) : written;
    keepRow(db, 'notices_notices', { id }, before, { ...rowOf(state, recorded), last_text });
    keepDuties(db, state);
    if (event.type === 'NoticeDrafted') {
      const { textNumber, subject, text, salt } = event.data;
      db.sql('INSERT INTO notices_texts VALUES (?, ?, ?)').run(id, textNumber, JSON.stringify({ subject, text, salt }));
    }
    if (event.type === 'NoticeAcknowledged') keepReceipt(db, id, event.data.acknowledgementId, recorded);
  },
};

function rowOf(state: OpenedNotice, { logNumber }: RecordedEvent): ModelRow {
  const { incidentId, agreementId, processorId, controllerId, openedAt, basis } = state.notice;
  const { due, target } = nextEnd(state);
  const told = toldOf(state);
  return {
    incident: incidentId,
    agreement: agreementId,
    terms: termsIdOf(processorId, basis.terms.id),
    processor: processorId,
    controller: controllerId,
    status: noticeStatus(state),
    progress: noticeProgress(state),
    kind: kindDue(state),
    due,
    sort_due: due ?? target ?? NEVER,
    opened: openedAt,
    told: told.at,
    told_kind: told.kind,
    grade: gradeOf(state),
    recipient_known: hasNoRecipient(state) ? 0 : 1,
    clause: clauseOf(state),
    late_by: latenessOf(state),
    blockers: JSON.stringify(blockers(state)),
    log_number: logNumber,
    record: JSON.stringify({ ...state, texts: state.texts.map((text) => ({ ...text, ...KEPT_APART })) }),
  };
}

/** When the last text was written, by whom, and where that stands in the log. */
const writtenBy = (
  { at, author }: Pick<OpenedNotice['texts'][number], 'at' | 'author'>,
  { logNumber }: RecordedEvent,
): string => JSON.stringify({ at, author, logNumber });

const KEPT_APART = { subject: '', text: '', salt: '' };

/** Writes nothing where nothing has changed: most events of a notice change none of its duties. */
const KEEP_DUTY = `
  INSERT INTO notices_duties VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET kind = excluded.kind, status = excluded.status, due = excluded.due, late_by = excluded.late_by
  WHERE (kind, status, due, late_by) IS NOT (excluded.kind, excluded.status, excluded.due, excluded.late_by)`;

function keepDuties(db: ReadModelDb, state: OpenedNotice): void {
  const { noticeId, controllerId, processorId } = state.notice;
  const keep = db.sql(KEEP_DUTY);
  for (const duty of state.duties) {
    const lateness = duty.judgement?.lateness;
    const { due } = lateness ?? duty.deadline;
    keep.run(
      noticeId,
      duty.dutyId,
      controllerId,
      processorId,
      duty.kind,
      dutyStatus(state, duty),
      due,
      lateness?.lateBy ?? null,
    );
  }
}

function keepReceipt(db: ReadModelDb, notice: string, acknowledgement: string, { id, logNumber }: RecordedEvent): void {
  db.sql('INSERT INTO notices_receipts VALUES (?, ?, ?, ?)').run(notice, acknowledgement, id, logNumber);
}

/** The earliest due time among the duties whose clocks run, and the earliest target. */
function nextEnd(state: NoticeState): { readonly due: string | null; readonly target: string | null } {
  const running = state.duties.filter((duty) => dutyStatus(state, duty) === 'open').map(({ deadline }) => deadline);
  const earliest = (ends: readonly (string | null)[]) => ends.filter((end) => end !== null).sort()[0] ?? null;
  return { due: earliest(running.map(({ due }) => due)), target: earliest(running.map(({ target }) => target)) };
}

/** Where the duty that is due next comes from; once no clock runs, the first that stands. */
function clauseOf(state: NoticeState): string | null {
  const due = (duty: Duty) => duty.deadline.due ?? duty.deadline.target ?? NEVER;
  const standing = standingDuties(state);
  const running = standing.filter((duty) => dutyStatus(state, duty) === 'open');
  const [next] = running.length > 0 ? running.sort((a, b) => due(a).localeCompare(due(b))) : standing;
  return next?.clause ?? null;
}

/** How late the latest of its dated duties was fulfilled, in milliseconds. */
function latenessOf(state: NoticeState): number | null {
  const judged = standingDuties(state).flatMap(({ judgement }) =>
    judgement && judgement.lateness.due !== null ? [judgement.lateness.lateBy] : [],
  );
  return judged.length === 0 ? null : Math.max(...judged);
}

/**
 * Since when the controller may see it, and the strongest word it was told: sent to it, or told to it by other means. What was
 * cancelled before any of it went told nothing.
 */
function toldOf(state: NoticeState): { readonly at: string | null; readonly kind: NoticeKind | null } {
  const sent = state.sendings.filter((sending) => !isCancelled(state, sending));
  const told = [...sent, ...validDeliveries(state)];
  return { at: told.map(({ at }) => at).sort()[0] ?? null, kind: strongest(told.map(({ kind }) => kind)) ?? null };
}

/** From weakest to strongest, as shown: the sender's word proves more than its relay's, and less than a server's. */
const SHOWN: readonly Grade[] = [GRADES[0], 'stated', ...GRADES.slice(1)];

/** The best grade that a valid delivery has. */
const gradeOf = (state: NoticeState): Grade | null =>
  SHOWN.findLast((grade) => validDeliveries(state).some((delivery) => delivery.grade === grade)) ?? null;
