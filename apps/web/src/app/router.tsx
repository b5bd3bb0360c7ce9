import { createRoute, createRouter } from '@tanstack/react-router';
import { auditRoutes } from '../audit/routes.js';
import { contractsRoutes } from '../contracts/routes.js';
import { Loading, Trouble } from '../design/notes.js';
import { deskRoutes } from '../desk/routes.js';
import { intakeRoutes } from '../intake/routes.js';
import { noticesRoutes } from '../notices/routes.js';
import { portalRoutes } from '../portal/routes.js';
import { settingsRoutes } from '../settings/routes.js';
import { Home } from './home.js';
import { root } from './root.js';

const index = createRoute({ getParentRoute: () => root, path: '/', component: Home });

/** Every address of the app. Each page is loaded when it is first gone to. */
export const router = createRouter({
  routeTree: root.addChildren([
    index,
    ...deskRoutes,
    ...noticesRoutes,
    ...contractsRoutes,
    ...intakeRoutes,
    ...settingsRoutes,
    ...portalRoutes,
    ...auditRoutes,
  ]),
  basepath: '/app',
  defaultPendingComponent: Loading,
  defaultErrorComponent: ({ error }) => <Trouble error={error} onRetry={() => window.location.reload()} />,
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
