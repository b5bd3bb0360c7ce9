import { AddressNotAllowed } from './addresses.js';

/** Why a request went out to nobody. */
export type ConnectionFault = 'address-not-allowed' | 'name-not-found' | 'tls-failed' | 'connection-failed';

/** What an error of a request, made with `guardedLookup`, says of the line. */
export const connectionFault = (error: Error & { readonly code?: string }): ConnectionFault => {
  if (error instanceof AddressNotAllowed) return 'address-not-allowed';
  const code = error.code ?? '';
  if (/^(ENOTFOUND|EAI_|ENODATA)/.test(code)) return 'name-not-found';
  if (/^(CERT_|ERR_TLS|ERR_SSL|EPROTO|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO)/.test(code)) return 'tls-failed';
  return 'connection-failed';
};
