import { orErased, Refusal, type Instant } from '@art33/event-log';
import type { StatedDetails } from './commands.js';
import { refuseBlank, refuseFuture } from './refusals.js';
import type { IncidentDetails } from './values.js';

/** What is stated laid over what is known. */
export function withStated(known: IncidentDetails, stated: StatedDetails): IncidentDetails {
  const said = Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== undefined));
  return { ...known, ...said, occurred: { ...known.occurred, ...stated.occurred } };
}

/** Aware before occurred is fine: some learn of an attack that is under way or announced. */
export function refuseDetails({ title, occurred, detected }: IncidentDetails, now: Instant): Refusal | undefined {
  const { from, until } = occurred;
  if (from && until && until.at < from.at)
    return new Refusal(
      'ended-before-it-began',
      'invalid',
      'an incident does not end before it began',
      'occurred.until',
    );
  return (
    refuseFuture(now, { 'occurred.from': from, 'occurred.until': until, detected }) ??
    refuseBlank(orErased(title, 'erased'), 'title', 'an incident has a title')
  );
}
