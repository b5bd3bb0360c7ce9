import type { Refusal } from '@art33/event-log';
import type { TokenRole } from '../domain/principal.js';

/** Why an organisation cannot hold a token of this role, if it cannot: answered by whoever knows the organisations. */
export type TokenHolders = (organisation: string, role: TokenRole) => Promise<Refusal | undefined>;

/** Injection token of `TokenHolders`. */
export const TOKEN_HOLDERS = Symbol('TokenHolders');
