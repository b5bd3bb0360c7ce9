import { useSyncExternalStore } from 'react';

/** How far this machine may be off before its time is corrected, in milliseconds: the header has whole seconds. */
const NOTICED = 2_000;
/** How far before the viewer is told. */
const TOLD = 30_000;

let offset = 0;
const listeners = new Set<() => void>();

/**
 * Compares this machine's clock with the service's, whose header names the second in which it answered. Answers that took
 * long say too little.
 */
export function heardServerTime(date: string | null, asked: number, answered: number): void {
  const server = date === null ? NaN : Date.parse(date);
  if (Number.isNaN(server) || answered - asked > 5_000) return;
  const measured = server + 500 - (asked + answered) / 2;
  const next = Math.abs(measured) < NOTICED ? 0 : Math.round(measured / 1_000) * 1_000;
  // One second more or less is the header's, not the clock's.
  if (Math.abs(next - offset) <= 1_000) return;
  offset = next;
  for (const listener of listeners) listener();
}

/** Where clocks stand while one looks at the past, in milliseconds. */
let stood: number | undefined;

/** Lets every clock that is drawn from now on stand at an instant; undefined: they run. */
export function standAt(instant: number | undefined): void {
  stood = instant;
}

/** The time that is shown: corrected by what the service says, in milliseconds; in a look at the past the instant of it. */
export const now = (): number => stood ?? Date.now() + offset;

let timer: ReturnType<typeof setTimeout> | undefined;

/** One timer for everything that shows time; it rests while nothing does, and while nobody looks. */
function tick(): void {
  for (const listener of listeners) listener();
  timer = setTimeout(tick, 1_000 - (now() % 1_000));
}
function follow(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setTimeout(tick, 1_000 - (now() % 1_000));
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearTimeout(timer);
    timer = undefined;
  };
}
if (typeof document !== 'undefined')
  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer);
    timer = undefined;
    if (!document.hidden && listeners.size > 0) tick();
  });

/**
 * What `read` makes of the time, kept current. Whoever shows minutes is drawn anew once a minute: only a changed text (or
 * number) draws anew.
 */
export function useTime<T extends string | number | boolean>(read: (now: number) => T): T {
  return useSyncExternalStore(follow, () => read(now()));
}

/** How far this machine is behind (+) or ahead (−) of the service in milliseconds, where it is enough to be told. */
export const useWrongClock = (): number | undefined => {
  const wrong = useSyncExternalStore(follow, () => (Math.abs(offset) >= TOLD ? offset : 0));
  return wrong === 0 ? undefined : wrong;
};
