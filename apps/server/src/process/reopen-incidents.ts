import { idOfStream, type Commands, type ProcessManager, type RecordedEvent } from '@art33/event-log';
import { incidentDecider, incidentStream } from '@art33/incidents';
import type { NoticeEventOf } from '@art33/notices';
import { attempt, causedBy } from './context.js';

const NAME = 'reopen-incidents';

/** A duty that opens after its incident was closed opens the incident again. */
export class ReopenIncidents implements ProcessManager {
  readonly name = NAME;
  readonly handles = ['DutyOpened', 'DutyReopened'];

  constructor(private readonly commands: Commands) {}

  async handle(recorded: RecordedEvent): Promise<void> {
    const event = recorded as RecordedEvent<NoticeEventOf<'DutyOpened' | 'DutyReopened'>>;
    const { notice, dutyId } = event.data;
    const stream = incidentStream(notice.incidentId);
    const { status } = await this.commands.state(incidentDecider, stream);
    if (status !== 'closed') return;
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
