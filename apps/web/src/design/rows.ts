import { useWindowVirtualizer, type VirtualItem, type Virtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';

/** Rows of a long list, of which only those in sight are in the page. */
export interface Rows<E extends HTMLElement> {
  readonly list: RefObject<E | null>;
  readonly visible: readonly VirtualItem[];
  readonly height: number;
  /** Where the list begins on the page. */
  readonly top: number;
  /** Moves the focus from row to row with the arrow keys, Home and End. */
  onKeyDown(event: KeyboardEvent): void;
}

const STEPS: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_at, last) => last,
};

/** Virtual rows that scroll with the window. Each row's control carries its number as `data-row`. */
export function useRows<E extends HTMLElement = HTMLOListElement>(count: number, rowHeight: number): Rows<E> {
  const list = useRef<E>(null);
  const [top, setTop] = useState(0);
  useEffect(() => {
    const measure = (): void => setTop((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
    measure();
    // What comes and goes above the list moves it, as another window does.
    const above = new ResizeObserver(measure);
    above.observe(document.body);
    return () => above.disconnect();
  }, [count]);
  const rows: Virtualizer<Window, Element> = useWindowVirtualizer({
    count,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollMargin: top,
  });
  useEffect(() => rows.measure(), [rows, rowHeight]);
  const focus = (row: number, attempts = 10): void => {
    const control = list.current?.querySelector<HTMLElement>(`[data-row="${row}"]`);
    if (control) control.focus();
    else if (attempts > 0) requestAnimationFrame(() => focus(row, attempts - 1));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    const at = (event.target as HTMLElement).dataset['row'];
    if (!step || at === undefined) return;
    event.preventDefault();
    const next = step(Number(at), count - 1);
    rows.scrollToIndex(next);
    focus(next);
  };
  return { list, visible: rows.getVirtualItems(), height: rows.getTotalSize(), top, onKeyDown };
}
