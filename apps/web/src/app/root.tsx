import { createRootRoute, retainSearchParams } from '@tanstack/react-router';
import { Problem } from '../api/problem.js';
import { Trouble } from '../design/notes.js';
import { PageFrame } from '../design/page.js';
import { SessionGate } from './session.js';
import { Shell } from './shell.js';

/** What every address may say: at which log number or instant (RFC 3339) one looks at the records; left out: now. */
export interface RootSearch {
  readonly asOf?: number | string | undefined;
}

/** A log number or an instant of an address. */
const past = (value: unknown): number | string | undefined => {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : undefined;
};

/** What every page lies in: somebody is signed in, and the bar stands above. Who looks at the past stays there from page to page. */
export const root = createRootRoute({
  validateSearch: (search: Record<string, unknown>): RootSearch => {
    const asOf = past(search['asOf']);
    return asOf === undefined ? {} : { asOf };
  },
  search: { middlewares: [retainSearchParams(['asOf'])] },
  component: () => (
    <SessionGate>
      <Shell />
    </SessionGate>
  ),
  notFoundComponent: () => (
    <PageFrame title="art33">
      <Trouble error={new Problem(404, 'not-found', '', [], undefined)} />
    </PageFrame>
  ),
});

/** A word of an address, where there is one. */
export const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
