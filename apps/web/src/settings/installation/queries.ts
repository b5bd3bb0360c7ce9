import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';

/** Which nodes there are, and what waits for whom. */
export const nodesQuery = queryOptions({
  queryKey: ['nodes'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/nodes', { signal })),
});
