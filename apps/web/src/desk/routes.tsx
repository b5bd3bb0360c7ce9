import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root, text } from '../app/root.js';
import { matrixSearch, type MatrixSearch } from './incident/matrix-filter.js';

const board = createRoute({
  getParentRoute: () => root,
  path: '/desk',
  component: lazyRouteComponent(() => import('./board.js'), 'Board'),
  validateSearch: (search: Record<string, unknown>): { clock?: string; state?: string } => {
    const [clock, state] = [text(search['clock']), text(search['state'])];
    return { ...(clock !== undefined && { clock }), ...(state !== undefined && { state }) };
  },
});

const incidents = createRoute({
  getParentRoute: () => root,
  path: '/desk/incidents',
  component: lazyRouteComponent(() => import('./incidents.js'), 'Incidents'),
  validateSearch: (search: Record<string, unknown>): { q?: string; state?: 'open' | 'closed' } => {
    const [q, state] = [text(search['q']), text(search['state'])];
    return { ...(q !== undefined && { q }), ...((state === 'open' || state === 'closed') && { state }) };
  },
});

const log = createRoute({
  getParentRoute: () => root,
  path: '/desk/incidents/new',
  component: lazyRouteComponent(() => import('./log-incident.js'), 'LogIncident'),
});

const incident = createRoute({
  getParentRoute: () => root,
  path: '/desk/incidents/$id',
  component: lazyRouteComponent(() => import('./incident/page.js'), 'IncidentPage'),
  validateSearch: (search: Record<string, unknown>): MatrixSearch & { deed?: string } => {
    const deed = text(search['deed']);
    return { ...matrixSearch(search), ...(deed !== undefined && { deed }) };
  },
});

/** The addresses of the security desk. */
export const deskRoutes = [board, incidents, log, incident] as const;
