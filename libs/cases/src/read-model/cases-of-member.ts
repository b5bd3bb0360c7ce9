import type { ReadModelDb } from '@art33/event-log';
import { readList, type Found, type ListPlan, type Wanted } from '@art33/http';
import type { Principal } from '@art33/identity';
import { noticeEnds, type NoticeEnds } from '@art33/notices';
import { OrganisationNames } from '@art33/parties';
import { isShown } from './inbox.js';
import { CASE_LIST, caseRowOf, filtersOf, type CaseFilter, type CaseRow, type StoredRow } from './lists.js';

/** A case in one of several organisations. */
export interface CaseOfMember extends CaseRow {
  /** Whose case it is. */
  readonly organisation: { readonly id: string; readonly name: string | null };
  /** Who sent the notice; null where the organisation put it on file itself. */
  readonly sender: { readonly id: string; readonly name: string | null } | null;
}

type Row = StoredRow & { readonly controller: string };

/** How the cases of all controllers are read that somebody is a member of, as who is asking in each of them. */
export function casesOfMemberPlan(
  db: ReadModelDb,
  member: readonly Principal[],
  filter: Pick<CaseFilter, 'status' | 'outcome' | 'missed'>,
): ListPlan<Row, CaseOfMember> {
  const controllers = member.filter(({ role }) => role === 'controller').map(({ organisation }) => organisation);
  const names = new OrganisationNames(db);
  const named = (id: string) => ({ id, name: names.of(id) });
  let ends: ReadonlyMap<string, NoticeEnds> = new Map();
  return {
    ...CASE_LIST,
    name: 'cases of a member',
    columns: `${CASE_LIST.columns}, controller`,
    conditions: [
      {
        sql: `controller IN (SELECT value FROM json_each(:controllers)) AND ${isShown('controller', "'case-' || id")}`,
        values: { controllers: JSON.stringify(controllers), person: member[0]?.actor.id ?? '' },
      },
      ...filtersOf(filter),
    ],
    readAhead(rows) {
      ends = noticeEnds(
        db,
        rows.map(({ notice }) => notice),
      );
      names.readAhead([...rows.map(({ controller }) => controller), ...[...ends.values()].map((one) => one.processor)]);
    },
    view(row) {
      const sender = ends.get(row.notice)?.processor;
      return {
        ...caseRowOf(row),
        organisation: named(row.controller),
        sender: sender === undefined ? null : named(sender),
      };
    },
  };
}

/** The cases of all controllers that somebody is a member of, what is due first. */
export const listCasesOfMember = (
  db: ReadModelDb,
  member: readonly Principal[],
  filter: Pick<CaseFilter, 'status' | 'outcome' | 'missed'>,
  wanted: Wanted,
): Found<CaseOfMember> => readList(db, casesOfMemberPlan(db, member, filter), wanted);
