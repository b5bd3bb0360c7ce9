import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root, text } from '../app/root.js';

/** The one of a list that is opened. */
function oneOf(search: Record<string, unknown>): { readonly id?: string } {
  const id = text(search['id']);
  return { ...(id !== undefined && { id }) };
}

const organisation = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyRouteComponent(() => import('./organisation/page.js'), 'OrganisationSettings'),
});

const intake = createRoute({
  getParentRoute: () => root,
  path: '/settings/intake',
  component: lazyRouteComponent(() => import('./organisation/intake.js'), 'IntakeSettings'),
});

const members = createRoute({
  getParentRoute: () => root,
  path: '/settings/members',
  component: lazyRouteComponent(() => import('./members/page.js'), 'Members'),
  validateSearch: (search: Record<string, unknown>): { person?: string } => {
    const person = text(search['person']);
    return { ...(person !== undefined && { person }) };
  },
});

const auditors = createRoute({
  getParentRoute: () => root,
  path: '/settings/auditors',
  component: lazyRouteComponent(() => import('./members/auditors.js'), 'Auditors'),
});

const tokens = createRoute({
  getParentRoute: () => root,
  path: '/settings/tokens',
  component: lazyRouteComponent(() => import('./connections/tokens.js'), 'Tokens'),
});

const calendar = createRoute({
  getParentRoute: () => root,
  path: '/settings/calendar',
  component: lazyRouteComponent(() => import('./connections/calendar.js'), 'CalendarSettings'),
});

const webhooks = createRoute({
  getParentRoute: () => root,
  path: '/settings/webhooks',
  component: lazyRouteComponent(() => import('./connections/webhooks/page.js'), 'Webhooks'),
  validateSearch: oneOf,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/settings/sign-in',
  component: lazyRouteComponent(() => import('./connections/issuers/page.js'), 'Issuers'),
  validateSearch: oneOf,
});

const imports = createRoute({
  getParentRoute: () => root,
  path: '/imports',
  component: lazyRouteComponent(() => import('./work/imports.js'), 'Imports'),
});

const oneImport = createRoute({
  getParentRoute: () => root,
  path: '/imports/$id',
  component: lazyRouteComponent(() => import('./work/import.js'), 'ImportPage'),
});

const work = createRoute({
  getParentRoute: () => root,
  path: '/desk/work',
  component: lazyRouteComponent(() => import('./work/page.js'), 'Work'),
});

const installation = createRoute({
  getParentRoute: () => root,
  path: '/installation',
  component: lazyRouteComponent(() => import('./installation/page.js'), 'InstallationPage'),
});

/** The addresses of the settings, of long work and of the installation. */
export const settingsRoutes = [
  organisation,
  members,
  auditors,
  intake,
  tokens,
  calendar,
  webhooks,
  signIn,
  imports,
  oneImport,
  work,
  installation,
] as const;
