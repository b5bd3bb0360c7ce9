import { Inject, Injectable } from '@nestjs/common';
import {
  CLOCK,
  COMMANDS,
  LogUnavailable,
  orErased,
  READ_MODELS,
  toInstant,
  type Clock,
  type Commands,
  type Instant,
  type ReadModels,
} from '@art33/event-log';
import { earliestKnowledge, incidentDecider, incidentStream, type IncidentState } from '@art33/incidents';
import {
  agreement,
  contactsForNotices,
  organisation,
  settingsOf,
  termsVersion,
  termsVersionAt,
  type NoticeContact,
  type NoticeKind,
  type NoticeTemplate,
  type Terms,
} from '@art33/parties';
import { isCancelled, kindDue, standingDuties, validDeliveries, type OpenedNotice } from '../domain/state.js';
import { covers } from '../domain/kinds.js';
import { referenceOf } from '../domain/templates/reference.js';
import type { NoticeMaterial } from '../domain/templates/render.js';
import type { Language } from '../domain/values.js';

/** What a person may choose of a text before it is rendered. */
export interface TextChoice {
  readonly kind?: NoticeKind;
  readonly language?: Language;
  /** A person's template for this once, by language, in place of the organisation's. */
  readonly templates?: Readonly<Partial<Record<Language, NoticeTemplate>>>;
}

/** Looks up what notices are made of: incident, agreement, terms, names, contacts. */
@Injectable()
export class Materials {
  /** Published versions never change: each is read once. */
  private readonly terms = new Map<string, Terms>();

  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  incident(incidentId: string): Promise<IncidentState> {
    return this.commands.state(incidentDecider, incidentStream(incidentId));
  }

  contacts(controllerId: string): readonly NoticeContact[] {
    return contactsForNotices(this.models.db, controllerId);
  }

  /** What the text of a notice is made of, and the template where it is not the built-in one. */
  of(
    incident: IncidentState,
    state: OpenedNotice,
    choice: TextChoice,
  ): { readonly material: NoticeMaterial; readonly template?: NoticeTemplate } {
    const { db } = this.models;
    const { notice } = state;
    const contract = agreement(db, notice.agreementId);
    const at = earliestKnowledge(incident.facts) ?? toInstant(this.clock.now());
    const terms = contract && this.termsOf(contract.termsId, termsVersionAt(contract, at));
    const controller = organisation(db, notice.controllerId);
    if (!terms || !controller)
      throw new LogUnavailable(`this node does not show the agreement of notice ${notice.noticeId} yet`);
    const { kind = kindDue(state), language = controller.language } = choice;
    const template = choice.templates?.[language] ?? settingsOf(db, notice.processorId)?.templates[language];
    const material: NoticeMaterial = {
      language,
      kind,
      reference: referenceOf(notice.incidentId),
      incident: { ...incident, ruledOut: notice.basis.ruledOut },
      terms,
      clauses: standingDuties(state)
        .filter((duty) => covers(kind, duty.kind))
        .map(({ clause }) => clause),
      controller: { name: controller.name ?? '–', regime: controller.regime },
      zone: notice.zone,
      toldBefore: lastTold(state),
      text: lastText(state),
    };
    return template ? { material, template } : { material };
  }

  private termsOf(termsId: string, version: number): Terms | undefined {
    const key = `${termsId} ${version}`;
    const known = this.terms.get(key) ?? termsVersion(this.models.db, termsId, version);
    if (known) this.terms.set(key, known);
    return known;
  }
}

/** When the processor last wrote, or told otherwise as it states; that somebody opened a message tells nobody anything new. */
const lastTold = (state: OpenedNotice): Instant | null =>
  [
    ...state.sendings.filter((sending) => !isCancelled(state, sending)),
    ...validDeliveries(state).filter(({ messageId }) => messageId === null),
  ]
    .map(({ at }) => at)
    .toSorted()
    .at(-1) ?? null;

const lastText = ({ texts }: OpenedNotice): string | null => {
  const last = texts.at(-1);
  return last === undefined ? null : orErased(last.text, null);
};
