import { Refusal } from '@art33/event-log';
import type { AffectControllers, CloseIncident } from './commands.js';
import type { IncidentEvent } from './events.js';
import { ruleKey, type IncidentState } from './state.js';
import { CHUNK_SIZE } from './values.js';

/**
 * Lists one chunk of affected agreements. Whoever is listed already is not listed twice. A rule that selects nobody is
 * recorded all the same: evaluated again, it may select somebody.
 */
export function affect(command: AffectControllers, state: IncidentState): readonly IncidentEvent[] | Refusal {
  const { rule, evaluatedAtLogNumber, chunk, chunks, agreements } = command;
  if (agreements.length > CHUNK_SIZE)
    return new Refusal('chunk-too-large', 'invalid', `one event lists at most ${CHUNK_SIZE} agreements`, 'agreements');
  const listed = new Set(state.affected.map(({ agreementId }) => agreementId));
  const fresh = agreements.filter(({ agreementId }) => !listed.has(agreementId));
  const evaluated = state.rules.find((known) => ruleKey(known.rule) === ruleKey(rule));
  if (fresh.length === 0 && evaluated?.complete) return [];
  return [{ type: 'ControllersAffected', data: { rule, evaluatedAtLogNumber, chunk, chunks, agreements: fresh } }];
}

/** Closes what is decided: no open duty, nobody left out of a list. */
export function close(command: CloseIncident, state: IncidentState): readonly IncidentEvent[] | Refusal {
  const unfinished = state.rules.filter(({ complete }) => !complete).map(({ rule }) => rule);
  if (unfinished.length > 0)
    return new Refusal(
      'affected-list-incomplete',
      'conflict',
      'the list of affected controllers was interrupted: give the same rule again to complete it',
      undefined,
      { rules: unfinished },
    );
  if (command.blockers.length > 0)
    return new Refusal(
      'duties-undecided',
      'conflict',
      'an incident with an undecided duty cannot be closed',
      undefined,
      {
        blockers: command.blockers,
      },
    );
  return [{ type: 'IncidentClosed', data: command.conclusion === undefined ? {} : { conclusion: command.conclusion } }];
}
