import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import { after } from '../../api/queries.js';
import type { RecordKind } from '../kinds.js';
import { eventsPage, type EventRow } from '../queries.js';
import type { Clock, ClocksThen } from './clocks.js';

/** Every event of one record, the oldest first: the steps of its history. */
export const stepsQuery = (kind: RecordKind, id: string) =>
  queryOptions({
    queryKey: ['log', 'steps', kind, id],
    queryFn: async ({ signal }): Promise<readonly EventRow[]> => {
      const steps: EventRow[] = [];
      for (let cursor: string | undefined; ;) {
        const page = await eventsPage({ order: 'oldest', stream: `${kind}-${id}` }, { cursor, signal });
        steps.push(...page.items);
        if (page.nextCursor === null) return steps;
        cursor = page.nextCursor;
      }
    },
  });

/** A record as it was when the log stood at a log number. That does not change. */
export const pastQuery = (kind: RecordKind, id: string, logNumber: number) =>
  queryOptions({
    queryKey: ['past', kind, id, logNumber],
    queryFn: ({ signal }): Promise<unknown> => {
      const params = { path: { id }, query: { asOf: String(logNumber) } };
      if (kind === 'incident') return answerOf(api.GET('/api/v1/incidents/{id}', { params, signal }));
      if (kind === 'notice') return answerOf(api.GET('/api/v1/notices/{id}', { params, signal }));
      return answerOf(api.GET('/api/v1/cases/{id}', { params, signal }));
    },
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  });

/** So many clocks are compared; whoever wants more looks at the board of then. */
const MOST = 400;

/** The clocks of everything one may see, as they stood when the log stood at a log number. That does not change. */
export const clocksThenQuery = (logNumber: number) =>
  queryOptions({
    queryKey: ['past', 'clocks', logNumber],
    queryFn: async ({ signal }): Promise<ClocksThen> => {
      const clocks: Clock[] = [];
      for (let cursor: string | undefined; ;) {
        const query = { ...after(cursor), asOf: String(logNumber) };
        const page = await answerOf(api.GET('/api/v1/deadlines', { params: { query }, signal }));
        clocks.push(...page.items);
        if (page.nextCursor === null || clocks.length >= MOST)
          return { instant: page.asOf?.instant ?? '', clocks, isMore: page.nextCursor !== null };
        cursor = page.nextCursor;
      }
    },
    staleTime: Infinity,
  });
