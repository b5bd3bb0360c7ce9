import type { Right } from '../api/me.js';
import type { Session } from './session.js';

/** One place of the app that somebody goes to from everywhere. */
export interface Place {
  readonly to:
    | '/desk'
    | '/desk/incidents'
    | '/desk/incidents/new'
    | '/desk/reports'
    | '/portal'
    | '/portal/register'
    | '/portal/received'
    | '/audit'
    | '/audit/replay'
    | '/desk/work'
    | '/imports'
    | '/settings'
    | '/settings/members'
    | '/installation'
    | '/desk/controllers'
    | '/desk/findings'
    | '/desk/terms'
    | '/desk/open-terms'
    | '/desk/agreements'
    | '/desk/subprocessors'
    | '/desk/record';
  /** Its name among the words. */
  readonly word:
    | 'board'
    | 'incidents'
    | 'log'
    | 'reports'
    | 'portal'
    | 'register'
    | 'received'
    | 'audit'
    | 'replay'
    | 'work'
    | 'imports'
    | 'settings'
    | 'members'
    | 'installation'
    | 'controllers'
    | 'findings'
    | 'terms'
    | 'openTerms'
    | 'agreements'
    | 'subprocessors'
    | 'record';
  /** The key that leads there. */
  readonly key?: string;
  /** Else in the menu only. */
  readonly inBar: boolean;
  /** What waits there is counted beside its name. */
  readonly counts?: 'reports';
  /** The workplaces where it is. */
  readonly roles: readonly Session['membership']['role'][];
  /** The right that it needs, where being there is not enough. */
  readonly right?: Right;
}

const PLACES: readonly Place[] = [
  { to: '/desk', word: 'board', key: 'b', inBar: true, roles: ['processor'] },
  { to: '/desk/incidents', word: 'incidents', key: 'i', inBar: true, roles: ['processor'] },
  { to: '/desk/reports', word: 'reports', key: 'r', inBar: true, counts: 'reports', roles: ['processor'] },
  { to: '/desk/incidents/new', word: 'log', key: 'n', inBar: true, roles: ['processor'], right: 'processor:responder' },
  { to: '/portal', word: 'portal', key: 'm', inBar: true, roles: ['controller'] },
  { to: '/portal/register', word: 'register', key: 'r', inBar: true, roles: ['controller'] },
  { to: '/portal/received', word: 'received', inBar: false, roles: ['controller'] },
  { to: '/audit', word: 'audit', key: 'v', inBar: true, roles: ['auditor'] },
  { to: '/audit', word: 'audit', key: 'v', inBar: false, roles: ['processor', 'controller'] },
  { to: '/desk/controllers', word: 'controllers', key: 'c', inBar: true, roles: ['processor'] },
  { to: '/desk/findings', word: 'findings', key: 'f', inBar: false, roles: ['processor'] },
  // Behind the others: no side begins with them.
  { to: '/desk/terms', word: 'terms', key: 't', inBar: false, roles: ['processor', 'controller', 'auditor'] },
  { to: '/desk/open-terms', word: 'openTerms', inBar: false, roles: ['processor'] },
  { to: '/desk/agreements', word: 'agreements', inBar: false, roles: ['processor', 'controller', 'auditor'] },
  { to: '/desk/subprocessors', word: 'subprocessors', inBar: false, roles: ['processor'] },
  { to: '/desk/record', word: 'record', inBar: false, roles: ['processor'] },
  { to: '/desk/work', word: 'work', inBar: false, roles: ['processor'] },
  { to: '/imports', word: 'imports', inBar: false, roles: ['processor'] },
  { to: '/settings', word: 'settings', inBar: false, roles: ['processor', 'controller'] },
  { to: '/installation', word: 'installation', key: 'i', inBar: true, roles: ['operator'], right: 'operator' },
  { to: '/settings/members', word: 'members', inBar: false, roles: ['processor', 'controller'] },
  { to: '/settings/members', word: 'members', inBar: true, roles: ['operator'], right: 'operator' },
  { to: '/audit/replay', word: 'replay', inBar: true, roles: ['operator'], right: 'operator' },
];

/** Where somebody may go: the first is where it begins. */
export const placesOf = ({ membership, may }: Session): readonly Place[] =>
  PLACES.filter(({ roles, right }) => roles.includes(membership.role) && (right === undefined || may(right)));
