import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root, text } from '../app/root.js';

type Search = Record<string, unknown>;
const openOrClosed = (value: unknown): { show?: 'open' | 'closed' } =>
  value === 'open' || value === 'closed' ? { show: value } : {};
const searched = (search: Search): { q?: string; show?: 'open' | 'closed' } => {
  const q = text(search['q']);
  return { ...(q !== undefined && { q }), ...openOrClosed(search['show']) };
};

const home = createRoute({
  getParentRoute: () => root,
  path: '/portal',
  component: lazyRouteComponent(() => import('./home.js'), 'Home'),
  validateSearch: searched,
});

const notice = createRoute({
  getParentRoute: () => root,
  path: '/portal/notices/$id',
  component: lazyRouteComponent(() => import('./notice/page.js'), 'NoticePage'),
});

const file = createRoute({
  getParentRoute: () => root,
  path: '/portal/cases/$id',
  component: lazyRouteComponent(() => import('./case/page.js'), 'CasePage'),
  // Which form is open, and of a filing which.
  validateSearch: (search: Search): { do?: string; filing?: string } => {
    const [deed, filing] = [text(search['do']), text(search['filing'])];
    return { ...(deed !== undefined && { do: deed }), ...(filing !== undefined && { filing }) };
  },
});

const forAuthority = createRoute({
  getParentRoute: () => root,
  path: '/portal/cases/$id/authority',
  component: lazyRouteComponent(() => import('./authority/page.js'), 'ForAuthority'),
});

const received = createRoute({
  getParentRoute: () => root,
  path: '/portal/received',
  component: lazyRouteComponent(() => import('./receive.js'), 'Receive'),
});

const register = createRoute({
  getParentRoute: () => root,
  path: '/portal/register',
  component: lazyRouteComponent(() => import('./register.js'), 'Register'),
  validateSearch: searched,
});

/** The addresses of the controller's portal. */
export const portalRoutes = [home, notice, file, forAuthority, received, register] as const;
