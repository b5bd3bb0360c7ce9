/**
 * A process of its own for benches that kill one. `serve <folder>` runs the service at the time of its data;
 * `write <folder> <incident> <events played> <events> <first copy>` appends events that no read model sees, and waits to be killed;
 * `mail` takes mails and tells how many when it is asked.
 */
import { systemClock, type Clock } from '@art33/event-log';
import { startService } from '../../apps/server/src/service.js';
import { openStores } from '../../apps/server/src/stores.js';
import { MailSink, MASTER_KEY, settingsOf } from './installation.js';
import { extendLog } from './log-data.js';

const [mode, dataDirectory = '', incidentId = '', ...numbers] = process.argv.slice(2);
const [played = 0, events = 0, firstCopy = 0] = numbers.map(Number);
const say = (message: object): void => void process.send?.(message);
/** A clock that runs, from the morning of the data on. */
const begun = systemClock.now();
const clock: Clock = { now: () => Date.parse('2026-01-05T12:00:00.000Z') + systemClock.now() - begun };

if (mode === 'write') {
  const stores = await openStores({ dataDirectory, masterKey: MASTER_KEY, clock });
  say({ written: await extendLog(stores, { incidentId, played }, events, firstCopy) });
  setInterval(() => undefined, 1_000);
} else if (mode === 'mail') {
  const sink = await MailSink.start();
  process.on('message', () => say({ taken: sink.taken, bytes: sink.bytes }));
  say({ port: sink.port });
} else {
  const { url } = await startService({ config: settingsOf(dataDirectory), masterKey: MASTER_KEY, clock });
  say({ url });
}
