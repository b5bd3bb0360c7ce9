import type { StatedInstant } from '@art33/deadlines';
import { Refusal, type Instant } from '@art33/event-log';

/** Unknown and foreign incidents answer alike: nobody learns which ids exist. */
export const noSuchIncident = (): Refusal => new Refusal('not-found', 'not-found', 'there is no such record');

/** Refuses the first of these instants that lies after `now`; they are compared in UTC to the millisecond. */
export function refuseFuture(
  now: Instant,
  instants: Readonly<Record<string, StatedInstant | null | undefined>>,
): Refusal | undefined {
  for (const [field, instant] of Object.entries(instants)) {
    if (!instant || instant.at <= now) continue;
    const rule = `what has been observed does not lie in the future: ${field} is ${instant.at}, now is ${now}`;
    return new Refusal('instant-in-future', 'invalid', rule, field, { stated: instant.at, now });
  }
  return undefined;
}

export const refuseBlank = (text: string, field: string, rule: string): Refusal | undefined =>
  text.trim() === '' ? new Refusal('reason-missing', 'invalid', rule, field) : undefined;
