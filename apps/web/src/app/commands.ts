import { useHotkeys } from '@mantine/hooks';
import { useEffect, useRef, useSyncExternalStore } from 'react';

/** What can be done on the page that is shown: in the palette, and by a key where it has one. */
export interface Command {
  readonly id: string;
  /** In words, as on a button: the deed. */
  readonly label: string;
  /** As `useHotkeys` takes it, e.g. `shift+S`; not one of a place. */
  readonly key?: string;
  readonly run: () => void;
}

let offers: readonly { readonly by: object; readonly commands: readonly Command[] }[] = [];
let offered: readonly Command[] = [];
const watchers = new Set<() => void>();
const keep = (next: typeof offers): void => {
  offers = next;
  offered = next.flatMap(({ commands }) => commands);
  for (const watcher of watchers) watcher();
};

/** What lies above a page has the keyboard for itself. */
const isCovered = (): boolean => document.querySelector('[aria-modal="true"]') !== null;

/** Keys that rest while something lies above the page. */
export const usePageKeys = (keys: readonly (readonly [key: string, run: () => void])[]): void =>
  useHotkeys(
    keys.map(([key, run]) => [
      key,
      () => {
        if (!isCovered()) run();
      },
    ]),
  );

/** Offers commands while the component that calls it is shown; their keys work as long. */
export function useCommands(commands: readonly Command[]): void {
  usePageKeys(commands.flatMap(({ key, run }) => (key === undefined ? [] : [[key, run] as const])));
  const latest = useRef(commands);
  useEffect(() => {
    latest.current = commands;
  });
  // Written anew with every drawing, the same commands are offered once.
  const told = JSON.stringify(commands);
  useEffect(() => {
    const by = {};
    const lasting = latest.current.map((command) => ({
      ...command,
      run: () => latest.current.find(({ id }) => id === command.id)?.run(),
    }));
    keep([...offers, { by, commands: lasting }]);
    return () => keep(offers.filter((offer) => offer.by !== by));
  }, [told]);
}

/** What the page that is shown offers. */
export const useOfferedCommands = (): readonly Command[] =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => offered,
  );

/** A key as it stands on a keyboard: `shift+S` → `⇧ S`. */
export const keyShown = (key: string): string =>
  key
    .split('+')
    .map((part) => (part === 'shift' ? '⇧' : part === 'mod' ? 'Ctrl' : part.toUpperCase()))
    .join(' ');
