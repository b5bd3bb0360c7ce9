import type { Commands } from '@art33/event-log';
import { incidentDecider, incidentStream, type ClosingGuard } from '@art33/incidents';
import { blockers, isOpened, noticeDecider, noticeIdOf, noticeStream } from '@art33/notices';

/** What keeps an incident open: asked of every notice itself, so that none can be left out unseen. */
export const closingGuard = (commands: Commands): ClosingGuard => ({
  async blockers(incidentId) {
    const { affected } = await commands.state(incidentDecider, incidentStream(incidentId));
    const found = await Promise.all(
      affected.map(async ({ agreementId }) => {
        const noticeId = noticeIdOf(incidentId, agreementId);
        const state = await commands.state(noticeDecider, noticeStream(noticeId));
        if (!isOpened(state)) return [{ noticeId, reason: 'not-opened-yet' }];
        return blockers(state).map(({ reason, dutyId }) => ({ noticeId, reason, ...(dutyId ? { duty: dutyId } : {}) }));
      }),
    );
    return found.flat();
  },
});
