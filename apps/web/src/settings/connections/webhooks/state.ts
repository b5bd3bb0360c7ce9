import type { Schemas } from '../../../api/client.js';
import type { Tone } from '../../../design/state-chip.js';

export type Webhook = Schemas['WebhookDto'];

/** How an endpoint stands, as a word and its colour. */
export function stateOf({ enabled, disabled, progress }: Webhook): {
  readonly word: 'on' | 'failing' | 'off' | 'gaveUp';
  readonly tone: Tone;
} {
  if (!enabled)
    return { word: disabled === null || disabled.reason === 'by-person' ? 'off' : 'gaveUp', tone: 'undated' };
  if ((progress?.failures ?? 0) > 0) return { word: 'failing', tone: 'near' };
  return { word: 'on', tone: 'settled' };
}
