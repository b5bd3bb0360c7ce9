import { v5 } from 'uuid';

/** The namespace of every id that art33 derives (UUIDv5, RFC 9562). Changing it changes every derived id: never. */
const NAMESPACE = '5b0e6b9c-6a0c-5f0f-9d5a-3f1b1f7d8a33';

/** A stable id from its parts, lower-case: the same parts give the same id on every node, for ever. */
export const deriveId = (...parts: readonly (string | number)[]): string => v5(JSON.stringify(parts), NAMESPACE);
