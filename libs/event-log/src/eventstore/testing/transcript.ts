import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  BACKWARDS,
  END,
  EventStoreDBClient,
  jsonEvent,
  NO_STREAM,
  START,
  STREAM_EXISTS,
  ANY,
  streamNameFilter,
  type AppendExpectedRevision,
  type Position,
} from '@eventstore/db-client';

/** What a server answers, call by call, without what differs from run to run. */
export type Transcript = Readonly<Record<string, unknown>>;

const CREDENTIALS = { username: 'any', password: '' };
const DEADLINE = 5_000;
const LIMIT = 1_048_576;
/** What a subscription is given to say what it has to say. */
const QUIET_MS = 400;

const idOf = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

/** One event; its id is the same for the same number within a run. */
type MakeEvent = (index: number, data?: unknown) => ReturnType<typeof jsonEvent>;

const errorOf = (error: unknown): unknown => {
  const { type, code, actualVersion, expectedVersion, message } = error as Readonly<Record<string, unknown>>;
  const known = { type, code, actualVersion: actualVersion?.toString(), expectedVersion: expectedVersion?.toString() };
  return type === undefined && code === undefined ? { message } : known;
};

/** Makes the same calls on any server, on streams of its own. */
export async function transcriptOf(url: string): Promise<Transcript> {
  const run = randomUUID().slice(0, 8);
  const client = EventStoreDBClient.connectionString(url);
  const name = (stream: string): string => `t${run}.${stream}`;
  const said: Record<string, unknown> = {};
  const event: MakeEvent = (index, data = { n: index, text: 'grüße ☃' }) =>
    jsonEvent({
      id: idOf(index).replace('00000000', run),
      type: 'Counted',
      data: data as never,
      metadata: { by: 'x' },
    });
  const attempt = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    const over = new AbortController();
    said[what] = await Promise.race([work().catch(errorOf), delay(2 * DEADLINE, 'no answer', { signal: over.signal })]);
    over.abort();
  };
  const append = async (
    stream: string,
    expectedRevision: AppendExpectedRevision,
    events: ReturnType<MakeEvent>[],
  ): Promise<unknown> => {
    const options = { expectedRevision, credentials: CREDENTIALS, deadline: DEADLINE };
    const { success, nextExpectedRevision, position } = await client.appendToStream(name(stream), events, options);
    return { success, next: nextExpectedRevision.toString(), position: position && (await placeOf(position)) };
  };
  const placeOf = async ({ commit, prepare }: Position): Promise<unknown> => {
    let place: unknown = 'elsewhere';
    for await (const { event: at } of client.readAll({ fromPosition: { commit, prepare }, maxCount: 1 }))
      if (at?.streamId.startsWith(`t${run}.`) && at.position.commit === commit)
        place = { same: commit === prepare, revision: at.revision.toString() };
    return place;
  };
  const revisions = async (stream: string, options: object): Promise<unknown> => {
    const found: string[] = [];
    for await (const { event: each } of client.readStream(name(stream), { credentials: CREDENTIALS, ...options }))
      found.push(each?.revision.toString() ?? '?');
    return found.join(' ');
  };

  await attempt('first append', () => append('a', NO_STREAM, [event(1)]));
  await attempt('append after a revision', () => append('a', 0n, [event(2), event(3)]));
  await attempt('the same again', () => append('a', 0n, [event(2), event(3)]));
  await attempt('its beginning again', () => append('a', 0n, [event(2)]));
  await attempt('the same and one more', () => append('a', 0n, [event(2), event(3), event(4)]));
  await attempt('the same after nothing', () => append('a', NO_STREAM, [event(1), event(2), event(3)]));
  await attempt('others at the same place', () => append('a', 0n, [event(5)]));
  await attempt('no stream where there is one', () => append('a', NO_STREAM, [event(5)]));
  await attempt('a revision that is not reached', () => append('a', 9n, [event(5)]));
  await attempt('a revision of a stream that is not there', () => append('b', 0n, [event(5)]));
  await attempt('an existing stream that is not there', () => append('b', STREAM_EXISTS, [event(5)]));
  await attempt('any', () => append('a', ANY, [event(6)]));
  await attempt('any again', () => append('a', ANY, [event(6)]));
  await attempt('any with a new one after it', () => append('a', ANY, [event(6), event(7)]));
  await attempt('an existing stream', () => append('a', STREAM_EXISTS, [event(8)]));
  await attempt('the same id in another stream', () => append('c', NO_STREAM, [event(1)]));
  await attempt('the same id twice in one append', () => append('d', NO_STREAM, [event(9), event(9)]));
  await attempt('an id a second time at the end', () => append('c', 0n, [event(1)]));
  await attempt('nothing to a stream that is there', () => append('a', 4n, []));
  await attempt('nothing to one that is not', () => append('e', NO_STREAM, []));
  await attempt('after nothing was appended', () => revisions('e', {}));

  const text = (bytes: number): string => 'x'.repeat(bytes - 2);
  await attempt('as much as fits', () => append('f', NO_STREAM, [event(20, text(LIMIT))]));
  await attempt('more than fits', () => append('f', 0n, [event(21, text(LIMIT + 1))]));
  await attempt('more than fits, in two', () => append('f', 0n, [event(22, text(LIMIT)), event(23, text(3))]));
  await attempt('an invalid id', () => append('f', 0n, [{ ...event(24), id: 'no-uuid' }]));
  await attempt('an empty type', () => append('f', 0n, [{ ...event(24), type: '' }]));

  await attempt('read forwards', () => revisions('a', {}));
  await attempt('read from a revision', () => revisions('a', { fromRevision: 2n, maxCount: 2 }));
  await attempt('read past the end', () => revisions('a', { fromRevision: 50n }));
  await attempt('read backwards', () => revisions('a', { direction: BACKWARDS, fromRevision: END }));
  await attempt('read backwards from a revision', () => revisions('a', { direction: BACKWARDS, fromRevision: 1n }));
  await attempt('read backwards from past the end', () => revisions('a', { direction: BACKWARDS, fromRevision: 50n }));
  await attempt('the last', () => revisions('a', { direction: BACKWARDS, fromRevision: END, maxCount: 1 }));
  await attempt('read what is not there', () => revisions('b', {}));
  await attempt('an event as it comes back', async () => {
    let found: unknown;
    for await (const { event: first } of client.readStream(name('a'), { maxCount: 1 })) {
      const { type, data, metadata, isJson, revision } = first as NonNullable<typeof first>;
      found = { type, data, metadata, isJson, revision: revision.toString(), id: first?.id === event(1).id };
    }
    return found;
  });

  await attempt('settings', async () => {
    await client.setStreamMetadata(name('a'), { maxCount: 2 }, { credentials: CREDENTIALS });
    await client.setStreamMetadata(name('a'), { maxCount: 1 }, { credentials: CREDENTIALS });
    return (await client.getStreamMetadata(name('a'))).metadata;
  });
  await attempt('read what settings leave', () => revisions('a', {}));
  await attempt('read from before what they leave', () => revisions('a', { fromRevision: 1n, maxCount: 2 }));
  await attempt('append to a stream of one', () => append('a', 4n, [event(30)]));
  await attempt('append again what they hide', () => append('a', NO_STREAM, [event(1)]));
  await attempt('the settings themselves', async () => {
    const found: string[] = [];
    for await (const { event: each } of client.readStream(`$$${name('a')}`))
      found.push(`${each?.revision} ${each?.type} ${JSON.stringify(each?.data)}`);
    return found;
  });

  await attempt('a subscription', async () => {
    const heard: string[] = [];
    const subscription = client.subscribeToAll({
      fromPosition: START,
      credentials: CREDENTIALS,
      filter: streamNameFilter({
        prefixes: [name('a'), name('g')],
        checkpointReached: (_, { commit }) =>
          void heard.push(commit === 2n ** 64n - 1n ? 'checkpoint before all' : 'checkpoint'),
      }),
    });
    for (const each of ['confirmation', 'caughtUp'] as const)
      subscription.on(each as 'confirmation', () => void heard.push(each));
    subscription.on('data', ({ event: each }) => void heard.push(`${each?.streamId.slice(10)}@${each?.revision}`));
    await delay(QUIET_MS);
    heard.push('--');
    await append('g', NO_STREAM, [event(40), event(41)]);
    await append('h', NO_STREAM, [event(42)]);
    await delay(QUIET_MS);
    await subscription.unsubscribe();
    // Where a checkpoint falls during the catch-up depends on what else the server holds.
    const caughtUp = heard.indexOf('caughtUp');
    return heard.filter((what, index) => what !== 'checkpoint' || index === caughtUp - 1);
  });
  await attempt('a subscription after a position', async () => {
    const heard: string[] = [];
    let position: Position | undefined;
    for await (const { event: each } of client.readStream(name('g'), { maxCount: 1 })) position = each?.position;
    const filter = streamNameFilter({ prefixes: [name('g')] });
    const subscription = client.subscribeToAll({ fromPosition: position as Position, filter });
    subscription.on('data', ({ event: each }) => void heard.push(`${each?.streamId.slice(10)}@${each?.revision}`));
    await delay(QUIET_MS);
    await subscription.unsubscribe();
    return heard;
  });
  await attempt('everything from a position on', async () => {
    let position: Position | undefined;
    for await (const { event: each } of client.readStream(name('g'), { maxCount: 1 })) position = each?.position;
    const found: string[] = [];
    for await (const { event: each } of client.readAll({ fromPosition: position as Position, maxCount: 3 }))
      found.push(`${each?.streamId.slice(10)}@${each?.revision}`);
    for await (const { event: each } of client.readAll({
      fromPosition: position as Position,
      maxCount: 1,
      direction: BACKWARDS,
    }))
      found.push(`before: ${each?.streamId.slice(10)}@${each?.revision}`);
    return found;
  });

  await attempt('delete', async () => Object.keys(await client.deleteStream(name('g'), { credentials: CREDENTIALS })));
  await attempt('read what was deleted', () => revisions('g', {}));
  await attempt('append to what was deleted', () => append('g', 1n, [event(50)]));
  await attempt('tombstone', async () =>
    Object.keys(await client.tombstoneStream(name('h'), { credentials: CREDENTIALS })),
  );
  await attempt('read what was tombstoned', () => revisions('h', {}));
  await attempt('append to what was tombstoned', () => append('h', 0n, [event(51)]));
  await client.dispose();
  return JSON.parse(JSON.stringify(said)) as Transcript;
}

/** The port of the node that a node names where it is asked for what only the leader may answer. @throws Error where it answers. */
export async function leaderNamedBy(url: string): Promise<number> {
  const client = EventStoreDBClient.connectionString(url);
  try {
    for await (const each of client.readStream('any', { requiresLeader: true, maxCount: 1 })) void each;
  } catch (error) {
    return (error as { readonly leader: { readonly port: number } }).leader.port;
  }
  throw new Error('This node answers itself.');
}
