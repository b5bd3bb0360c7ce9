import { useState, useSyncExternalStore } from 'react';
import type { Me, Membership } from '../api/me.js';
import { useTime } from './clock.js';

/** Records that somebody who runs the installation opened to itself for support, from this device. */
export interface Opened {
  readonly id: string;
  readonly organisation: string;
  /** When it ends by itself, RFC 3339. */
  readonly until: string;
}

const KEPT = 'art33.support';
const watchers = new Set<() => void>();
const keyOf = (person: string): string => `${KEPT}.${person}`;
const read = (person: string): string => localStorage.getItem(keyOf(person)) ?? '[]';

/** Remembers what a person opened: the service lists it to the organisation only. */
export function keepOpened(person: string, opened: readonly Opened[]): void {
  localStorage.setItem(keyOf(person), JSON.stringify(opened));
  for (const watcher of watchers) watcher();
}

/** What a person opened from this device and what has not ended. */
export function useOpened(person: string): readonly Opened[] {
  const text = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => read(person),
  );
  const all = JSON.parse(text) as readonly Opened[];
  const isOpen = (at: number): readonly Opened[] => all.filter(({ until }) => at < Date.parse(until));
  const ids = useTime((at) =>
    isOpen(at)
      .map(({ id }) => id)
      .join(' '),
  ).split(' ');
  return all.filter(({ id }) => ids.includes(id));
}

/** For whom a person may act and read: its memberships, and what it opened for support, where it reads as an auditor does. */
export function useMemberships(me: Me): readonly Membership[] {
  const [mayOpen] = useState(() => me.memberships.some(({ rights }) => rights.includes('operator')));
  const opened = useOpened(me.person.id);
  if (!mayOpen) return me.memberships;
  return [
    ...me.memberships,
    ...opened
      .filter(({ organisation }) => me.memberships.every((each) => each.organisation !== organisation))
      .map(({ organisation }): Membership => ({
        organisation,
        name: null,
        role: 'auditor',
        rights: ['auditor'],
        isNarrowed: false,
      })),
  ];
}
