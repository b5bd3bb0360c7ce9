import { now, useTime } from './clock.js';

/** So long before its end a session says that it will end, in milliseconds. */
const WARNED = 5 * 60_000;
/** The service notes the use of a session once a minute: it may end so much earlier than counted here. */
const GRAIN = 60_000;

/** What ends the session: that nothing is asked, or that it has lasted long enough. */
export type Ending = 'idle' | 'absolute';

let idle = Infinity;
let absolute = Infinity;
let answered = 0;
let onSignedOut: (() => void) | undefined;

/** What the service says of the session, at this moment. Instants are RFC 3339. */
export function heardSession(session: { readonly idleEnd: string; readonly absoluteEnd: string }): void {
  answered = now();
  idle = Date.parse(session.idleEnd) - answered;
  absolute = Date.parse(session.absoluteEnd);
}

/** Every answer keeps the session going, but for the one that says that it is over. */
export function heardAnswer(status: number): void {
  if (status === 401) onSignedOut?.();
  else answered = now();
}

/** What is done once the session turns out to be over; undefined: nothing. */
export function whenSignedOut(act: (() => void) | undefined): void {
  onSignedOut = act;
}

/** When the session ends if nothing is done, in milliseconds, where that is near. */
export function useSessionEnd(): { readonly at: number; readonly why: Ending } | undefined {
  const at = useTime((time) => {
    const end = Math.min(answered + idle - GRAIN, absolute);
    return end - time <= WARNED ? end : Infinity;
  });
  return at === Infinity ? undefined : { at, why: at === absolute ? 'absolute' : 'idle' };
}
