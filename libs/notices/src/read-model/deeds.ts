import type { StatedInstant } from '@art33/deadlines';
import { idOfStream, type Projection, type ReadModelDb, type RecordedEvent } from '@art33/event-log';
import { seen, type OrganisationScope } from '@art33/identity';
import type { DeedSubject, TimelineSource } from '@art33/incidents';
import type { NoticeEvent, NoticeEventType } from '../domain/events.js';
import type { JobEvent } from '../domain/jobs/events.js';

/** What was done with notices in one request. */
interface Deed {
  readonly subject: DeedSubject;
  /** Left out: when it was recorded. */
  readonly happened?: StatedInstant;
  /** What was said of it, the same for all notices of the request. */
  readonly body?: Readonly<Record<string, unknown>>;
}

/** The events that deeds are read from. */
const TYPES = [
  'NoticeDrafted',
  'NoticeApproved',
  'NoticeSent',
  'NoticeUndeliverable',
  'NoticeDelivered',
  'DeliveryInvalidated',
  'AcknowledgementDisputed',
  'NoticeLinksRevoked',
  'LatenessExplained',
  'NotRequiredProposed',
  'NotRequiredProposalWithdrawn',
  'DutyFoundNotRequired',
  'NoticeFoundNotRequired',
  'NoticeClosed',
] as const satisfies readonly NoticeEventType[];

/** The deed that an event is, or is part of; undefined where machines, or recipients, went about theirs. */
function deedOf(event: NoticeEvent, { metadata }: RecordedEvent): Deed | undefined {
  // Whoever cancelled is found by the job; a contact's "this was not us" is nobody's routine.
  if (event.type === 'NoticeUndeliverable') return event.data.cancelled ? CANCELLED : undefined;
  if (event.type === 'AcknowledgementDisputed') return { subject: 'notice-acknowledgement-disputed' };
  const { kind } = metadata.actor;
  return kind === 'person' || kind === 'token' ? deedOfSender(event) : undefined;
}

const CANCELLED: Deed = { subject: 'notice-sending-cancelled' };

function deedOfSender(event: NoticeEvent): Deed | undefined {
  switch (event.type) {
    case 'NoticeDrafted':
      return { subject: 'notice-drafted' };
    case 'NoticeApproved':
      return { subject: 'notice-approved' };
    case 'NoticeSent':
      return { subject: 'notice-sent' };
    case 'NoticeDelivered': {
      const { statement } = event.data;
      if (statement === null) return undefined;
      const { at, channel } = statement;
      return { subject: 'notice-delivery-stated', happened: at, body: { channel } };
    }
    case 'DeliveryInvalidated': {
      const { cause, reason } = event.data;
      return cause === 'statement-withdrawn' ? { subject: 'notice-statement-withdrawn', body: { reason } } : undefined;
    }
    case 'NoticeLinksRevoked':
      return { subject: 'notice-links-revoked', body: { reason: event.data.reason } };
    case 'LatenessExplained':
      return { subject: 'notice-lateness-explained', body: { reason: event.data.reason } };
    case 'NotRequiredProposed':
      return { subject: 'notice-not-required-proposed', body: { reason: event.data.reason } };
    case 'NotRequiredProposalWithdrawn':
      return { subject: 'notice-not-required-withdrawn' };
    case 'DutyFoundNotRequired':
    case 'NoticeFoundNotRequired':
      return { subject: 'notice-not-required', body: { reason: event.data.reason } };
    case 'NoticeClosed':
      return { subject: 'notice-closed' };
    default:
      return undefined;
  }
}

/**
 * What people did with the notices of an incident: one deed for each request, whether it was about one notice or ten thousand,
 * and which notices it was about, each since when. A deed stands where its first event stands.
 */
export const deedProjection: Projection = {
  name: 'notices-deeds',
  version: 1,
  handles: [...TYPES, 'BulkBegun', 'BulkCancelled'],
  tables: `
    CREATE TABLE notices_deeds (
      incident TEXT NOT NULL, log_number INTEGER NOT NULL, request TEXT NOT NULL, subject TEXT NOT NULL,
      happened TEXT NOT NULL, recorded TEXT NOT NULL, stated TEXT, actor TEXT NOT NULL, body TEXT NOT NULL,
      PRIMARY KEY (incident, log_number)
    ) WITHOUT ROWID;
    CREATE UNIQUE INDEX notices_deeds_request ON notices_deeds (incident, request, subject);
    CREATE TABLE notices_deeds_notices (
      deed INTEGER NOT NULL, notice TEXT NOT NULL, controller TEXT NOT NULL, log_number INTEGER NOT NULL,
      PRIMARY KEY (deed, notice)
    ) WITHOUT ROWID;
    CREATE TABLE notices_deeds_jobs (job TEXT PRIMARY KEY, incident TEXT NOT NULL) WITHOUT ROWID;`,
  apply(recorded, db) {
    const event = { type: recorded.type, data: recorded.data } as NoticeEvent | JobEvent;
    const id = idOfStream(recorded.stream);
    if (event.type === 'BulkBegun') {
      db.sql('INSERT INTO notices_deeds_jobs VALUES (?, ?)').run(id, event.data.incidentId);
      return;
    }
    if (event.type === 'BulkCancelled') {
      const job = db.sql('SELECT incident FROM notices_deeds_jobs WHERE job = ?').get(id);
      // It is about the notices that are found cancelled after it; about none, it is not shown.
      if (job) keepDeed(db, String(job['incident']), id, CANCELLED, recorded);
      return;
    }
    const { notice } = event.data as NoticeEvent['data'];
    const deed = deedOf(event as NoticeEvent, recorded);
    if (!deed) return;
    const number = keepDeed(db, notice.incidentId, recorded.metadata.correlationId, deed, recorded);
    db.sql('INSERT OR IGNORE INTO notices_deeds_notices VALUES (?, ?, ?, ?)').run(
      number,
      id,
      notice.controllerId,
      recorded.logNumber,
    );
  },
};

/** Keeps a deed once; answers with the log number that it stands at. */
function keepDeed(
  db: ReadModelDb,
  incident: string,
  request: string,
  { subject, happened, body = {} }: Deed,
  { logNumber, recordedAt, metadata }: RecordedEvent,
): number {
  const known = db
    .sql('SELECT log_number FROM notices_deeds WHERE incident = ? AND request = ? AND subject = ?')
    .get(incident, request, subject);
  if (known) return Number(known['log_number']);
  db.sql('INSERT INTO notices_deeds VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
    incident,
    logNumber,
    request,
    subject,
    happened?.at ?? recordedAt,
    recordedAt,
    happened ? JSON.stringify(happened) : null,
    JSON.stringify(metadata.actor),
    JSON.stringify(body),
  );
  return logNumber;
}

/** The deeds as lines of the timeline. Each says how many notices it was about; of one, which, and to whom. */
export const noticeDeeds: TimelineSource = {
  lines(scope: OrganisationScope) {
    const visible = seen(scope, "'notice-' || n.notice");
    const about =
      'FROM notices_deeds_notices n WHERE n.deed = d.log_number AND n.log_number <= :upTo' +
      (visible ? ` AND ${visible.sql}` : '');
    return {
      sql: `SELECT d.incident, d.log_number, 0, d.subject, d.happened, d.recorded, d.stated, d.actor,
          json_patch(d.body, (SELECT iif(count(*) = 1,
            json_object('notices', 1, 'noticeId', min(n.notice), 'controllerId', min(n.controller)),
            json_object('notices', count(*))) ${about}))
        FROM notices_deeds d WHERE d.incident = :incident AND d.log_number <= :upTo AND EXISTS (SELECT 1 ${about})`,
      values: visible?.values ?? {},
    };
  },
};
