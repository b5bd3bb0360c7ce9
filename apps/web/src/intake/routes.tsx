import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root, text } from '../app/root.js';
import { isShown, type Status } from './status.js';

const reports = createRoute({
  getParentRoute: () => root,
  path: '/desk/reports',
  component: lazyRouteComponent(() => import('./reports.js'), 'Reports'),
  validateSearch: (search: Record<string, unknown>): { q?: string; status?: Status } => {
    const [q, status] = [text(search['q']), text(search['status'])];
    return { ...(q !== undefined && { q }), ...(isShown(status) && { status }) };
  },
});

const enter = createRoute({
  getParentRoute: () => root,
  path: '/desk/reports/new',
  component: lazyRouteComponent(() => import('./enter.js'), 'EnterReport'),
});

const report = createRoute({
  getParentRoute: () => root,
  path: '/desk/reports/$id',
  component: lazyRouteComponent(() => import('./report.js'), 'ReportPage'),
});

const turn = createRoute({
  getParentRoute: () => root,
  path: '/desk/reports/$id/incident',
  component: lazyRouteComponent(() => import('./turn.js'), 'TurnReport'),
});

/** The addresses of what came in. */
export const intakeRoutes = [reports, enter, report, turn] as const;
