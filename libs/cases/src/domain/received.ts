import type { StatedInstant } from '@art33/deadlines';
import { deriveId, isErased, Refusal, type Instant } from '@art33/event-log';
import { alignClocks } from './clocks.js';
import type { CaseDelivery } from './commands.js';
import type { CaseEvent } from './events.js';
import { caseIdOf } from './ids.js';
import type { ReceivedCommand } from './received-commands.js';
import type { ReceivedEvent, ReturnFault } from './received-events.js';
import type { ReturnedAcknowledgement } from './received-state.js';
import type { CaseState } from './state.js';

type Timed<T extends ReceivedCommand['type']> = Extract<ReceivedCommand, { type: T }> & { readonly now: Instant };
type Decision = readonly CaseEvent[] | Refusal;

const MINUTE = 60_000;
/** How long an attempt belongs to the node that began it; attempts end well before. */
const LEASE = 5 * MINUTE;
/** Minutes until the next attempt, after the first, second … failure; the last one for all that follow. */
const WAITS = [1, 5, 15, 60, 180, 360, 720] as const;
/** After this the sender is taken to be gone; a person may try again. */
const GIVE_UP_AFTER = 5 * 24 * 60 * MINUTE;

export function decideReceived(command: ReceivedCommand & { readonly now: Instant }, state: CaseState): Decision {
  switch (command.type) {
    case 'file-received-notice':
      return file(command, state);
    case 'acknowledge-received':
      return acknowledge(command, state);
    case 'start-return':
      return start(command, state);
    case 'record-return':
      return record(command, state);
    case 'declare-return-lost':
      return running(state, command.acknowledgementId, command.attempt)
        ? [unknown(command, state, 'process-ended', command.now)]
        : [];
  }
}

/** The first receipt of each kind counts, as with what is delivered here; what the controller states of itself is enough. */
function file(command: Timed<'file-received-notice'>, state: CaseState): Decision {
  const { type: _, caseId, controllerId, zone, now, ...data } = command;
  if (data.received.at > now)
    return new Refusal('receipt-in-the-future', 'invalid', 'what was received was received in the past', 'received');
  // What was delivered by this installation is known here better than any copy of it says.
  const deliveredHere = state.status !== 'none' && state.noticeId !== '' && caseId === caseIdOf(state.noticeId);
  if (deliveredHere || state.received.some(({ receivedId }) => receivedId === data.receivedId)) return [];
  const opened: ReceivedEvent[] =
    state.status === 'none'
      ? [{ type: 'CaseOpenedFromReceivedNotice', data: { caseId, controllerId, zone, at: now } }]
      : [];
  const filed: ReceivedEvent = { type: 'ReceivedNoticeFiled', data: { controllerId, ...data, at: now } };
  const deliveries = [...state.received, data].map(deliveryOf);
  const clocks = alignClocks(state, { caseId, zone: state.status === 'none' ? zone : state.zone, deliveries }, now);
  const reopened: CaseEvent[] =
    state.status === 'closed' && clocks.length > 0
      ? [{ type: 'CaseReopened', data: { cause: 'clock-started', at: now } }]
      : [];
  return [...opened, filed, ...reopened, ...clocks];
}

const deliveryOf = ({
  receivedId,
  kind,
  received,
}: {
  readonly receivedId: string;
  readonly kind: CaseDelivery['kind'];
  readonly received: StatedInstant;
}): CaseDelivery => ({
  deliveryId: receivedId,
  kind,
  grade: 'stated-by-controller',
  at: received.at,
  stated: received,
  valid: true,
});

function acknowledge({ receivedId, by, now }: Timed<'acknowledge-received'>, state: CaseState): Decision {
  const received = state.received.find((one) => one.receivedId === receivedId);
  if (!received) return new Refusal('not-found', 'not-found', 'there is no such record');
  if (by.name.trim() === '')
    return new Refusal('acknowledgement-needs-name', 'invalid', 'a person acknowledges, by name', 'name');
  const { acknowledgement, notice } = received;
  if (acknowledgement && acknowledgement.phase !== 'given-up') return [];
  if (notice === null || isErased(notice))
    return new Refusal(
      'nowhere-to-acknowledge',
      'conflict',
      'this notice names no address that takes an acknowledgement; answer its sender directly',
    );
  const acknowledgementId = deriveId(receivedId, 'acknowledgement', acknowledgement?.acknowledgementId ?? '');
  const { controllerId } = state;
  const link = notice.links.acknowledgement;
  return [
    { type: 'ReceivedNoticeAcknowledged', data: { controllerId, receivedId, acknowledgementId, by, link, at: now } },
  ];
}

const find = (state: CaseState, acknowledgementId: string): ReturnedAcknowledgement | undefined =>
  state.received
    .flatMap(({ acknowledgement }) => acknowledgement ?? [])
    .find((acknowledgement) => acknowledgement.acknowledgementId === acknowledgementId);

const running = (state: CaseState, acknowledgementId: string, attempt: number): ReturnedAcknowledgement | undefined => {
  const found = find(state, acknowledgementId);
  return found?.phase === 'started' && found.attempt === attempt ? found : undefined;
};

function start({ acknowledgementId, node, now }: Timed<'start-return'>, state: CaseState): Decision {
  const found = find(state, acknowledgementId);
  if (!found || found.dueAt === null || found.dueAt > now)
    return new Refusal('not-due', 'conflict', 'there is nothing to tell the sender now');
  const leaseUntil = new Date(Date.parse(now) + LEASE).toISOString();
  const data = { acknowledgementId, attempt: found.attempt + 1, at: now, takenBy: node, leaseUntil };
  return [{ type: 'AcknowledgementReturnStarted', data }];
}

function record(command: Timed<'record-return'>, state: CaseState): Decision {
  const { acknowledgementId, attempt, outcome, now } = command;
  const found = running(state, acknowledgementId, attempt);
  if (!found) return [];
  const of = { acknowledgementId, attempt, at: now };
  switch (outcome.kind) {
    case 'accepted': {
      const { controllerId } = state;
      return [{ type: 'AcknowledgementReturned', data: { controllerId, ...of, receipt: outcome.receipt } }];
    }
    case 'failed': {
      const { why, status, permanent } = outcome;
      const again = permanent ? null : retryAt(found, attempt, now);
      return [{ type: 'AcknowledgementReturnFailed', data: { ...of, why, status, retryAt: again } }];
    }
    case 'unknown':
      return [unknown(command, state, outcome.why, now)];
  }
}

const unknown = (
  { acknowledgementId, attempt }: { readonly acknowledgementId: string; readonly attempt: number },
  state: CaseState,
  why: ReturnFault,
  at: Instant,
): CaseEvent => {
  const found = find(state, acknowledgementId);
  const again = found ? retryAt(found, attempt, at) : null;
  return { type: 'AcknowledgementReturnUnknown', data: { acknowledgementId, attempt, at, why, retryAt: again } };
};

function retryAt({ at }: ReturnedAcknowledgement, attempt: number, now: Instant): Instant | null {
  const next = Date.parse(now) + (WAITS[attempt - 1] ?? 720) * MINUTE;
  return next > Date.parse(at) + GIVE_UP_AFTER ? null : new Date(next).toISOString();
}
