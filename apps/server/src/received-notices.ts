import type { Provider } from '@nestjs/common';
import { ReturnSender, type ReturnSenderOptions } from '@art33/cases';
import { systemResolve } from '@art33/delivery';
import { ATTACHMENTS, SealedAttachments } from '@art33/event-log';
import type { Config } from './config.js';
import { nodeId } from './node-id.js';
import type { Stores } from './stores.js';

/** What a controller puts on file itself: the files, sealed, and the way back to their senders. */
export function receivedNotices(
  { keys, objects, commands, models, clock }: Stores,
  { dataDirectory, webhooksPrivate }: Config,
  rest: Pick<ReturnSenderOptions, 'guard' | 'onError'>,
): { readonly providers: readonly Provider[]; readonly sender: ReturnSender } {
  const sender = new ReturnSender({
    commands,
    models,
    clock,
    node: nodeId(dataDirectory),
    privateAllowed: webhooksPrivate,
    resolve: systemResolve,
    ...rest,
  });
  return { providers: [{ provide: ATTACHMENTS, useValue: new SealedAttachments(keys, objects) }], sender };
}
