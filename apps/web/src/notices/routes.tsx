import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root, text } from '../app/root.js';

const notice = createRoute({
  getParentRoute: () => root,
  path: '/desk/incidents/$id/notices/$notice',
  component: lazyRouteComponent(() => import('./notice/page.js'), 'NoticePage'),
  validateSearch: (search: Record<string, unknown>): { duty?: string } => {
    const duty = text(search['duty']);
    return { ...(duty !== undefined && { duty }) };
  },
});

/** The addresses of this part. */
export const noticesRoutes = [notice] as const;
