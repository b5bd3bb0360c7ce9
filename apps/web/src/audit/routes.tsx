import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root, text } from '../app/root.js';
import { recordKind } from './kinds.js';
import type { AccessSearch, AtSearch, StreamSearch } from './searches.js';

/** A log number of an address. */
const logNumber = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

/** Without what is not there. */
function present<T extends object>(search: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as T;
}

const stream = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  component: lazyRouteComponent(() => import('./stream/page.js'), 'Stream'),
  validateSearch: (search: Record<string, unknown>): StreamSearch =>
    present<StreamSearch>({
      order: search['order'] === 'oldest' ? 'oldest' : undefined,
      stream: text(search['stream']),
      category: text(search['category']),
      type: text(search['type']),
      from: text(search['from']),
      until: text(search['until']),
      q: text(search['q']),
      event: logNumber(search['event']),
    }),
});

const at = createRoute({
  getParentRoute: () => root,
  path: '/audit/at',
  component: lazyRouteComponent(() => import('./at/page.js'), 'AsItWas'),
  validateSearch: (search: Record<string, unknown>): AtSearch =>
    present<AtSearch>({
      kind: recordKind(text(search['kind'])),
      id: text(search['id']),
      at: logNumber(search['at']),
      than: logNumber(search['than']),
    }),
});

const access = createRoute({
  getParentRoute: () => root,
  path: '/audit/access',
  component: lazyRouteComponent(() => import('./access/page.js'), 'AccessLog'),
  validateSearch: (search: Record<string, unknown>): AccessSearch =>
    present<AccessSearch>({ reader: text(search['reader']), record: text(search['record']) }),
});

const exports = createRoute({
  getParentRoute: () => root,
  path: '/audit/exports',
  component: lazyRouteComponent(() => import('./exports/page.js'), 'Exports'),
});

const replay = createRoute({
  getParentRoute: () => root,
  path: '/audit/replay',
  component: lazyRouteComponent(() => import('./replay/page.js'), 'Replay'),
});

/** The addresses of this part. */
export const auditRoutes = [stream, at, access, exports, replay] as const;
