import type { EventMetadata } from '../domain/event.js';

/** Whether an event was made by a person (or a person's token) of an organisation: only that counts as an edit. */
export const isEdit = (metadata: EventMetadata, organisation: string): boolean =>
  metadata.organisation === organisation && isByPerson(metadata);

export const isByPerson = ({ actor }: EventMetadata): boolean => actor.kind === 'person' || actor.kind === 'token';

/** How many commands of an organisation's people are in a stream's history: the ETag. One command is one edit. */
export const countEdits = (history: readonly { readonly metadata: EventMetadata }[], organisation: string): number =>
  new Set(history.flatMap(({ metadata }) => (isEdit(metadata, organisation) ? [metadata.commandId] : []))).size;
