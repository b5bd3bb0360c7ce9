import { idOfStream, type Commands, type ProcessManager, type RecordedEvent } from '@art33/event-log';
import { incidentDecider, incidentStream } from '@art33/incidents';
import type { NoticeEventOf } from '@art33/notices';
import { attempt, causedBy } from './context.js';

const NAME = 'reopen-incidents';

type Opening = NoticeEventOf<'DutyOpened' | 'DutyReopened'>;

/** A duty that opens after its incident was closed opens the incident again. */
export class ReopenIncidents implements ProcessManager {
  readonly name = NAME;
  readonly handles = ['DutyOpened', 'DutyReopened'];

  constructor(private readonly commands: Commands) {}

  handle(event: RecordedEvent): Promise<void> {
    return this.handleMany([event]);
  }

  /** An incident that opens thousands of duties is looked at once for many of them. */
  async handleMany(events: readonly RecordedEvent[]): Promise<void> {
    const seen = new Set<string>();
    for (const event of events as readonly RecordedEvent<Opening>[]) {
      const { incidentId } = event.data.notice;
      if (seen.has(incidentId)) continue;
      seen.add(incidentId);
      const { status } = await this.commands.state(incidentDecider, incidentStream(incidentId));
      // The first one opens it for all.
      if (status === 'closed') await this.reopen(event);
    }
  }

  private async reopen(event: RecordedEvent<Opening>): Promise<void> {
    const { notice, dutyId } = event.data;
    const stream = incidentStream(notice.incidentId);
    const command = {
      type: 'reopen-incident',
      cause: { by: 'duty', noticeId: idOfStream(event.stream), duty: dutyId },
      onBehalfOf: notice.processorId,
    } as const;
    await attempt(() =>
      this.commands.run(incidentDecider, stream, command, causedBy(event, NAME, notice.processorId, notice.incidentId)),
    );
  }
}
