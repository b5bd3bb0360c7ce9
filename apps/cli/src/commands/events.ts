import { once } from 'node:events';
import type { StoredEvent } from '@art33/event-log';
import { Command } from 'commander';
import { readConfig } from '../../../server/src/config.js';
import { logFile } from '../../../server/src/stores.js';
import { choiceOf, eventPages, followed, jsonLine, openLog, type EventOptions } from '../events/reading.js';
import { shortInstant } from '../terminal/index.js';

const lineOf = ({ logNumber, recordedAt, type, stream, revision, metadata: { actor } }: StoredEvent): string =>
  `${String(logNumber).padStart(8)}  ${shortInstant(recordedAt)}  ${type.padEnd(28)}  ${stream} #${revision}  ${actor.kind}:${actor.id}`;

/** Waits where the reader is slow, so that a long log never stands in memory. */
async function print(lines: readonly string[]): Promise<void> {
  if (lines.length > 0 && !process.stdout.write(`${lines.join('\n')}\n`)) await once(process.stdout, 'drain');
}

export const eventsCommand = (): Command =>
  new Command('events')
    .description('the log as it is stored, sealed, beside a running service or without one')
    .option('--from <number>', 'first log number')
    .option('--to <number>', 'last log number')
    .option('--type <type...>', 'only these types of event')
    .option('--stream <name>', 'only this stream, e.g. incident-<id>')
    .option('--follow', 'go on as events are written, until Ctrl-C; without --from, from now', false)
    .option('--json', 'one event per line as JSON', false)
    .addHelpText(
      'after',
      `
Personal fields stay sealed; no key is needed. This is the operator's view of the whole log.

Examples:
  art33 events --type DeadlineMissed
  art33 events --follow --json | jq .type`,
    )
    .action(async ({ follow, json, ...options }: EventOptions & { follow: boolean; json: boolean }) => {
      const choice = choiceOf(options);
      const show = json ? jsonLine : lineOf;
      // A reader that has seen enough, such as head, is no fault.
      process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
      const log = await openLog(logFile(readConfig(process.env)));
      try {
        if (!follow) {
          for await (const events of eventPages(log, choice)) await print(events.map(show));
          return;
        }
        const ending = new AbortController();
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort());
        for await (const event of followed(log, choice, ending.signal)) await print([show(event)]);
      } finally {
        await log.close();
      }
    });
