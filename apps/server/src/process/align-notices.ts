import {
  idOfStream,
  toInstant,
  turn,
  type Clock,
  type Commands,
  type ProcessManager,
  type ReadModels,
  type RecordedEvent,
} from '@art33/event-log';
import { earliestKnowledge, incidentDecider, incidentStream, type IncidentState } from '@art33/incidents';
import { noticeDecider, noticeIdOf, noticeItem, openNotices, type NoticeCommandData } from '@art33/notices';
import { contactsForNoticesOf } from '@art33/parties';
import { AgreementReader, type AgreementView } from './agreements.js';
import { attemptMany, causedBy, chunksOf } from './context.js';

const NAME = 'align-notices';
/** Notices written in one go. */
const CHUNK = 64;
/** Agreements read in one go, without others getting their turn. */
const READ_AT_ONCE = 8;
/** How long the read models may take to show an event before the process tries again, in milliseconds. */
const PATIENCE = 10_000;

/** An incident and the agreements whose notices it concerns. */
interface Work {
  readonly incidentId: string;
  readonly agreementIds: readonly string[];
}

/** Brings notices in line with what happened to their incident, their agreement or their organisations. */
export class AlignNotices implements ProcessManager {
  readonly name = NAME;
  readonly handles = [
    'AwarenessEstablished',
    'AwarenessCorrected',
    'ControllersAffected',
    'IncidentConfirmedAsBreach',
    'IncidentRuledOut',
    'OpenTermConfirmed',
    'AgreementMovedToVersion',
    'ContactAdded',
    'ContactChanged',
    'ContactRemoved',
    'SettingsChanged',
  ];

  constructor(
    private readonly commands: Commands,
    private readonly models: ReadModels,
    private readonly clock: Clock,
  ) {}

  async handle(event: RecordedEvent): Promise<void> {
    const reader = new AgreementReader(this.commands);
    for (const { incidentId, agreementIds } of await this.workOf(event)) {
      const incident = await this.commands.state(incidentDecider, incidentStream(incidentId));
      for (const chunk of chunksOf(agreementIds, CHUNK)) {
        await this.align(event, incident, chunk, reader);
        await turn();
      }
    }
  }

  private async workOf(event: RecordedEvent): Promise<readonly Work[]> {
    if (event.stream.startsWith('incident-')) {
      const incidentId = idOfStream(event.stream);
      if (event.type === 'ControllersAffected') {
        const { agreements } = event.data as { readonly agreements: readonly { readonly agreementId: string }[] };
        return [{ incidentId, agreementIds: agreements.map(({ agreementId }) => agreementId) }];
      }
      const { affected } = await this.commands.state(incidentDecider, incidentStream(incidentId));
      return [{ incidentId, agreementIds: affected.map(({ agreementId }) => agreementId) }];
    }
    if (!(await this.models.waitFor(event.position, PATIENCE)))
      throw new Error(`the read models do not show log number ${event.logNumber} yet`);
    const id = idOfStream(event.stream);
    const byIncident = new Map<string, string[]>();
    for (const { incidentId, agreementId } of openNotices(this.models.db, id))
      byIncident.set(incidentId, [...(byIncident.get(incidentId) ?? []), agreementId]);
    return [...byIncident].map(([incidentId, agreementIds]) => ({ incidentId, agreementIds }));
  }

  private async align(
    event: RecordedEvent,
    incident: IncidentState,
    agreementIds: readonly string[],
    reader: AgreementReader,
  ): Promise<void> {
    const at = earliestKnowledge(incident.facts) ?? toInstant(this.clock.now());
    const views: (AgreementView | undefined)[] = [];
    for (const some of chunksOf(agreementIds, READ_AT_ONCE)) {
      views.push(...(await Promise.all(some.map((id) => reader.read(id, at)))));
      await turn();
    }
    const items = views.flatMap((view) => {
      if (!view) return [];
      const noticeId = noticeIdOf(incident.incidentId, view.agreementId);
      return [noticeItem(noticeId, alignment(incident, view), causedBy(event, NAME, view.processorId, noticeId))];
    });
    await attemptMany(this.commands, noticeDecider, items);
  }
}

const alignment = (incident: IncidentState, view: AgreementView): NoticeCommandData => ({
  type: 'align',
  incidentId: incident.incidentId,
  agreementId: view.agreementId,
  processorId: view.processorId,
  controllerId: view.controllerId,
  facts: incident.facts,
  ruledOut: incident.assessment === 'ruled-out',
  terms: view.terms,
  openTerms: view.openTerms,
  settings: view.processor.settings,
  zone: view.controller.organisation.timeZone,
  recipientsKnown: contactsForNoticesOf(view.controller).length > 0,
});
