import { caseDecider, caseIdOf, caseStream, type CaseDelivery } from '@art33/cases';
import { idOfStream, type Commands, type ProcessManager, type RecordedEvent } from '@art33/event-log';
import { noticeDecider, type KnownDelivery } from '@art33/notices';
import { attemptMany, causedBy } from './context.js';

const NAME = 'align-cases';

/** Opens the controller's case at the first delivery of its notice, and starts and withdraws its clocks. */
export class AlignCases implements ProcessManager {
  readonly name = NAME;
  readonly handles = ['NoticeDelivered', 'DeliveryInvalidated'];

  constructor(private readonly commands: Commands) {}

  handle(event: RecordedEvent): Promise<void> {
    return this.handleMany([event]);
  }

  async handleMany(events: readonly RecordedEvent[]): Promise<void> {
    const items = await Promise.all(events.map((event) => this.itemsOf(event)));
    await attemptMany(this.commands, caseDecider, items.flat());
  }

  private async itemsOf(event: RecordedEvent) {
    const { notice, deliveries } = await this.commands.state(noticeDecider, event.stream);
    if (!notice) return [];
    const noticeId = idOfStream(event.stream);
    const caseId = caseIdOf(noticeId);
    const { agreementId, controllerId, processorId, zone } = notice;
    const command = {
      type: 'align',
      caseId,
      noticeId,
      agreementId,
      controllerId,
      processorId,
      zone,
      deliveries: deliveries.map(deliveryOf),
    } as const;
    // The case is the controller's: it is opened on its behalf, so that its stream is the controller's own.
    return [{ stream: caseStream(caseId), command, context: causedBy(event, NAME, controllerId, caseId) }];
  }
}

const deliveryOf = ({ deliveryId, kind, grade, at, invalidated }: KnownDelivery): CaseDelivery => ({
  deliveryId,
  kind,
  grade,
  at,
  valid: invalidated === null,
});
