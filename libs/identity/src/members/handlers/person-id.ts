import { createHmac } from 'node:crypto';
import { deriveId } from '@art33/event-log';

/** How two spellings of one e-mail address are told to be one. */
export const normalisedEmail = (email: string): string => email.trim().normalize('NFKC').toLowerCase();

/**
 * One address is one person in the installation, whoever names it first. Without the key (32 bytes, of the installation)
 * nobody can try out which addresses are known.
 */
export const personIdOf = (key: Uint8Array, email: string): string =>
  deriveId('person', createHmac('sha256', key).update(normalisedEmail(email)).digest('hex'));
