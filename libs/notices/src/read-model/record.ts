import { explainDeadline } from '@art33/deadlines';
import { editsOf, type ReadModelDb } from '@art33/event-log';
import type { OrganisationScope } from '@art33/identity';
import { noticeStream } from '../domain/ids.js';
import { dutyStatus, readableSendings, type DraftedText, type Duty, type OpenedNotice } from '../domain/state.js';
import { itemOf, nameOf, receivedItemOf, visibleNotice, type NoticeRow, type Reading } from './queries.js';
import type { NoticeView, ReceiptView, ReceivedNotice } from './views.js';

/** A notice with its ETag count. */
export interface FoundNotice {
  readonly view: NoticeView | ReceivedNotice;
  readonly edits: number;
}

/** One notice that the scope may see, the processor's way or the controller's; undefined where there is none. */
export function noticeById(reading: Reading, scope: OrganisationScope, id: string): FoundNotice | undefined {
  const row = visibleNotice(reading.db, scope, id);
  if (!row) return undefined;
  const state = stateOf(reading.db, row);
  const view = row.processor === scope.organisation ? sentView(reading, row, state) : receivedView(reading, row, state);
  return { view, edits: editsOf(reading.db, noticeStream(id), scope.organisation) };
}

/** The receipts of a notice's acknowledgements, the latest first; undefined where the scope may not see the notice. */
export function receiptsOf(db: ReadModelDb, scope: OrganisationScope, id: string): readonly ReceiptView[] | undefined {
  const row = visibleNotice(db, scope, id);
  if (!row) return undefined;
  const { acknowledgements, texts } = stateOf(db, row);
  const kept = db
    .sql('SELECT acknowledgement, event, log_number FROM notices_receipts WHERE notice = ? ORDER BY log_number DESC')
    .all(id) as unknown as readonly { acknowledgement: string; event: string; log_number: number }[];
  return kept.flatMap(({ acknowledgement, event, log_number }) => {
    const given = acknowledgements.find(({ acknowledgementId }) => acknowledgementId === acknowledgement);
    const text = texts.find(({ textNumber }) => textNumber === given?.textNumber);
    if (!given || !text) return [];
    const { acknowledgementId, by, at, grade, clientAddress, sendNumber, textNumber, textHash, disputes } = given;
    const { subject, text: words, salt } = text;
    return [
      {
        acknowledgementId,
        noticeId: id,
        by,
        at,
        grade,
        ...(clientAddress === undefined ? {} : { clientAddress }),
        sendNumber,
        textNumber,
        subject,
        text: words,
        textHash,
        salt,
        eventId: event,
        logNumber: log_number,
        disputes,
      },
    ];
  });
}

/** The folded state with its texts, which are kept apart. */
export function stateOf(db: ReadModelDb, row: NoticeRow): OpenedNotice {
  const state = JSON.parse(row.record) as OpenedNotice;
  const kept = db.sql('SELECT number, text FROM notices_texts WHERE notice = ?').all(row.id) as unknown as readonly {
    number: number;
    text: string;
  }[];
  const words = new Map(
    kept.map(({ number, text }) => [number, JSON.parse(text) as Pick<DraftedText, 'subject' | 'text' | 'salt'>]),
  );
  return { ...state, texts: state.texts.map((text) => ({ ...text, ...words.get(text.textNumber) })) };
}

function sentView({ names, now }: Reading, row: NoticeRow, state: OpenedNotice): NoticeView {
  const { texts, sendings, deliveries, failures, acknowledgements, linksRevoked, notRequired, proposals, closedAt } =
    state;
  const { basis, zone } = state.notice;
  const explanation = ({ deadline }: Duty) => ({
    de: explainDeadline(deadline, 'de', zone),
    en: explainDeadline(deadline, 'en', zone),
  });
  const duties = state.duties.map((duty) => ({
    ...duty,
    status: dutyStatus(state, duty),
    explanation: explanation(duty),
  }));
  const { log_number: logNumber } = row;
  return {
    side: 'processor',
    ...itemOf(row, nameOf(names, row.controller), now),
    basis,
    zone,
    duties,
    texts,
    sendings,
    deliveries,
    failures,
    acknowledgements,
    linksRevoked,
    notRequired,
    proposals,
    closedAt,
    logNumber,
  };
}

/** Sent texts only: neither drafts nor what the processor thinks of its own lateness. */
function receivedView({ names }: Reading, row: NoticeRow, state: OpenedNotice): ReceivedNotice {
  const messages = readableSendings(state).flatMap(({ sendNumber, textNumber, kind, at }) => {
    const text = state.texts.find((known) => known.textNumber === textNumber);
    return text ? [{ sendNumber, kind, sentAt: at, subject: text.subject, text: text.text, textHash: text.hash }] : [];
  });
  const deliveries = state.deliveries
    .filter(({ invalidated }) => invalidated === null)
    .map(({ deliveryId, grade, at, kind, sendNumber, statement, clientAddress }) => ({
      deliveryId,
      grade,
      at,
      kind,
      sendNumber,
      statement,
      ...(clientAddress === undefined ? {} : { clientAddress }),
    }));
  return {
    side: 'controller',
    ...receivedItemOf(row, nameOf(names, row.processor)),
    messages,
    deliveries,
    acknowledgements: state.acknowledgements,
    linksRevoked: state.linksRevoked.map(({ reason: _, ...revoked }) => revoked),
    logNumber: row.log_number,
  };
}
