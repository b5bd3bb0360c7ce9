import { join } from 'node:path';
import {
  CatchUp,
  CommandRunner,
  DirectoryObjectStore,
  ObjectKeyStore,
  EventCodec,
  EventRegistry,
  ReadModelStore,
  Sealer,
  SqliteEventLog,
  systemClock,
} from '@art33/event-log';
import { deliveryEvents } from '../domain/events.js';
import { Outbox } from '../outbox/outbox.js';
import { deliveryProjections } from '../read-model/projection.js';
import { SmtpTransport } from '../smtp/smtp-transport.js';
import { smtpSettings } from './harness.js';

/** A process of its own that sends what is due from the log in a directory to a port, says "idle" when nothing is left, and stays. */
const [, , directory = '', port = ''] = process.argv;
const log = await SqliteEventLog.open({ file: join(directory, 'log.db'), clock: systemClock });
const objects = await DirectoryObjectStore.open({ directory });
const keys = await ObjectKeyStore.open({ objects, masterKey: Buffer.alloc(32, 33), mayBegin: true });
const codec = new EventCodec(new EventRegistry([deliveryEvents]), new Sealer(keys));
const store = ReadModelStore.open({ directory: join(directory, 'models'), projections: deliveryProjections });
const models = new CatchUp({ log, codec, store });
models.start();
const { position } = await log.head();
if (position !== undefined) await models.waitFor(position, 60_000);
const outbox = new Outbox({
  commands: new CommandRunner(log, codec, systemClock),
  models,
  clock: systemClock,
  transport: new SmtpTransport(smtpSettings(Number(port))),
  node: 'node-a',
  guard: { mayDecide: () => true },
  onError: (error) => process.send?.(String(error)),
});
await outbox.idle();
process.send?.('idle');
setInterval(() => undefined, 1_000);
