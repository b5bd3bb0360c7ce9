import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root, text } from '../app/root.js';

type Search = Record<string, unknown>;
const named = <K extends string>(name: K, value: unknown): { [key in K]?: string } => {
  const word = text(value);
  return word === undefined ? {} : ({ [name]: word } as { [key in K]?: string });
};

const terms = createRoute({
  getParentRoute: () => root,
  path: '/desk/terms',
  component: lazyRouteComponent(() => import('./terms/list.js'), 'TermsList'),
});

const oneText = createRoute({
  getParentRoute: () => root,
  path: '/desk/terms/$id',
  component: lazyRouteComponent(() => import('./terms/page.js'), 'TermsPage'),
  validateSearch: (search: Search): { version?: number; open?: string } => ({
    ...(Number.isInteger(search['version']) && { version: Number(search['version']) }),
    ...named('open', search['open']),
  }),
});

const openTerms = createRoute({
  getParentRoute: () => root,
  path: '/desk/open-terms',
  component: lazyRouteComponent(() => import('./terms/waiting.js'), 'OpenTermsWaiting'),
  validateSearch: (search: Search): { text?: string; open?: string } => ({
    ...named('text', search['text']),
    ...named('open', search['open']),
  }),
});

const controllers = createRoute({
  getParentRoute: () => root,
  path: '/desk/controllers',
  component: lazyRouteComponent(() => import('./controllers/list.js'), 'ControllersList'),
  validateSearch: (search: Search): { q?: string; unreachable?: boolean } => ({
    ...named('q', search['q']),
    ...(search['unreachable'] === true && { unreachable: true }),
  }),
});

const register = createRoute({
  getParentRoute: () => root,
  path: '/desk/controllers/new',
  component: lazyRouteComponent(() => import('./controllers/register.js'), 'RegisterController'),
});

const controller = createRoute({
  getParentRoute: () => root,
  path: '/desk/controllers/$id',
  component: lazyRouteComponent(() => import('./controllers/page.js'), 'ControllerPage'),
});

const agreements = createRoute({
  getParentRoute: () => root,
  path: '/desk/agreements',
  component: lazyRouteComponent(() => import('./agreements/list.js'), 'AgreementsList'),
  validateSearch: (search: Search): { q?: string } => named('q', search['q']),
});

const agreement = createRoute({
  getParentRoute: () => root,
  path: '/desk/agreements/$id',
  component: lazyRouteComponent(() => import('./agreements/page.js'), 'AgreementPage'),
});

const subprocessors = createRoute({
  getParentRoute: () => root,
  path: '/desk/subprocessors',
  component: lazyRouteComponent(() => import('./subprocessors/list.js'), 'SubprocessorsList'),
  validateSearch: (search: Search): { q?: string } => named('q', search['q']),
});

const subprocessor = createRoute({
  getParentRoute: () => root,
  path: '/desk/subprocessors/$id',
  component: lazyRouteComponent(() => import('./subprocessors/page.js'), 'SubprocessorPage'),
});

const findings = createRoute({
  getParentRoute: () => root,
  path: '/desk/findings',
  component: lazyRouteComponent(() => import('./findings/page.js'), 'Findings'),
});

const record = createRoute({
  getParentRoute: () => root,
  path: '/desk/record',
  component: lazyRouteComponent(() => import('./record/page.js'), 'OnTimeRecord'),
});

/** The addresses of terms, controllers, agreements and subprocessors. */
export const contractsRoutes = [
  terms,
  oneText,
  openTerms,
  controllers,
  register,
  controller,
  agreements,
  agreement,
  subprocessors,
  subprocessor,
  findings,
  record,
] as const;
