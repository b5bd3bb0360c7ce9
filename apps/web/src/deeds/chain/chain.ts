import type { Schemas } from '../../api/client.js';

type Incident = Schemas['IncidentShown'];
type Notice = Schemas['NoticeListItem'];
type Clock = Schemas['WatchedDeadline'];

/** A subprocessor at the head of the chain. Instants are RFC 3339; null: not known. */
export interface Source {
  readonly id: string;
  readonly name: string;
  readonly knew: string | null;
  readonly toldUs: string | null;
}

/** One controller, or several that stand alike. */
export interface Target {
  readonly key: string;
  /** The controller, where it is a single one that is still named. */
  readonly name: string | null;
  readonly kind: Notice['kind'];
  readonly clause: string | null;
  /** How many controllers it stands for, and how many of them were told. */
  readonly count: number;
  readonly told: number;
  /** When the first and the last of them were told. */
  readonly firstTold: string | null;
  readonly lastTold: string | null;
}

/** Clocks that run alike: from one minute, by one clause, to one due time. */
export interface Run {
  readonly key: string;
  readonly from: { readonly what: string; readonly at: string };
  readonly source: string;
  readonly due: string | null;
  readonly count: number;
}

/** How knowledge of an incident came down to the controllers. */
export interface Chain {
  readonly sources: readonly Source[];
  /** When this organisation was aware first; null: not stated. */
  readonly aware: string | null;
  readonly targets: readonly Target[];
  readonly runs: readonly Run[];
}

/** Up to so many controllers stand one by one; more are grouped by kind and clause. */
const ONE_BY_ONE = 5;

const earliest = (one: string | null, other: string | null): string | null =>
  one === null || (other !== null && other < one) ? other : one;
const latest = (one: string | null, other: string | null): string | null =>
  one === null || (other !== null && other > one) ? other : one;

const targetOf = (notice: Notice, key: string): Target => ({
  key,
  name: notice.counterpart,
  kind: notice.kind,
  clause: notice.clause,
  count: 1,
  told: notice.toldAt === null ? 0 : 1,
  firstTold: notice.toldAt,
  lastTold: notice.toldAt,
});

const together = (one: Target, other: Target): Target => ({
  ...one,
  name: null,
  count: one.count + other.count,
  told: one.told + other.told,
  firstTold: earliest(one.firstTold, other.firstTold),
  lastTold: latest(one.lastTold, other.lastTold),
});

function targetsOf(notices: readonly Notice[]): readonly Target[] {
  if (notices.length <= ONE_BY_ONE) return notices.map((notice) => targetOf(notice, notice.id));
  const groups = new Map<string, Target>();
  for (const notice of notices) {
    const key = `${notice.kind} ${notice.clause ?? ''}`;
    const before = groups.get(key);
    const next = targetOf(notice, key);
    groups.set(key, before ? together(before, next) : next);
  }
  return [...groups.values()].sort((one, other) => other.count - one.count);
}

const minuteOf = (instant: string): string => instant.slice(0, 16);

function runsOf(clocks: readonly Clock[]): readonly Run[] {
  const runs = new Map<string, Run>();
  for (const { deadline, source, due } of clocks) {
    const { what, at } = deadline.anchor;
    // Those of one minute stand alike: more is not shown of them.
    const key = [what, minuteOf(at.at), source, due && minuteOf(due)].join(' ');
    const before = runs.get(key);
    runs.set(key, {
      key,
      from: { what, at: earliest(before?.from.at ?? null, at.at) ?? at.at },
      source,
      due,
      count: (before?.count ?? 0) + 1,
    });
  }
  // Those without hours come last.
  const order = ({ due }: Run): number => (due === null ? Infinity : Date.parse(due));
  return [...runs.values()].sort((one, other) => (order(one) < order(other) ? -1 : 1));
}

/** Puts together what the records say; nothing is computed here but how much time lies between two of their instants. */
export const chainOf = (incident: Incident, notices: readonly Notice[], clocks: readonly Clock[]): Chain => ({
  sources: incident.subprocessors.map(({ subprocessorId, name, itsAwareness, toldUs }) => ({
    id: subprocessorId,
    name: name ?? subprocessorId,
    knew: itsAwareness?.at ?? null,
    toldUs: toldUs?.at ?? null,
  })),
  aware: incident.aware,
  targets: targetsOf(notices),
  runs: runsOf(clocks),
});

/** How much time lies between two instants, in milliseconds; negative where the second came first. Null: one is not known. */
export const between = (from: string | null, to: string | null): number | null =>
  from === null || to === null ? null : Date.parse(to) - Date.parse(from);
