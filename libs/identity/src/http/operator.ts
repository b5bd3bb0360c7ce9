import { createHmac, timingSafeEqual } from 'node:crypto';
import { deriveId } from '@art33/event-log';
import type { Principal } from '../domain/principal.js';

/** Injection token of the operator's bearer token. */
export const OPERATOR_TOKEN = Symbol('OperatorToken');

/** Whoever holds the master key: the command line beside a running service. It belongs to no organisation. */
export const OPERATOR: Principal = {
  actor: { kind: 'system', id: 'operator' },
  organisation: deriveId('operator'),
  role: 'operator',
  rights: ['operator'],
};

/** The operator's bearer token follows from the master key (32 bytes), so the command line need not be given one. */
export const operatorToken = (masterKey: Uint8Array): string =>
  `art33_${createHmac('sha256', masterKey).update('operator').digest('base64url')}`;

/** Compares without telling by its duration how much was right. */
export function sameToken(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
