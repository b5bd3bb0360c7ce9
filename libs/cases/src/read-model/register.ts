import { instantColumn, numberColumn, textColumn } from '@art33/documents';
import { isErased, type Erased, type Instant } from '@art33/event-log';
import { readList, type Found, type SavedList, type Wanted } from '@art33/http';
import type { OrganisationScope } from '@art33/identity';
import { incidentById, incidentPlan, rulingReason, type Assessment, type Measure } from '@art33/incidents';
import { incidentCounts, noticeById, type Reading } from '@art33/notices';
import { organisationKind } from '@art33/parties';
import type { Communication, Filing } from '../domain/events.js';
import { casePlan } from './lists.js';
import type { CaseOutcome } from './projection.js';
import { caseView, type ReceivedNoticeView } from './queries.js';

type Text = string | null;

/**
 * One breach as its organisation documents it (Art. 33(5) GDPR): the facts, its effects, the remedial action, and what was
 * decided about telling it. A controller's entry is a case, a processor's an incident. Null: unknown, or erased.
 */
export interface RegisterEntry {
  readonly side: 'controller' | 'processor';
  /** Of the case or the incident. */
  readonly id: string;
  readonly status: 'open' | 'closed';
  readonly recordedAt: Instant;
  /** Since when the organisation is aware: of a case, what its 72 hours are counted from. */
  readonly aware: Instant | null;
  /** Of a case: what the processor told, in its words, which also tell effects and measures. */
  readonly facts: Text;
  readonly effects: Text;
  readonly remedialAction: Text;
  /** Of a case: whether it was filed; of an incident: what it was found to be. Null: not decided yet. */
  readonly outcome: CaseOutcome | Exclude<Assessment, 'undecided'> | null;
  /** Why it was not filed, or why it was ruled out. */
  readonly reason: Text;
  readonly decidedBy: Text;
  /** Of a case: with the supervisory authority. */
  readonly filings: readonly RegisteredFiling[];
  /** Of a case: what was decided or done about telling the persons concerned (Art. 34 GDPR). */
  readonly communications: readonly RegisteredCommunication[];
  /** Of an incident: to how many controllers a notice is due, and how many are closed. */
  readonly notices: { readonly total: number; readonly closed: number } | null;
}
export interface RegisteredFiling {
  readonly phase: Filing['phase'];
  readonly authority: string;
  readonly reference: Text;
  readonly filedAt: Instant;
  readonly reasonsForDelay: Text;
}
export interface RegisteredCommunication {
  readonly outcome: Communication['outcome'];
  readonly letter: Communication['letter'];
  readonly reason: Text;
  readonly decidedBy: Text;
  readonly at: Instant;
}

export interface RegisterFilter {
  readonly state?: 'open' | 'closed' | undefined;
  readonly q?: string | undefined;
}

const plain = (text: string | Erased | null): Text => (text === null || isErased(text) ? null : text);
const joined = (...parts: readonly (string | Erased | null)[]): Text =>
  parts.map(plain).filter(Boolean).join('\n') || null;

/** The register of the asking organisation: every breach or incident, also those never told to anybody, and why. */
export function registerOf(
  reading: Reading,
  scope: OrganisationScope,
  { state, q }: RegisterFilter,
  wanted: Wanted,
): Found<RegisterEntry> {
  const { db } = reading;
  const isController = organisationKind(db, scope.organisation) === 'controller';
  if (isController) {
    const plan = casePlan(db, scope, { status: state, q });
    const sorts = { recorded: ['opened_at', 'id'], status: ['status', 'sort_due', 'id'] };
    const found = readList(db, { ...plan, name: 'register of cases', sorts, sort: '-recorded' }, wanted);
    return entries(found, ({ id }) => caseEntry(reading, scope, id));
  }
  const plan = incidentPlan(db, scope, { state, q });
  const sorts = { recorded: ['recorded', 'id'], status: ['status', 'recorded', 'id'] };
  const found = readList(db, { ...plan, name: 'register of incidents', sorts, sort: '-recorded' }, wanted);
  return entries(found, ({ id }) => incidentEntry(reading, scope, id));
}

const entries = <R>(
  { rows, ...found }: Found<R>,
  entryOf: (row: R) => RegisterEntry | undefined,
): Found<RegisterEntry> => ({
  ...found,
  rows: rows.map(entryOf).filter((entry) => entry !== undefined),
});

function caseEntry(reading: Reading, scope: OrganisationScope, id: string): RegisterEntry | undefined {
  const view = caseView(reading.db, scope, id);
  if (!view || view.status === 'none') return undefined;
  const decision = view.decisionNotToFile?.replacedBy === null ? view.decisionNotToFile : null;
  return {
    side: 'controller',
    id,
    status: view.status,
    recordedAt: view.openedAt,
    aware: view.deadline?.deadline.anchor.at.at ?? null,
    facts: joined(toldText(reading, scope, view.noticeId), ...view.received.map(receivedText)),
    effects: null,
    remedialAction: null,
    outcome: decision ? 'not-to-file' : view.decided ? 'filed' : null,
    reason: plain(decision?.reason ?? null),
    decidedBy: plain(decision?.decidedBy ?? null),
    filings: view.filings.map(({ phase, authority, reference, filedAt, reasonsForDelay }) => ({
      phase,
      authority,
      reference: plain(reference),
      filedAt: filedAt.at,
      reasonsForDelay: plain(reasonsForDelay),
    })),
    communications: view.communications.map(({ outcome, letter, reason, decidedBy, at }) => ({
      outcome,
      letter,
      reason: plain(reason),
      decidedBy: plain(decidedBy),
      at: at.at,
    })),
    notices: null,
  };
}

/** All that the controller was told in the notice, the first words first. */
function toldText(reading: Reading, scope: OrganisationScope, noticeId: string): Text {
  const notice = noticeById(reading, scope, noticeId)?.view;
  if (notice?.side !== 'controller') return null;
  return joined(...notice.messages.flatMap(({ subject, text }) => [subject, text]));
}

/** What the controller put on file itself: the text of its notice.json, or what the mail calls itself. */
function receivedText({ notice, mail }: ReceivedNoticeView): Text {
  if (notice !== null && !isErased(notice)) return joined(notice.text.subject, notice.text.body);
  return mail === null || isErased(mail) ? null : mail.subject;
}

function incidentEntry(reading: Reading, scope: OrganisationScope, id: string): RegisterEntry | undefined {
  const view = incidentById(reading.db, scope, id)?.view;
  if (!view) return undefined;
  const { total, byStatus } = incidentCounts(reading.db, scope, id, reading.now);
  return {
    side: 'processor',
    id,
    status: view.status,
    recordedAt: view.recordedAt,
    aware: view.aware,
    facts: joined(view.title, view.summary, view.dataAffected),
    effects: plain(view.consequences),
    remedialAction: joined(...view.measures.map(measureText)),
    outcome: view.assessment === 'undecided' ? null : view.assessment,
    reason: view.assessment === 'ruled-out' ? plain(rulingReason(reading.db, scope, id)) : null,
    decidedBy: null,
    filings: [],
    communications: [],
    notices: { total, closed: byStatus.closed },
  };
}

const measureText = ({ stage, description }: Measure): Text => {
  const text = plain(description);
  return text && `${stage}: ${text}`;
};

/** How the register is saved. */
export const SAVED_REGISTER: SavedList<RegisterEntry> = {
  name: 'register',
  columns: [
    textColumn('Eintrag', 'Entry', ({ id }) => id),
    textColumn('Stand', 'Status', ({ status }) => status),
    instantColumn('Erfasst', 'Recorded', ({ recordedAt }) => recordedAt),
    instantColumn('Kenntnis', 'Aware', ({ aware }) => aware),
    textColumn('Sachverhalt', 'Facts', ({ facts }) => facts),
    textColumn('Auswirkungen', 'Effects', ({ effects }) => effects),
    textColumn('Abhilfemaßnahmen', 'Remedial action', ({ remedialAction }) => remedialAction),
    textColumn('Ergebnis', 'Outcome', ({ outcome }) => outcome),
    textColumn('Begründung', 'Reason', ({ reason }) => reason),
    textColumn('Entschieden von', 'Decided by', ({ decidedBy }) => decidedBy),
    textColumn('Meldungen an die Behörde', 'Filings', ({ filings }) => filings.map(filingText).join('\n')),
    textColumn('Benachrichtigung der Betroffenen', 'Communications', ({ communications }) =>
      communications.map(communicationText).join('\n'),
    ),
    numberColumn('Meldungen an Verantwortliche', 'Notices', ({ notices }) => notices?.total),
    numberColumn('davon abgeschlossen', 'of these closed', ({ notices }) => notices?.closed),
  ],
};

const filingText = ({ filedAt, phase, authority, reference, reasonsForDelay }: RegisteredFiling): string =>
  [filedAt, phase, authority, reference, reasonsForDelay].filter(Boolean).join(', ');
const communicationText = ({ at, outcome, letter, reason, decidedBy }: RegisteredCommunication): string =>
  [at, outcome, letter && `Art. 34(3)(${letter})`, reason, decidedBy].filter(Boolean).join(', ');
