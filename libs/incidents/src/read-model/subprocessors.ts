import type { Instant, ReadModelDb } from '@art33/event-log';
import { folded, listOf, showsAll, type Found, type Wanted } from '@art33/http';
import { seen, type OrganisationScope } from '@art33/identity';
import { namesOfSubprocessors } from './legal-entities.js';

/** What a subprocessor has caused, on one processor's incidents only. */
export interface RegisteredSubprocessor {
  /** Of the legal entity. */
  readonly subprocessorId: string;
  /** As the terms name it; null where none does. */
  readonly name: string | null;
  /** How many incidents it has a part in. */
  readonly incidents: number;
  /** Distinct agreements that those touched. */
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

/** Every subprocessor that the organisation's terms name or one of its incidents implicates, by id. */
export function subprocessorRegister(db: ReadModelDb, scope: OrganisationScope): readonly RegisteredSubprocessor[] {
  const visible = seen(scope, "'incident-' || s.incident");
  const only = visible ? ` AND ${visible.sql}` : '';
  const rows = db
    .sql(
      `SELECT subprocessor AS id, count(DISTINCT s.incident) AS incidents, count(DISTINCT agreement) AS agreements
       FROM incidents_subprocessors s LEFT JOIN incidents_affected a ON a.incident = s.incident
       WHERE processor = :own${only} GROUP BY subprocessor`,
    )
    .all({ own: scope.organisation, ...visible?.values }) as unknown as readonly {
    id: string;
    incidents: number;
    agreements: number;
  }[];
  const caused = new Map(rows.map(({ id, incidents, agreements }) => [id, { incidents, agreements }]));
  const names = namesOfSubprocessors(db, scope);
  return [...new Set([...names.keys(), ...caused.keys()])].sort().map((subprocessorId) => ({
    subprocessorId,
    name: names.get(subprocessorId) ?? null,
    ...(caused.get(subprocessorId) ?? { incidents: 0, agreements: 0 }),
  }));
}

export interface SubprocessorFilter {
  /** With (true) or without (false) a part in an incident. */
  readonly implicated?: boolean | undefined;
  readonly q?: string | undefined;
}

/** The register, narrowed and in order: by id, name, or how much each has caused. */
export const listSubprocessors = (
  db: ReadModelDb,
  scope: OrganisationScope,
  { implicated, q }: SubprocessorFilter,
  wanted: Wanted,
): Found<RegisteredSubprocessor> =>
  listOf(
    subprocessorRegister(db, scope).filter(
      ({ subprocessorId, name, incidents }) =>
        (implicated === undefined || implicated === incidents > 0) &&
        (q === undefined || showsAll(q, `${subprocessorId} ${name ?? ''}`)),
    ),
    {
      name: 'subprocessors',
      sort: 'id',
      id: ({ subprocessorId }) => subprocessorId,
      sorts: {
        id: ({ subprocessorId }) => subprocessorId,
        name: ({ name }) => folded(name ?? ''),
        incidents: ({ incidents }) => incidents,
        agreements: ({ agreements }) => agreements,
      },
    },
    wanted,
  );

/** The incidents of one subprocessor, the latest first. */
export function incidentsOfSubprocessor(
  db: ReadModelDb,
  scope: OrganisationScope,
  subprocessorId: string,
): readonly SubprocessorIncident[] {
  const visible = seen(scope, "'incident-' || s.incident");
  const only = visible ? ` AND ${visible.sql}` : '';
  const rows = db
    .sql(
      `SELECT id, recorded, its_awareness, told_us, aware, affected
       FROM incidents_subprocessors s JOIN incidents_incidents i ON i.id = s.incident
       WHERE s.processor = :own AND subprocessor = :subprocessor${only} ORDER BY recorded DESC, id`,
    )
    .all({ own: scope.organisation, subprocessor: subprocessorId, ...visible?.values }) as {
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
