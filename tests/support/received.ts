import type { Answer, JsonBody } from '../../apps/cli/src/api-client.js';
import type { Controller, Installation } from './installation.js';

/** A notice that a controller put on file, as its case shows it. */
export interface Received {
  readonly receivedId: string;
  readonly acknowledgement: JsonBody | null;
  readonly [field: string]: unknown;
}
type Fields = Readonly<Record<string, string>>;

/** When a person says that it was received. */
export const RECEIVED = '2026-10-20T09:30:00+02:00';
export const EML = { 'Content-Type': 'message/rfc822' };

/** Where a controller puts a file on file, with what a person states of it. */
export const receivedPath = (fields: Fields): string => `cases/received?${new URLSearchParams(fields).toString()}`;

/** Puts files on file for a controller; by default a mail received at `RECEIVED`. */
export const uploading =
  (controllerOf: () => Controller) =>
  (
    bytes: Uint8Array,
    fields: Fields = { received: RECEIVED },
    headers: Fields = EML,
    by = controllerOf(),
  ): Promise<Answer> =>
    by.api.post(receivedPath(fields), bytes, headers);

/** A case as its controller sees it once everything has followed. */
export async function caseOf(
  own: Installation,
  id: string,
  by: Controller,
): Promise<JsonBody & { readonly received: readonly Received[] }> {
  await own.settled();
  return (await by.api.read(`cases/${id}`)) as JsonBody & { readonly received: readonly Received[] };
}

export const first = (view: { readonly received: readonly Received[] }): Received => view.received[0] as Received;
