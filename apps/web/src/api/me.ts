import { queryOptions } from '@tanstack/react-query';
import { heardSession } from '../app/session-end.js';
import { answerOf, api, type Schemas } from './client.js';

/** Who is signed in. */
export type Me = Schemas['Me'];
/** One organisation that the person acts for. */
export type Membership = Schemas['MyMembership'];
/** What somebody may do there, e.g. `processor:responder`. */
export type Right = Membership['rights'][number];

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async () => {
    const me = await answerOf(api.GET('/api/v1/me'));
    heardSession(me.session);
    return me;
  },
  staleTime: Infinity,
  retry: false,
});
