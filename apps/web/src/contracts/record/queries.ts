import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';

/** How duties were kept in the last two years. */
export const keptQuery = queryOptions({
  queryKey: ['record', 'kept'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/record', { signal })),
});
