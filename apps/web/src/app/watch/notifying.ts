import { useSyncExternalStore } from 'react';

/**
 * Whether this device notifies: `denied`: the browser was told not to ask again; `impossible`: it has no notifications, or
 * none for an address without https.
 */
export type Notifying = 'on' | 'off' | 'denied' | 'impossible';

const CHOSEN = 'art33.notify';
const WORKER = '/app/worker.js';
const watchers = new Set<() => void>();
const changed = (): void => {
  for (const watcher of watchers) watcher();
};

export function notifying(): Notifying {
  if (!('Notification' in window) || !('serviceWorker' in navigator)) return 'impossible';
  if (Notification.permission === 'denied') return 'denied';
  return Notification.permission === 'granted' && localStorage.getItem(CHOSEN) === 'on' ? 'on' : 'off';
}

export const useNotifying = (): Notifying =>
  useSyncExternalStore((watcher) => {
    watchers.add(watcher);
    return () => watchers.delete(watcher);
  }, notifying);

/** Asks the browser; only ever because somebody clicked. Gives whether it is on now. */
export async function turnOn(): Promise<boolean> {
  const isGranted = (await Notification.requestPermission()) === 'granted';
  if (isGranted) {
    await navigator.serviceWorker.register(WORKER);
    localStorage.setItem(CHOSEN, 'on');
  }
  changed();
  return isGranted;
}

/** Nothing is shown any more, and the worker is gone. */
export async function turnOff(): Promise<void> {
  localStorage.removeItem(CHOSEN);
  changed();
  await (await navigator.serviceWorker.getRegistration(WORKER))?.unregister();
}

/** What is shown outside the page. */
export interface Shown {
  /** Shown once under one name. */
  readonly name: string;
  readonly title: string;
  readonly text: string;
  readonly lang: string;
  /** Where a click leads, below the app's address. */
  readonly path: string;
}

/** By the worker: pages of telephones may not show any themselves, and a click finds the board when no tab is open. */
export async function show({ name, title, text, lang, path }: Shown): Promise<void> {
  const registration = await navigator.serviceWorker.register(WORKER);
  const { active } = registration.active ? registration : await navigator.serviceWorker.ready;
  if (!active) return;
  const data = { path: `/app${path}` };
  await registration.showNotification(title, { body: text, tag: name, lang, icon: '/app/icon-192.png', data });
}
