import { existsSync } from 'node:fs';
import {
  AskedKeys,
  checkLog,
  EventCodec,
  EventRegistry,
  KeyUnusable,
  LogUnusable,
  ObjectKeyStore,
  Sealer,
  type CheckedLog,
  type ObjectStore,
} from '@art33/event-log';
import { declarations } from '../../../server/src/stores.js';
import { lengthOf, progress } from '../terminal/index.js';
import { error, note, ok, warning, type Finding } from './finding.js';

/** How far (milliseconds) this machine's clock may stand behind the last event. */
const TOLERANCE = 2_000;

/** Whether the log is whole, the clock in line with it, and everything sealed in it opens. */
export async function logAndKeys(
  file: string,
  objects: ObjectStore | Finding,
  masterKey: Uint8Array,
  now = Date.now(),
): Promise<readonly Finding[]> {
  if (!existsSync(file))
    return [note('log', 'there is no log yet', 'nothing has been written', 'the service makes it when it starts')];
  const asked = 'check' in objects ? objects : await openKeys(objects, masterKey);
  const areOpen = asked instanceof AskedKeys;
  let checked: CheckedLog;
  try {
    let bar: ReturnType<typeof progress> | undefined;
    checked = await checkLog({
      file,
      ...(areOpen && { codec: new EventCodec(new EventRegistry(declarations), new Sealer(asked)) }),
      onProgress: (done, total) => (bar ??= progress('reading the log', total, { unit: 'events' })).reach(done),
    }).finally(() => bar?.end());
  } catch (failure) {
    if (!(failure instanceof LogUnusable)) throw failure;
    return [error('log', failure.message, 'the service does not start', 'see docs/operations.md, Restore')];
  }
  const { events, streams, faults, recordedAt } = checked;
  return [
    ...(faults.length === 0
      ? [ok('log', `${events} events in ${streams} streams, whole and without a gap`)]
      : faults.map((fault) => error('log', fault, 'the log is not whole', 'keep it aside and restore a backup'))),
    clock(recordedAt, now),
    areOpen ? keys(checked, asked) : asked,
  ];
}

export function clock(recordedAt: string | undefined, now: number): Finding {
  const ahead = recordedAt === undefined ? 0 : Date.parse(recordedAt) - now;
  if (ahead <= TOLERANCE)
    return ok('clock', `${new Date(now).toISOString()}, not before the last event (${recordedAt ?? 'none'})`);
  return error(
    'clock',
    `this machine's clock stands ${lengthOf(ahead)} behind the last event (${recordedAt})`,
    'nothing is sent and no deadline is judged until it has caught up',
    'set the clock right (NTP)',
  );
}

function keys({ unopened }: CheckedLog, { usable, erased }: AskedKeys): Finding {
  if (unopened.first === undefined)
    return ok('keys', `the master key opens all ${usable.size} keys that the log names; ${erased.size} were erased`);
  return error(
    'keys',
    `${unopened.count} events cannot be opened: ${unopened.first}`,
    'what is sealed in them cannot be read, and their records cannot be worked on',
    'restore the newest backup of the keys',
  );
}

/** The keys beside a log, or what is wrong with them. */
async function openKeys(objects: ObjectStore, masterKey: Uint8Array): Promise<AskedKeys | Finding> {
  try {
    return new AskedKeys(await ObjectKeyStore.open({ objects, masterKey, mayBegin: false }));
  } catch (failure) {
    if (!(failure instanceof KeyUnusable)) throw failure;
    return error(
      'keys',
      failure.message,
      'the service does not start',
      'give it the master key and the keys of this log',
    );
  }
}

/** What a running service says of itself; without one, nothing is wrong. */
export async function running(url: string | undefined): Promise<readonly Finding[]> {
  if (url === undefined) return [note('service', 'no service is running', 'nothing is sent or watched', 'art33 serve')];
  const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(10_000) }).catch(
    (failure: Error) => failure,
  );
  if (answer instanceof Error)
    return [
      error('service', `${url} does not say whether it is ready: ${answer.message}`, 'it may hang', 'look at its log'),
    ];
  const { checks } = (await answer.json()) as { readonly checks: Readonly<Record<string, true | string>> };
  return Object.entries(checks).map(([name, state]) =>
    state === true
      ? ok(`service-${name}`, `${url}: ${name} in order`)
      : (name === 'models' && state === 'catching up' ? warning : error)(
          `service-${name}`,
          `${url}: ${state}`,
          'the service is not ready and may answer with what was true earlier',
          name === 'models' ? 'wait; where it stays so, art33 replay' : 'look at its log',
        ),
  );
}
