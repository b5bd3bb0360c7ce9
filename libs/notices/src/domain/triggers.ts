import { computeDeadline, type Assumption, type Deadline } from '@art33/deadlines';
import { factKey, type IncidentFact } from '@art33/incidents';
import type { Trigger } from '@art33/parties';
import type { Align, ResolvedOpenTerm } from './commands.js';
import { dutyIdOf, noticeIdOf } from './ids.js';

/** What a trigger that has fired demands today. */
export interface Demand {
  readonly dutyId: string;
  readonly trigger: Trigger;
  readonly deadline: Deadline;
  readonly followUpOf: string | null;
}

type Anchored = { readonly trigger: Trigger; readonly fact: IncidentFact };

/** The demands of every trigger whose fact is known. A trigger hangs on its earliest matching fact. */
export function demands(command: Align): readonly Demand[] {
  const fired = command.terms.triggers
    .filter((trigger) => exists(trigger, command.openTerms))
    .flatMap((trigger): Anchored[] => {
      const fact = earliest(command.facts.filter((known) => fires(trigger, known)));
      return fact ? [{ trigger, fact }] : [];
    });
  const noticeId = noticeIdOf(command.incidentId, command.agreementId);
  return fired.map(({ trigger, fact }) => {
    const followed = followedBy({ trigger, fact }, fired, command.openTerms);
    return {
      dutyId: dutyIdOf(noticeId, trigger.id),
      trigger,
      deadline: deadlineOf(trigger, fact, followed !== undefined, command),
      followUpOf: followed ? dutyIdOf(noticeId, followed.trigger.id) : null,
    };
  });
}

/** A trigger that an open term brings about exists only while that term has its value. */
export const exists = (trigger: Trigger, openTerms: readonly ResolvedOpenTerm[]): boolean =>
  trigger.onlyWhile === undefined || hasValue(openTerms, trigger.onlyWhile);

const hasValue = (
  openTerms: readonly ResolvedOpenTerm[],
  { openTerm, value }: { readonly openTerm: string; readonly value: string },
): boolean => openTerms.some((term) => term.id === openTerm && term.value === value);

const fires = (trigger: Trigger, known: IncidentFact): boolean =>
  trigger.fact === known.fact &&
  (trigger.irregularities === undefined ||
    (known.irregularity !== undefined && trigger.irregularities.includes(known.irregularity)));

const earliest = (facts: readonly IncidentFact[]): IncidentFact | undefined =>
  facts.reduce<IncidentFact | undefined>(
    (first, fact) => (first && first.at.at <= fact.at.at ? first : fact),
    undefined,
  );

/** The earlier demand that this one only follows up: its fact was known before, and the open term, if any, says so. */
function followedBy(
  { trigger, fact }: Anchored,
  fired: readonly Anchored[],
  openTerms: readonly ResolvedOpenTerm[],
): Anchored | undefined {
  const rule = trigger.followUpOf;
  if (!rule) return undefined;
  const { openTerm, value } = rule;
  if (openTerm !== undefined && value !== undefined && !hasValue(openTerms, { openTerm, value })) return undefined;
  return fired.find((other) => rule.triggers.includes(other.trigger.id) && other.fact.at.at < fact.at.at);
}

const FOLLOW_UP = 'Nachmeldung / follow-up';

function deadlineOf(trigger: Trigger, fact: IncidentFact, followUp: boolean, command: Align): Deadline {
  return computeDeadline({
    rule: {
      id: `${command.terms.id}/${trigger.id}`,
      version: command.terms.version,
      regime: 'contract',
      source: trigger.clause,
      period: followUp ? { kind: 'undated', wording: FOLLOW_UP } : trigger.time,
    },
    anchor: { what: factKey(fact), at: fact.at },
    zone: command.zone,
    targetHours: command.settings.internalTargetHours,
    assumptions: assumptionsOf(trigger, command.openTerms),
  });
}

/** The open terms that enter a trigger's deadline, each with the value used. */
function assumptionsOf(trigger: Trigger, openTerms: readonly ResolvedOpenTerm[]): readonly Assumption[] {
  const entering = [trigger.onlyWhile?.openTerm, trigger.followUpOf?.openTerm, ...(trigger.assumptions ?? [])];
  return openTerms.flatMap(({ id, clause, question, value, confirmed }) =>
    value !== null && entering.includes(id) ? [{ openTerm: id, clause, question, value, confirmed }] : [],
  );
}
