import type { Commands } from '@art33/event-log';
import { incidentDecider, incidentStream, type ClosingBlocker, type ClosingGuard } from '@art33/incidents';
import { blockers, isOpened, noticeDecider, noticeIdOf, noticeStream } from '@art33/notices';
import { chunksOf } from './process/context.js';

/** Notices read in one go. */
const CHUNK = 100;

/** What keeps an incident open: asked of every notice itself, so that none can be left out unseen. */
export const closingGuard = (commands: Commands): ClosingGuard => ({
  async blockers(incidentId) {
    const { affected } = await commands.state(incidentDecider, incidentStream(incidentId));
    const found: ClosingBlocker[] = [];
    for (const chunk of chunksOf(affected, CHUNK)) {
      const ofChunk = await Promise.all(chunk.map(({ agreementId }) => blockersOf(commands, noticeIdOf(incidentId, agreementId))));
      found.push(...ofChunk.flat());
    }
    return found;
  },
});

async function blockersOf(commands: Commands, noticeId: string): Promise<readonly ClosingBlocker[]> {
  const state = await commands.state(noticeDecider, noticeStream(noticeId));
  if (!isOpened(state)) return [{ noticeId, reason: 'not-opened-yet' }];
  return blockers(state).map(({ reason, dutyId }) => ({ noticeId, reason, ...(dutyId ? { duty: dutyId } : {}) }));
}
