import { Refusal, toInstant, toMilliseconds, type Decider, type Erased, type Instant } from '@art33/event-log';
import type { WebhookCommandData } from './commands.js';
import type { WebhookEvent } from './events.js';

/** How long the secret before a rotation signs as well, so that receivers need not change at the same moment: 24 hours. */
const OVERLAP_MILLISECONDS = 24 * 3_600_000;

export type WebhookState =
  | { readonly status: 'none' }
  | { readonly status: 'removed' }
  | {
      readonly status: 'enabled' | 'disabled';
      readonly organisation: string;
      readonly url: string | Erased;
      readonly types: readonly string[];
      readonly secret: string | Erased;
      readonly previous: { readonly secret: string | Erased; readonly until: Instant } | null;
    };

const unknownWebhook = () => new Refusal('webhook-unknown', 'not-found', 'there is no such webhook');

/** One endpoint of one organisation: where to, which events, signed with what, and whether at all. */
export const webhookDecider: Decider<WebhookState, WebhookCommandData, WebhookEvent> = {
  initialState: { status: 'none' },

  decide(command, state) {
    const { now: at } = command;
    if (command.type === 'register') {
      if (state.status !== 'none') return [];
      const { webhookId, organisation, url, types, secret, enabled } = command;
      return [{ type: 'WebhookRegistered', data: { webhookId, organisation, url, types, secret, enabled, at } }];
    }
    if (state.status === 'none' || state.status === 'removed') return unknownWebhook();
    if (state.organisation !== command.organisation) return unknownWebhook();
    const isEnabled = state.status === 'enabled';
    const { organisation } = state;
    switch (command.type) {
      case 'change': {
        const { url, types } = command;
        const isSame = url === state.url && JSON.stringify(types) === JSON.stringify(state.types);
        return isSame ? [] : [{ type: 'WebhookChanged', data: { url, types, at } }];
      }
      case 'rotate-secret': {
        const previousUntil = toInstant(toMilliseconds(at) + OVERLAP_MILLISECONDS);
        return [{ type: 'WebhookSecretRotated', data: { secret: command.secret, previousUntil, at } }];
      }
      case 'disable':
        return isEnabled
          ? [{ type: 'WebhookDisabled', data: { organisation, reason: 'by-person', failingSince: null, at } }]
          : [];
      case 'give-up': {
        const { reason, failingSince } = command;
        return isEnabled ? [{ type: 'WebhookDisabled', data: { organisation, reason, failingSince, at } }] : [];
      }
      case 'enable':
        return isEnabled ? [] : [{ type: 'WebhookEnabled', data: { at } }];
      case 'replay':
        return [{ type: 'WebhookReplayRequested', data: { fromLogNumber: command.fromLogNumber, at } }];
      case 'remove':
        return [{ type: 'WebhookRemoved', data: { at } }];
    }
  },

  evolve(state, event) {
    if (event.type === 'WebhookRegistered') {
      const { organisation, url, types, secret, enabled } = event.data;
      return { status: enabled ? 'enabled' : 'disabled', organisation, url, types, secret, previous: null };
    }
    if (state.status === 'none' || state.status === 'removed') return state;
    switch (event.type) {
      case 'WebhookChanged':
        return { ...state, url: event.data.url, types: event.data.types };
      case 'WebhookSecretRotated': {
        const { secret, previousUntil } = event.data;
        return { ...state, secret, previous: { secret: state.secret, until: previousUntil } };
      }
      case 'WebhookDisabled':
        return { ...state, status: 'disabled' };
      case 'WebhookEnabled':
        return { ...state, status: 'enabled' };
      case 'WebhookReplayRequested':
        return state;
      case 'WebhookRemoved':
        return { status: 'removed' };
    }
  },
};

/** The secrets that sign at an instant, the newest first; none where the key they were sealed with is gone. */
export const signingSecrets = (state: WebhookState, now: Instant): readonly string[] => {
  if (state.status === 'none' || state.status === 'removed') return [];
  const { secret, previous } = state;
  const all = previous !== null && now < previous.until ? [secret, previous.secret] : [secret];
  return all.filter((one) => typeof one === 'string');
};
