import type { Instant, ReadModelDb } from '@art33/event-log';
import type { OrganisationScope } from '@art33/identity';

/** What a subprocessor has caused, on one processor's incidents only. */
export interface SubprocessorRecord {
  readonly subprocessorId: string;
  readonly incidents: number;
  /** Distinct agreements that its incidents touched. */
  readonly agreements: number;
}

/** One of its incidents: how long its knowledge took to become the processor's. */
export interface SubprocessorIncident {
  readonly incidentId: string;
  readonly recordedAt: Instant;
  readonly itsAwareness: Instant | null;
  readonly toldUs: Instant | null;
  /** The processor's earliest knowledge of any fact. */
  readonly ourAwareness: Instant | null;
  /** From its awareness to its telling, in milliseconds; null while one of them is unknown. */
  readonly untilTold: number | null;
  /** From its awareness to ours, in milliseconds; negative where we knew first, null while one of them is unknown. */
  readonly untilOurAwareness: number | null;
  readonly agreements: number;
}

/** Every subprocessor that has a part in one of the organisation's incidents. */
export const implicatedSubprocessors = (db: ReadModelDb, scope: OrganisationScope): readonly SubprocessorRecord[] =>
  db
    .sql(
      `SELECT subprocessor AS subprocessorId, count(DISTINCT s.incident) AS incidents, count(DISTINCT agreement) AS agreements
       FROM incidents_subprocessors s LEFT JOIN incidents_affected a ON a.incident = s.incident
       WHERE processor = ? GROUP BY subprocessor ORDER BY subprocessor`,
    )
    .all(scope.organisation) as unknown as SubprocessorRecord[];

/** The incidents of one subprocessor, the latest first. */
export function incidentsOfSubprocessor(
  db: ReadModelDb,
  scope: OrganisationScope,
  subprocessorId: string,
): readonly SubprocessorIncident[] {
  const rows = db
    .sql(
      `SELECT id, recorded, its_awareness, told_us, aware, affected
       FROM incidents_subprocessors s JOIN incidents_incidents i ON i.id = s.incident
       WHERE s.processor = ? AND subprocessor = ? ORDER BY recorded DESC, id`,
    )
    .all(scope.organisation, subprocessorId) as {
    id: string;
    recorded: string;
    its_awareness: string | null;
    told_us: string | null;
    aware: string | null;
    affected: number;
  }[];
  return rows.map(({ id, recorded, its_awareness, told_us, aware, affected }) => ({
    incidentId: id,
    recordedAt: recorded,
    itsAwareness: its_awareness,
    toldUs: told_us,
    ourAwareness: aware,
    untilTold: between(its_awareness, told_us),
    untilOurAwareness: between(its_awareness, aware),
    agreements: affected,
  }));
}

const between = (from: Instant | null, to: Instant | null): number | null =>
  from === null || to === null ? null : Date.parse(to) - Date.parse(from);
