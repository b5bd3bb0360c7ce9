import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { deriveId, SqliteEventLog, systemClock, type AppendItem } from '@art33/event-log';
import { paths } from '../../apps/server/src/stores.js';
import { against, number, stated, type Bench, type Finding } from './finding.js';
import { makeLog, mixInWords } from './log-data.js';
import { inTurn, rateOf, spreadOf, type Compared } from './measure.js';
import { RawLog, rowsOf } from './raw-log.js';

const AT_ONCE = 64;

/** Durable appends of one event each, one by one and by 64 writers, onto logs of three sizes. */
export const appends: Bench = {
  name: 'appends',
  async run(scale, { folder, say }) {
    const sizes = [scale.of(10_000, 500), scale.of(100_000, 1_000), scale.of(1_000_000, 2_000)];
    const snapshots = sizes.map((events) => ({ events, file: join(folder, `${events}.db`) }));
    const dataDirectory = join(folder, 'data');
    const events = Math.max(...sizes);
    const data = await makeLog({
      dataDirectory,
      events,
      controllers: scale.of(200, 5),
      stage: 'told',
      say,
      snapshots,
    });
    const pieces = await piecesOf(paths(dataDirectory).log, scale.of(20_000, 500));
    const findings: Finding[] = [stated('event mix of the data', mixInWords(data))];
    const bySize: { readonly alone: Compared; readonly together: Compared }[] = [];
    for (const { events: size, file } of snapshots) {
      say(`appending to ${size} events`);
      bySize.push(await onto(file, pieces, scale.rounds, scale.of(1_000, 50), scale.of(6_400, 128)));
    }
    const [first] = bySize;
    findings.push(
      against('sequential durable append of one event', first!.alone, { unit: '/s', least: 0.7 }),
      against(`${AT_ONCE} concurrent appenders`, first!.together, { unit: '/s', least: 0.5 }),
    );
    bySize.slice(1).forEach((each, index) => {
      const size = number(sizes[index + 1]!);
      findings.push(
        loss(`sequential at ${size} events: ours loses, by what the floor loses`, first!.alone, each.alone),
        loss(`${AT_ONCE} at once at ${size} events: the same`, first!.together, each.together),
      );
    });
    return findings;
  },
};

/** Events of the data with ids of their own and without their history: each opens a stream, or is the next of one. */
async function piecesOf(file: string, count: number): Promise<readonly AppendItem[]> {
  const log = await SqliteEventLog.open({ file, clock: systemClock, readOnly: true });
  const { size } = await log.head();
  const stored = (await log.readAll(undefined, size)).slice(-count);
  await log.close();
  const revisions = new Map<string, number>();
  return stored.map(({ stream, id, type, schemaVersion, data, metadata, recordedAt }, index) => {
    const own = `${stream}-again`;
    const revision = revisions.get(own);
    revisions.set(own, (revision ?? -1) + 1);
    const event = { id: deriveId('again', id, index), type, schemaVersion, data, metadata, recordedAt };
    return { stream: own, expectedRevision: revision ?? 'none', events: [event] };
  });
}

/** Ours and the floor append the same events to copies of the same file. */
async function onto(
  file: string,
  pieces: readonly AppendItem[],
  rounds: number,
  alone: number,
  together: number,
): Promise<{ readonly alone: Compared; readonly together: Compared }> {
  const [ourFile, rawFile] = [`${file}.ours`, `${file}.raw`];
  copyFileSync(file, ourFile);
  copyFileSync(file, rawFile);
  const log = await SqliteEventLog.open({ file: ourFile, clock: systemClock });
  const raw = new RawLog(rawFile);
  const turn = (round: number, count: number) => renamed(pieces, round, count);
  const result = {
    alone: await inTurn(
      rounds,
      async (round) => {
        const items = turn(round, alone);
        return rateOf(items.length, async () => {
          for (const { stream, expectedRevision, events } of items) await log.append(stream, expectedRevision, events);
        });
      },
      async (round) => {
        const rows = rowsOf(turn(round, alone));
        return rateOf(rows.length, () => rows.forEach((row) => raw.insert([row])));
      },
    ),
    together: await inTurn(
      rounds,
      async (round) => {
        const items = turn(rounds + round, together);
        return rateOf(items.length, () => appendAtOnce(log, items));
      },
      async (round) => {
        const rows = rowsOf(turn(rounds + round, together));
        return rateOf(rows.length, () => {
          for (let from = 0; from < rows.length; from += AT_ONCE) raw.insert(rows.slice(from, from + AT_ONCE));
        });
      },
    ),
  };
  await log.close();
  raw.close();
  return result;
}

/** The next pieces, in streams and under ids of this round. */
function renamed(pieces: readonly AppendItem[], round: number, count: number): readonly AppendItem[] {
  return pieces.slice(0, count).map(({ stream, expectedRevision, events }) => ({
    stream: `${stream}-${round}`,
    expectedRevision,
    events: events.map((event) => ({ ...event, id: deriveId(event.id, round) })),
  }));
}

/** Writers beside each other, each with streams of its own: a stream's events follow each other. */
async function appendAtOnce(log: SqliteEventLog, items: readonly AppendItem[]): Promise<void> {
  const byStream = new Map<string, AppendItem[]>();
  for (const item of items) byStream.set(item.stream, [...(byStream.get(item.stream) ?? []), item]);
  const streams = [...byStream.values()];
  const writer = async (): Promise<void> => {
    for (let own = streams.pop(); own; own = streams.pop())
      for (const { stream, expectedRevision, events } of own) await log.append(stream, expectedRevision, events);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, writer));
}

/** What ours loses between two sizes, by what the floor loses: round against round would compare different minutes. */
function loss(what: string, small: Compared, large: Compared): Finding {
  const lost = (side: 'ours' | 'floor'): number => small[side].median / large[side].median;
  const value = lost('ours') / lost('floor');
  return {
    what,
    ours: `${number(lost('ours'))} × slower (${number(large.ours.median)}/s)`,
    floor: `${number(lost('floor'))} × slower (${number(large.floor.median)}/s)`,
    ratio: spreadOf([value]),
    reach: '≤ 1.2',
    reached: value <= 1.2,
  };
}
