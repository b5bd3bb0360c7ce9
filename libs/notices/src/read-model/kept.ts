import type { Instant, ReadModelDb } from '@art33/event-log';
import { seen, type OrganisationScope } from '@art33/identity';
import { subprocessorRegister } from '@art33/incidents';
import { organisationName } from '@art33/parties';
import { readInstant } from '@art33/http';
import type { Kept, KeptBy, KeptQuarter, KeptRecord } from './views.js';

/** A quarter of a year in the processor's time zone: `until` is exclusive. */
export interface Quarter {
  readonly quarter: string;
  readonly from: Instant;
  readonly until: Instant;
}

/** The quarters up to the one that `now` falls in, the earliest first. */
export function quartersUpTo(now: Instant, zone: string, count: number): readonly Quarter[] {
  const [year = 0, month = 1] = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit' })
    .format(Date.parse(now))
    .split('-')
    .map(Number);
  const last = year * 4 + Math.floor((month - 1) / 3);
  const startOf = (index: number): Instant => {
    const local = `${Math.floor(index / 4)}-${String((index % 4) * 3 + 1).padStart(2, '0')}-01T00:00`;
    return readInstant('quarter', { local, zone }).at;
  };
  return Array.from({ length: count }, (_, index) => last - count + 1 + index).map((index) => ({
    quarter: `${Math.floor(index / 4)}-Q${(index % 4) + 1}`,
    from: startOf(index),
    until: startOf(index + 1),
  }));
}

/** Sums that add up: of quarters, of incidents, of controllers. */
interface Sums {
  notices: number;
  told: number;
  readonly duties: { -readonly [state in keyof Kept['duties']]: number };
  /** How many were told of which is known since when we knew. */
  timed: number;
  took: number;
  longest: number;
}

const nothing = (): Sums => ({
  notices: 0,
  told: 0,
  duties: { open: 0, overdue: 0, handedOver: 0, onTime: 0, late: 0, undated: 0, notRequired: 0 },
  timed: 0,
  took: 0,
  longest: 0,
});

function add(sums: Sums, more: Sums): void {
  sums.notices += more.notices;
  sums.told += more.told;
  sums.timed += more.timed;
  sums.took += more.took;
  sums.longest = Math.max(sums.longest, more.longest);
  for (const state of DUTIES) sums.duties[state] += more.duties[state];
}

const keptOf = ({ notices, told, duties, timed, took, longest }: Sums): Kept => ({
  notices,
  told,
  duties,
  timeToNotice: timed === 0 ? null : { mean: Math.round(took / timed), longest },
});

const DUTIES = ['open', 'overdue', 'handedOver', 'onTime', 'late', 'undated', 'notRequired'] as const;
type Row = Readonly<Record<string, string | number | null>>;

/** The sums of the notices that were opened in one quarter, by incident or by controller. */
function sumsOf(
  db: ReadModelDb,
  scope: OrganisationScope,
  { from, until }: Quarter,
  by: 'incident' | 'controller',
  now: Instant,
): ReadonlyMap<string, Sums> {
  const visible = seen(scope, "'notice-' || n.id");
  const where = `n.processor = :own AND n.opened >= :from AND n.opened < :until${visible ? ` AND ${visible.sql}` : ''}`;
  const given = { own: scope.organisation, from, until, ...visible?.values };
  const notices = db
    .sql(
      `SELECT key, count(*) AS notices, count(told) AS told, count(took) AS timed, sum(took) AS took, max(took) AS longest
       FROM (SELECT n.${by} AS key, n.told, CAST(round((julianday(n.told) - julianday(i.aware)) * 86400000) AS INTEGER) AS took
         FROM notices_notices n LEFT JOIN incidents_incidents i ON i.id = n.incident WHERE ${where})
       GROUP BY key`,
    )
    .all(given) as unknown as readonly Row[];
  const duties = db
    .sql(
      `SELECT n.${by} AS key, sum(d.status = 'open') AS open, sum(d.status = 'open' AND d.due < :now) AS overdue,
         sum(d.status = 'handed-over') AS handedOver, sum(d.status = 'fulfilled' AND d.due IS NOT NULL AND d.late_by = 0) AS onTime,
         sum(d.status = 'fulfilled' AND d.late_by > 0) AS late, sum(d.status = 'fulfilled' AND d.due IS NULL) AS undated,
         sum(d.status = 'not-required') AS notRequired
       FROM notices_notices n JOIN notices_duties d ON d.notice = n.id WHERE ${where} GROUP BY n.${by}`,
    )
    .all({ ...given, now }) as unknown as readonly Row[];
  const sums = new Map<string, Sums>();
  for (const { key, ...row } of notices) sums.set(String(key), { ...nothing(), ...counted(row) });
  for (const { key, ...row } of duties) Object.assign(sums.get(String(key))?.duties ?? {}, counted(row));
  return sums;
}

const counted = (row: Row): Record<string, number> =>
  Object.fromEntries(Object.entries(row).map(([name, count]) => [name, Number(count ?? 0)]));

/** How many controllers are named: those whose duties were kept worst. */
const WORST = 50;

/** Adds up quarter by quarter, so that what lies between them has its turn. */
export class KeptTally {
  private readonly quarters: KeptQuarter[] = [];
  private readonly controllers = new Map<string, Sums>();
  private readonly subprocessors = new Map<string, Sums>();

  constructor(
    private readonly scope: OrganisationScope,
    private readonly now: Instant,
  ) {}

  add(db: ReadModelDb, quarter: Quarter): void {
    const whole = nothing();
    const incidents = sumsOf(db, this.scope, quarter, 'incident', this.now);
    for (const sums of incidents.values()) add(whole, sums);
    this.quarters.push({ ...quarter, ...keptOf(whole) });
    for (const [id, sums] of sumsOf(db, this.scope, quarter, 'controller', this.now))
      gather(this.controllers, id, sums);
    const parts = db
      .sql('SELECT subprocessor, incident FROM incidents_subprocessors WHERE processor = ?')
      .all(this.scope.organisation) as unknown as readonly { subprocessor: string; incident: string }[];
    for (const { subprocessor, incident } of parts) {
      const sums = incidents.get(incident);
      if (sums) gather(this.subprocessors, subprocessor, sums);
    }
  }

  record(db: ReadModelDb): KeptRecord {
    const names = new Map(
      subprocessorRegister(db, this.scope).map(({ subprocessorId, name }) => [subprocessorId, name]),
    );
    return {
      quarters: this.quarters,
      controllers: worstOf(this.controllers, (id) => organisationName(db, id)),
      subprocessors: worstOf(this.subprocessors, (id) => names.get(id) ?? null),
    };
  }
}

function gather(all: Map<string, Sums>, id: string, more: Sums): void {
  const sums = all.get(id) ?? nothing();
  add(sums, more);
  all.set(id, sums);
}

const worstOf = (all: ReadonlyMap<string, Sums>, nameOf: (id: string) => string | null): readonly KeptBy[] =>
  [...all]
    .sort(([, one], [, other]) => missed(other) - missed(one) || other.notices - one.notices)
    .slice(0, WORST)
    .map(([id, sums]) => ({ id, name: nameOf(id), ...keptOf(sums) }));

const missed = ({ duties }: Sums): number => duties.late + duties.overdue;
