import { setImmediate } from 'node:timers/promises';
import type { Commands } from '@art33/event-log';
import { incidentDecider, incidentStream, type ClosingBlocker, type ClosingGuard } from '@art33/incidents';
import { blockers, isOpened, noticeDecider, noticeIdOf, noticeStream } from '@art33/notices';
import { chunksOf } from './process/context.js';

/** Notices asked in one go; between two goes the service answers others. */
const SLICE = 16;

/** What keeps an incident open: asked of every notice itself, so that none can be left out unseen. */
export const closingGuard = (commands: Commands): ClosingGuard => ({
  async blockers(incidentId) {
    const { affected } = await commands.state(incidentDecider, incidentStream(incidentId));
    const ask = async (agreementId: string): Promise<readonly ClosingBlocker[]> => {
      const noticeId = noticeIdOf(incidentId, agreementId);
      const state = await commands.state(noticeDecider, noticeStream(noticeId));
      if (!isOpened(state)) return [{ noticeId, reason: 'not-opened-yet' }];
      return blockers(state).map(({ reason, dutyId }) => ({ noticeId, reason, ...(dutyId ? { duty: dutyId } : {}) }));
    };
    const found: ClosingBlocker[] = [];
    for (const slice of chunksOf(affected, SLICE)) {
      found.push(...(await Promise.all(slice.map(({ agreementId }) => ask(agreementId)))).flat());
      await setImmediate();
    }
    return found;
  },
});
