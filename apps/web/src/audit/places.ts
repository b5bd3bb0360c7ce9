import type { Session } from '../app/session.js';

/** A page of this part, and whose it is. */
export interface AuditPage {
  readonly to: '/audit' | '/audit/at' | '/audit/access' | '/audit/exports' | '/audit/replay';
  readonly word: 'events' | 'at' | 'access' | 'exports' | 'replay';
  readonly isFor: (session: Session) => boolean;
}

const readsRecords = ({ membership }: Session): boolean => membership.role !== 'operator';
/** Those whom the service answers what others read. */
const WATCHERS = ['processor:admin', 'processor:responder', 'controller:admin', 'controller:privacy-officer'] as const;

const PAGES: readonly AuditPage[] = [
  { to: '/audit', word: 'events', isFor: readsRecords },
  { to: '/audit/at', word: 'at', isFor: readsRecords },
  { to: '/audit/access', word: 'access', isFor: ({ may }) => WATCHERS.some((right) => may(right)) },
  { to: '/audit/exports', word: 'exports', isFor: readsRecords },
  { to: '/audit/replay', word: 'replay', isFor: ({ may }) => may('operator') },
];

/** The pages of this part that somebody is offered. */
export const pagesOf = (session: Session): readonly AuditPage[] => PAGES.filter(({ isFor }) => isFor(session));
