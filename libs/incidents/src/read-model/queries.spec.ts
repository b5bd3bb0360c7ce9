import { ERASED, type ReadModelDb } from '@art33/event-log';
import { OrganisationScope } from '@art33/identity';
import { streamsOfIncident } from '../domain/streams.js';
import { lumitra, ratiomedicus, World } from '../testing/world.js';
import type { Found } from '@art33/http';
import {
  affectedAgreements,
  incidentTimeline,
  listIncidents,
  type IncidentFilter,
  type IncidentListItem,
  type IncidentSort,
  incidentTitles,
} from './lists.js';
import { incidentById } from './queries.js';

const instant = (at: string) => ({ at, offset: '+01:00', zone: 'Europe/Berlin', precision: 'exact' }) as const;
const occurred = instant('2026-03-01T20:00:00.000Z');
const detected = instant('2026-03-01T22:00:00.000Z');
const aware = instant('2026-03-02T01:00:00.000Z');
const corrected = instant('2026-03-01T23:30:00.000Z');
const suspicion = { fact: 'suspicion-known', at: aware } as const;

describe('the read models of incidents', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open();
  });
  afterEach(() => world.close());

  const list = (filter: IncidentFilter = {}, sort: `${'' | '-'}${IncidentSort}` = 'recorded', scope = world.scope()) =>
    listIncidents(world.db, scope, filter, { sort, limit: 10 }).rows;
  const titles = (...args: Parameters<typeof list>) => list(...args).map(({ title }) => title);
  const timeline = (id: string, field: 'recorded' | 'happened', db: ReadModelDb = world.db, scope = world.scope()) =>
    incidentTimeline(db, scope, id, { sort: field, limit: 100 })?.rows;

  describe('one incident', () => {
    it('keeps occurred, detected, aware and recorded apart', async () => {
      const id = await world.log(
        { title: 'Access', occurred: { from: occurred }, detected },
        { awareness: [suspicion] },
      );
      expect(incidentById(world.db, world.scope(), id)?.view).toMatchObject({
        occurred: { from: occurred, until: null },
        detected,
        facts: [suspicion],
        aware: aware.at,
        recordedAt: world.test.clock.instant,
      });
    });

    it('counts one command as one edit, and none of a machine', async () => {
      const id = await world.log({ title: 'Access' }, { awareness: [suspicion, { fact: 'defect-known', at: aware }] });
      expect(incidentById(world.db, world.scope(), id)?.edits).toBe(1);
      const machine = world.context(ratiomedicus, { actor: { kind: 'system', id: 'test' } });
      await world.give(id, { type: 'add-details', note: 'seen', changes: {} }, machine);
      expect(incidentById(world.db, world.scope(), id)?.edits).toBe(1);
    });

    it('is seen by its processor and its auditors, and by nobody else', async () => {
      const id = await world.log({ title: 'Access' });
      expect(incidentById(world.db, world.scope(ratiomedicus, 'auditor'), id)).toBeDefined();
      const strangers = [
        world.scope(lumitra),
        world.scope('22222222-2222-4222-8222-222222222222', 'controller'),
        OrganisationScope.of({ organisation: '', role: 'auditor' }),
      ];
      for (const scope of strangers) {
        expect(incidentById(world.db, scope, id)).toBeUndefined();
        expect(list({}, 'recorded', scope)).toEqual([]);
        expect(timeline(id, 'recorded', world.db, scope)).toBeUndefined();
        expect(affectedAgreements(world.db, scope, id, { limit: 10 })).toBeUndefined();
      }
    });

    it('is shown as the log had it at a log number', async () => {
      const id = await world.log({ title: 'Access' }, { awareness: [suspicion] });
      const { size } = await world.test.log.head();
      await world.give(id, {
        type: 'correct-awareness',
        known: { ...suspicion, at: corrected },
        reason: 'the night desk knew',
      });
      const look = (db: ReadModelDb) => incidentById(db, world.scope(), id)?.view.aware;
      expect(look(world.db)).toBe(corrected.at);
      expect(await world.history.asOf(streamsOfIncident(id), size - 1, look)).toBe(aware.at);
    });

    it('shows erased texts as erased; what counts stays', async () => {
      const id = await world.log({ title: 'Access by Dr. Meier', summary: 'x' }, { awareness: [suspicion] });
      const { size } = await world.test.log.head();
      await world.test.keys.erase(`incident:${id}`);
      expect(incidentTitles(world.db, [id]).get(id)).toBe('Access by Dr. Meier');
      const shown = await world.history.asOf(streamsOfIncident(id), size - 1, (db) => ({
        view: incidentById(db, world.scope(), id)?.view,
        title: incidentTitles(db, [id]).get(id),
      }));
      expect(shown.view).toMatchObject({ title: ERASED, summary: ERASED, facts: [suspicion] });
      expect(shown.title).toBeNull();
    });
  });

  describe('the list', () => {
    beforeEach(async () => {
      await world.log({ title: 'first', detected }, { awareness: [suspicion] });
      world.test.clock.advance({ minutes: 1 });
      const second = await world.log(
        { title: 'second', occurred: { from: occurred } },
        { subprocessors: [{ subprocessorId: 'datev-eg', itsAwareness: null, toldUs: null, sphere: 'on-behalf' }] },
      );
      world.test.clock.advance({ minutes: 1 });
      await world.give(second, { type: 'confirm-as-breach', at: corrected });
      await world.log({ title: 'third' });
      await world.log({ title: 'theirs' }, {}, world.context(lumitra));
    });

    it('filters by state, by what was found, and by subprocessor', () => {
      expect(titles({ state: 'open' })).toHaveLength(3);
      expect(titles({ state: 'closed' })).toEqual([]);
      expect(titles({ assessment: 'breach' })).toEqual(['second']);
      expect(titles({ subprocessor: 'datev-eg' })).toEqual(['second']);
      expect(titles({ subprocessor: 'datev-eg', assessment: 'undecided' })).toEqual([]);
    });

    it('sorts by each instant of its own; what is unknown comes first', () => {
      expect(titles({}, 'recorded')).toEqual(['first', 'second', 'third']);
      expect(titles({}, '-recorded')).toEqual(['third', 'second', 'first']);
      expect(titles({}, 'aware')).toEqual(['third', 'second', 'first']);
      expect(titles({}, '-detected')[0]).toBe('first');
      expect(titles({}, '-occurred')[0]).toBe('second');
    });

    it.each([
      'recorded',
      '-recorded',
      'aware',
      '-aware',
      'affected',
      '-detected',
      'occurred',
      'title',
      '-status',
    ] as const)('sorted by %s, its pages hold every incident once', (sort) => {
      const seen: unknown[] = [];
      let cursor: string | undefined;
      do {
        const { rows, next }: Found<IncidentListItem> = listIncidents(
          world.db,
          world.scope(),
          {},
          { sort, cursor, limit: 1 },
        );
        seen.push(...rows.map(({ title }) => title));
        cursor = next ?? undefined;
      } while (cursor);
      expect(seen).toEqual(titles({}, sort));
    });

    it('holds nothing of another processor', () =>
      expect(titles({}, 'recorded', world.scope(lumitra))).toEqual(['theirs']));
  });

  describe('the timeline', () => {
    it('runs along both axes: when it happened, and when we knew', async () => {
      const id = await world.log(
        { title: 'Access', occurred: { from: occurred }, detected },
        { awareness: [suspicion] },
      );
      world.test.clock.advance({ minutes: 30 });
      await world.give(id, {
        type: 'correct-awareness',
        known: { ...suspicion, at: corrected },
        reason: 'the night desk knew',
      });
      const subjects = (field: 'recorded' | 'happened') => timeline(id, field)?.map(({ subject }) => subject);
      expect(subjects('recorded')).toEqual(['logged', 'occurred-from', 'detected', 'aware', 'awareness-corrected']);
      expect(subjects('happened')).toEqual(['occurred-from', 'detected', 'awareness-corrected', 'aware', 'logged']);
    });

    it('keeps a correction beside what it corrects, with who, why and when it was recorded', async () => {
      const id = await world.log({ title: 'Access' }, { awareness: [suspicion] });
      await world.give(id, {
        type: 'correct-awareness',
        known: { ...suspicion, at: corrected },
        reason: 'the night desk knew',
      });
      expect(timeline(id, 'recorded')?.at(-1)).toMatchObject({
        subject: 'awareness-corrected',
        happened: corrected,
        recordedAt: world.test.clock.instant,
        actor: { kind: 'person', id: 'p1' },
        body: { fact: 'suspicion-known', from: aware, reason: 'the night desk knew' },
      });
    });
  });
});
