import { useQueries, type UseQueryResult } from '@tanstack/react-query';
import type { Schemas } from '../api/client.js';
import type { Membership } from '../api/me.js';
import { useSession } from '../app/session.js';
import type { ClockFacts } from '../design/state.js';
import { casesQuery, noticesQuery, type ListedNotice } from './queries.js';

export type CaseRow = Schemas['CaseRow'];

/** A case with what is known of it, in whichever of the person's organisations. */
export interface FileRow {
  readonly row: CaseRow;
  readonly organisation: Membership;
  /** Null where the organisation put a notice on file itself. */
  readonly notice: ListedNotice | null;
}

/** Whatever the person reads as a controller. */
export interface Files {
  /** The latest first. */
  readonly files: readonly FileRow[];
  readonly notices: ReadonlyMap<string, ListedNotice>;
  readonly isPending: boolean;
  /** The first thing that kept it from being whole. */
  readonly error: Error | null;
  retry(): void;
}

/** The organisations that the person belongs to as a controller. */
export const useControllers = (): readonly Membership[] =>
  useSession().me.memberships.filter(({ role }) => role === 'controller');

const failed = (queries: readonly UseQueryResult<unknown>[]): Error | null =>
  queries.find(({ isError, data }) => isError && data === undefined)?.error ?? null;

/** The cases and notices of all these organisations. */
export function useFiles(organisations: readonly Membership[]): Files {
  const cases = useQueries({ queries: organisations.map(({ organisation }) => casesQuery(organisation)) });
  const received = useQueries({ queries: organisations.map(({ organisation }) => noticesQuery(organisation)) });
  const notices = new Map(received.flatMap(({ data }) => [...(data ?? [])]));
  const files = organisations.flatMap((organisation, index) =>
    (cases[index]?.data ?? []).map((row) => ({ row, organisation, notice: notices.get(row.noticeId) ?? null })),
  );
  return {
    files: files.toSorted((one, other) => (one.row.openedAt < other.row.openedAt ? 1 : -1)),
    notices,
    isPending: [...cases, ...received].some(({ isPending }) => isPending),
    error: failed(cases) ?? failed(received),
    retry: () => {
      for (const query of [...cases, ...received]) if (query.isError) void query.refetch();
    },
  };
}

/** The clock of a case as its row tells it. */
export const factsOfRow = ({ decided, missed, due, openedAt }: CaseRow): ClockFacts => ({
  state: decided ? 'settled' : missed ? 'missed' : 'open',
  due,
  anchor: openedAt,
});
