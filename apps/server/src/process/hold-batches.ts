import { batchDecider, batchStream, type BatchCommand } from '@art33/delivery';
import { idOfStream, type Commands, type ProcessManager, type RecordedEvent } from '@art33/event-log';
import { jobDecider } from '@art33/notices';
import { attempt, causedBy } from './context.js';

const NAME = 'hold-batches';

const MEANING: Readonly<Record<string, BatchCommand['type']>> = {
  BulkPaused: 'hold',
  BulkResumed: 'release',
  BulkCancelled: 'cancel',
};

/** What stops a job that sends also holds back its messages that have not been started. */
export class HoldBatches implements ProcessManager {
  readonly name = NAME;
  readonly handles = Object.keys(MEANING);

  constructor(private readonly commands: Commands) {}

  async handle(event: RecordedEvent): Promise<void> {
    const { job } = await this.commands.state(jobDecider, event.stream);
    const type = MEANING[event.type];
    if (!type || job?.task.what !== 'send') return;
    const stream = batchStream(idOfStream(event.stream));
    await attempt(() =>
      this.commands.run(batchDecider, stream, { type }, causedBy(event, NAME, job.processorId, stream)),
    );
  }
}
