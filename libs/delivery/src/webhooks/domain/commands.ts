import type { Instant } from '@art33/event-log';

/** Every command says for which organisation: another one's webhook is as unknown as none. */
interface Own {
  readonly organisation: string;
}

export type WebhookCommandData = Own &
  (
    | {
        readonly type: 'register';
        readonly webhookId: string;
        readonly url: string;
        readonly types: readonly string[];
        readonly secret: string;
        readonly enabled: boolean;
      }
    | { readonly type: 'change'; readonly url: string; readonly types: readonly string[] }
    | { readonly type: 'rotate-secret'; readonly secret: string }
    | { readonly type: 'disable' }
    /** What the receiver's answers, or their absence, led to. */
    | { readonly type: 'give-up'; readonly reason: 'gone' | 'failing'; readonly failingSince: Instant }
    | { readonly type: 'enable' }
    | { readonly type: 'replay'; readonly fromLogNumber: number }
    | { readonly type: 'remove' }
  );
export type WebhookCommandOf<Type extends WebhookCommandData['type']> = Extract<WebhookCommandData, { type: Type }>;
