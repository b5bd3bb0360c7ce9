import type { ReadModelDb } from '@art33/event-log';
import { noticesOfCases } from '@art33/cases';
import { incidentTitles } from '@art33/incidents';
import { noticeEnds } from '@art33/notices';
import { OrganisationNames } from '@art33/parties';
import type { AboutDuties, DutyOwner } from '@art33/watch';

const idsOf = (owners: readonly DutyOwner[], kind: string): readonly string[] =>
  owners.filter((owner) => owner.kind === kind).map(({ id }) => id);

/**
 * What the clocks of a page are about. Whoever sees a notice's clock sees the notice, and so its controller's name and its
 * incident's title; whoever sees a case's clock has been told by a processor, and sees who that is.
 */
export const aboutDuties: AboutDuties = (db: ReadModelDb, owners) => {
  const cases = noticesOfCases(db, idsOf(owners, 'case'));
  const ends = noticeEnds(db, [...idsOf(owners, 'notice'), ...cases.values()]);
  const names = new OrganisationNames(db);
  names.readAhead([...ends.values()].flatMap(({ processor, controller }) => [processor, controller]));
  const own = idsOf(owners, 'notice').flatMap((id) => ends.get(id)?.incident ?? []);
  const titles = incidentTitles(db, own);
  return ({ kind, id }) => {
    const notice = ends.get(kind === 'case' ? (cases.get(id) ?? '') : id);
    if (!notice) return { counterpart: null, title: null };
    if (kind === 'case') return { counterpart: names.of(notice.processor), title: null };
    return { counterpart: names.of(notice.controller), title: titles.get(notice.incident) ?? null };
  };
};
