import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from './client.js';
import { merged } from './merged.js';

type Notice = Schemas['NoticeListItem'];
type Page = Schemas['NoticeMatrix'];

/** What the next request reads: every notice, or those to which something happened; from a cursor on. */
type Walk =
  | { readonly of: 'all'; readonly cursor?: string }
  /** `until`: what the first answer knew. */
  | { readonly of: 'changes'; readonly cursor?: string; readonly until?: number };

/** What the matrix of affected controllers holds: its notices, and where all of them stand. */
export interface Matrix {
  readonly items: readonly Notice[];
  readonly counts: Schemas['IncidentCounts'];
  /** False: rows are still on their way. */
  readonly isWhole: boolean;
  /** What happened up to here is in every row. */
  readonly logNumber: number;
  /** Null: nothing more is known to be read. */
  readonly walk: Walk | null;
}

/** The largest page there is. */
const PAGE = 200;

/**
 * Every notice of an incident. What a row says, down to the name of its controller, changes by events of its notice alone. The first page shows at once, the others follow; what is asked anew reads only what has changed
 * since. A walk that is cut off goes on where it stood: events that keep coming delay nothing.
 */
export const matrixQuery = (id: string) =>
  queryOptions({
    queryKey: ['notices', 'matrix', id],
    queryFn: async ({ client, queryKey, signal }): Promise<Matrix> => {
      const known = client.getQueryData<Matrix>(queryKey);
      let matrix = known && { ...known, walk: known.walk ?? { of: 'changes' as const } };
      for (;;) {
        const next: Matrix = await further(id, matrix, signal);
        if (next.walk === null) return next;
        client.setQueryData(queryKey, next);
        matrix = { ...next, walk: next.walk };
      }
    },
    // Rows that did not change stay the same here; looking through thousands of them again would hold up the page.
    structuralSharing: false,
  });

/** One request further. */
async function further(
  id: string,
  matrix: (Matrix & { readonly walk: Walk }) | undefined,
  signal: AbortSignal,
): Promise<Matrix> {
  const walk: Walk = matrix?.walk ?? { of: 'all' };
  const { cursor } = walk;
  const query = {
    limit: PAGE,
    ...(walk.of === 'changes' && { sort: 'changed', changedAfter: matrix?.logNumber ?? -1 }),
    ...(cursor !== undefined && { cursor }),
  };
  const page = await answerOf(api.GET('/api/v1/incidents/{id}/notices', { params: { path: { id }, query }, signal }));
  const items = merged(matrix?.items ?? [], page.items);
  const { counts } = page;
  return walk.of === 'all'
    ? { items, counts, ...afterAll(page, matrix?.logNumber) }
    : { items, counts, isWhole: true, ...afterChanges(page, matrix?.logNumber ?? -1, walk.until) };
}

/** `known`: what the first page knew; undefined: this is the first. */
function afterAll(
  { nextCursor, logNumber }: Page,
  known: number | undefined,
): Pick<Matrix, 'isWhole' | 'logNumber' | 'walk'> {
  const upTo = known ?? logNumber;
  if (nextCursor !== null) return { isWhole: false, logNumber: upTo, walk: { of: 'all', cursor: nextCursor } };
  // While further pages were read, the first ones may have changed.
  return { isWhole: true, logNumber: upTo, walk: known === undefined ? null : { of: 'changes' } };
}

function afterChanges(
  { nextCursor, logNumber }: Page,
  known: number,
  until = logNumber,
): Pick<Matrix, 'logNumber' | 'walk'> {
  if (nextCursor === null) return { logNumber: until, walk: null };
  return { logNumber: known, walk: { of: 'changes', cursor: nextCursor, until } };
}
