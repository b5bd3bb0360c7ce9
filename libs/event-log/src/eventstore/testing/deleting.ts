import type { handleUnaryCall, StatusObject } from '@grpc/grpc-js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { DeleteReq, DeleteResp, TombstoneReq, TombstoneResp } from '@eventstore/db-client/generated/streams_pb.js';
import { settingsOf, type MemoryStore } from './memory-store.js';
import { expectedOf, nameOf, streamDeleted, wrongVersion } from './messages.js';

/** What a deletion sets as the first revision that is left: the largest the server knows. */
const ALL_REVISIONS = '9223372036854775807';

/** Why it is refused; undefined: it was done. */
function deletion(
  store: MemoryStore,
  options: DeleteReq.Options | TombstoneReq.Options | undefined,
  forGood: boolean,
): StatusObject | undefined {
  const stream = nameOf(options?.getStreamIdentifier());
  const expected = options ? expectedOf(options) : 'any';
  const standing = store.append(stream, expected, []);
  if (standing.is === 'deleted') return streamDeleted(stream);
  if (standing.is === 'conflict') return wrongVersion(stream, expected, standing.current);
  if (forGood) store.tombstone(stream);
  else {
    const data = new TextEncoder().encode(`{"$tb":${ALL_REVISIONS}}`);
    const settings = { id: crypto.randomUUID(), type: '$metadata', isJson: true, data, metadata: new Uint8Array() };
    store.append(settingsOf(stream), 'any', [settings]);
  }
  return undefined;
}

/** The two ways of deleting a stream: what was there is no longer read; or nothing can be written to it ever again. */
export function deleting(store: MemoryStore): {
  readonly delete: handleUnaryCall<DeleteReq, DeleteResp>;
  readonly tombstone: handleUnaryCall<TombstoneReq, TombstoneResp>;
} {
  const at = (): string => String(store.all.at(-1)?.position ?? 0);
  return {
    delete: (call, answer) => {
      const refused = deletion(store, call.request.getOptions(), false);
      if (refused) return answer(refused);
      const position = new streams.DeleteResp.Position().setCommitPosition(at()).setPreparePosition(at());
      answer(null, new streams.DeleteResp().setPosition(position));
    },
    tombstone: (call, answer) => {
      const refused = deletion(store, call.request.getOptions(), true);
      if (refused) return answer(refused);
      const position = new streams.TombstoneResp.Position().setCommitPosition(at()).setPreparePosition(at());
      answer(null, new streams.TombstoneResp().setPosition(position));
    },
  };
}
