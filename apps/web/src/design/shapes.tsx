import type { ReactNode } from 'react';
import type { ClockState } from './state.js';

/** Shapes that differ in outline, not only in colour: they are told apart in grey and at arm's length. */
const SHAPES: Readonly<Record<ClockState, ReactNode>> = {
  missed: <path d="M5 1h6l4 4v6l-4 4H5l-4-4V5zM8 4v5M8 11.2v.8" className="solid" />,
  near: <path d="M8 1.5 15 14H1z" className="solid" />,
  running: <circle cx="8" cy="8" r="6.2" className="ring" />,
  sent: <path d="M1.5 3.5h13v9h-13zl6.5 5 6.5-5" className="ring" />,
  undated: <path d="M8 1.5 14.5 8 8 14.5 1.5 8z" className="ring" />,
  settled: <path d="m2 8.5 4 4 8-9" className="ring" />,
};

export function Shape({ of }: { readonly of: ClockState }): ReactNode {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      {SHAPES[of]}
    </svg>
  );
}
