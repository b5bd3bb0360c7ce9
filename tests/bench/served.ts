/**
 * A process of its own for benches that kill or watch one. `serve <folder>` runs the service at the time of its data; `work`
 * also answers what it is asked;
 * `write <folder> <incident> <events played> <events> <first copy>` appends events that no read model sees, and waits to be killed;
 * `mail` takes mails and tells how many when it is asked; `crowd <url>` are many who sign in at once when they are asked.
 */
import { systemClock, type Clock } from '@art33/event-log';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { pick } from '../../apps/cli/src/api-client.js';
import { startService } from '../../apps/server/src/service.js';
import { openStores } from '../../apps/server/src/stores.js';
import { MailSink, MASTER_KEY, settingsOf, startInstallation } from './installation.js';
import { extendLog } from './log-data.js';
import { registerCrowd, signInAtOnce } from './members.js';

/** See `Companion`: the answer bears the question's number. */
interface Question {
  readonly id: number;
  readonly what: string;
}

const [mode, dataDirectory = '', incidentId = '', ...numbers] = process.argv.slice(2);
const [played = 0, events = 0, firstCopy = 0] = numbers.map(Number);
const say = (message: object): void => void process.send?.(message);
/** A clock that runs, from the morning of the data on. */
const begun = systemClock.now();
const clock: Clock = { now: () => Date.parse('2026-01-05T12:00:00.000Z') + systemClock.now() - begun };

// Nobody is left to ask: whoever started it has ended.
process.on('disconnect', () => process.exit());

if (mode === 'write') {
  const stores = await openStores({ dataDirectory, masterKey: MASTER_KEY, clock });
  say({ written: await extendLog(stores, { incidentId, played }, events, firstCopy) });
  setInterval(() => undefined, 1_000);
} else if (mode === 'mail') {
  const sink = await MailSink.start();
  process.on('message', ({ id }: Question) => say({ id, taken: sink.taken, bytes: sink.bytes }));
  say({ port: sink.port });
} else if (mode === 'crowd') {
  const url = dataDirectory;
  process.on('message', ({ id }: Question) => void signInAtOnce(url).then((answer) => say({ id, ...answer })));
  say({});
} else if (mode === 'serve') {
  const { url } = await startService({ config: settingsOf(dataDirectory), masterKey: MASTER_KEY, clock });
  say({ url });
} else {
  const { service, processor } = await startInstallation({ dataDirectory, clock, settings: fromEnvironment() });
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  const answers: Readonly<Record<string, () => object | Promise<object>>> = {
    now: () => ({ now: clock.now() }),
    size: async () => ({ size: (await service.stores.log.head()).size }),
    one: async () => ({ agreement: pick<string>(await processor.api.read('agreements?limit=1'), 'items.0.id') }),
    settled: async () => {
      await service.settled();
      return {};
    },
    members: () => registerCrowd(service),
    measure: () => {
      histogram.reset();
      histogram.enable();
      return {};
    },
    measured: () => {
      histogram.disable();
      return { delay: histogram.percentile(99.9) / 1e6 };
    },
  };
  process.on('message', ({ id, what }: Question) => {
    void Promise.resolve(answers[what]!()).then((answer) => say({ id, ...answer }));
  });
  say({ url: service.url, token: processor.token, processorId: processor.id, termsId: processor.termsId });
}

/** Settings of the service that the bench gives. */
function fromEnvironment(): Readonly<Record<string, string>> {
  const settings = Object.entries(process.env).filter(([name]) => name.startsWith('ART33_'));
  return Object.fromEntries(settings.map(([name, value]) => [name, value ?? '']));
}
