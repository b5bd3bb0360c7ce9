import { hash, randomBytes, randomUUID } from 'node:crypto';
import type { CommandOutcome, Commands, Instant } from '@art33/event-log';
import { tokenDecider } from '../domain/decider.js';
import type { TokenEvent } from '../domain/events.js';
import type { TokenRole } from '../domain/principal.js';

/** Tokens start like this, so that secret scanners find them. */
const PREFIX = 'art33_';

export const hashToken = (token: string): string => hash('sha256', token, 'hex');

/** Issues a token for one organisation and role. The returned `token` is shown once: the log keeps its hash only. */
export async function issueToken(
  commands: Commands,
  options: {
    readonly organisation: string;
    readonly role: TokenRole;
    readonly label: string;
    readonly expiresAt?: Instant | null;
  },
): Promise<{ readonly id: string; readonly token: string; readonly outcome: CommandOutcome<TokenEvent> }> {
  const id = randomUUID();
  const token = PREFIX + randomBytes(32).toString('base64url');
  const outcome = await commands.run(
    tokenDecider,
    `token-${id}`,
    {
      type: 'issue',
      organisation: options.organisation,
      role: options.role,
      label: options.label,
      hash: hashToken(token),
      expiresAt: options.expiresAt ?? null,
    },
    {
      actor: { kind: 'system', id: 'cli' },
      organisation: options.organisation,
      commandId: randomUUID(),
      correlationId: id,
    },
  );
  return { id, token, outcome };
}

/** Withdraws a token for good. Throws `CommandRefused` where the organisation has no such token. */
export async function revokeToken(
  commands: Commands,
  id: string,
  organisation: string,
): Promise<CommandOutcome<TokenEvent>> {
  return commands.run(
    tokenDecider,
    `token-${id}`,
    { type: 'revoke', organisation },
    { actor: { kind: 'system', id: 'cli' }, organisation, commandId: randomUUID(), correlationId: id },
  );
}
