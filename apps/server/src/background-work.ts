import type { WebhookSender } from '@art33/delivery';
import type { ClaimedWork, Json, ProcessRunner } from '@art33/event-log';
import type { BulkWorker } from '@art33/notices';
import type { Stores } from './stores.js';

/** How long (milliseconds) what follows from the log waits at the start for the read models to show it. */
const SHOWN_FIRST = 30_000;

/** What a node tells the one that goes on. */
interface HandedOver {
  readonly processes: ReturnType<ProcessRunner['handOver']>;
  readonly webhooks: ReturnType<WebhookSender['handOver']>;
}

/**
 * What one node does at a time, where there are several: what follows from events, jobs, and webhooks, which ask for
 * themselves whose turn it is. Deadlines and mails are every node's.
 */
export function backgroundWork(
  stores: Stores,
  parts: {
    readonly processes: ProcessRunner;
    readonly jobs: BulkWorker;
    readonly webhooks: WebhookSender;
    readonly onError: (error: unknown, about?: string | null) => void;
  },
): ClaimedWork {
  const { processes, jobs, webhooks, onError } = parts;
  return {
    begin() {
      processes.start(shownBefore(stores).catch(onError));
      jobs.start(onError);
    },
    async end() {
      await Promise.all([processes.stop(), jobs.stop()]);
    },
    handOver() {
      const handedOver: HandedOver = { processes: processes.handOver(), webhooks: webhooks.handOver() };
      return handedOver as unknown as Json;
    },
    async takeOver(handedOver) {
      const { processes: places, webhooks: endpoints } = handedOver as unknown as HandedOver;
      await processes.takeOver(places);
      webhooks.takeOver(endpoints);
    },
  };
}

/** What was left behind is shown first and then worked on: side by side, people would wait for both. */
async function shownBefore({ log, models }: Stores): Promise<void> {
  const { position } = await log.head();
  if (position !== undefined) await models.waitFor(position, SHOWN_FIRST);
}
