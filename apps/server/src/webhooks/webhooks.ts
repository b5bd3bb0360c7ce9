import { PUBLIC_EVENT_KINDS, WebhookSender } from '@art33/delivery';
import type { Provider } from '@nestjs/common';
import type { Config } from '../config.js';
import { paths, type Stores } from '../stores.js';
import { publicEventKinds } from './public-events.js';

/** The sender of webhooks, and what its routes are given. */
export function webhooks(
  { commands, log, models, clock }: Stores,
  config: Config,
  more: {
    readonly guard: { mayDecide(): boolean };
    readonly onError: (error: unknown, about: string | null) => void;
  },
): { readonly sender: WebhookSender; readonly providers: readonly Provider[] } {
  const { publicUrl, webhooksPrivate: privateAllowed, dataDirectory } = config;
  const file = paths(dataDirectory).webhooks;
  const sender = new WebhookSender({ commands, log, models, clock, file, publicUrl, privateAllowed, ...more });
  return {
    sender,
    providers: [
      { provide: WebhookSender, useValue: sender },
      { provide: PUBLIC_EVENT_KINDS, useValue: publicEventKinds },
    ],
  };
}
