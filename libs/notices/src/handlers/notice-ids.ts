import { turn } from '@art33/event-log';
import { noticeIdOf } from '../domain/ids.js';

/** Ids derived in one go: a few milliseconds. */
const SLICE = 250;

/** The notices of an incident under these agreements; of thousands in slices, because each id is a hash. */
export async function noticeIdsOf(incidentId: string, agreementIds: readonly string[]): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let start = 0; start < agreementIds.length; start += SLICE) {
    if (start > 0) await turn();
    for (const agreementId of agreementIds.slice(start, start + SLICE)) ids.push(noticeIdOf(incidentId, agreementId));
  }
  return ids;
}
