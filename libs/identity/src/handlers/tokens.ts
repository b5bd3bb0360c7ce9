import { hash, randomBytes, randomUUID } from 'node:crypto';
import type { Actor, CommandOutcome, Commands, Instant } from '@art33/event-log';
import { tokenDecider } from '../domain/decider.js';
import type { TokenEvent } from '../domain/events.js';
import type { TokenRole } from '../domain/principal.js';
import type { Right } from '../domain/rights.js';

const BY_CLI: Actor = { kind: 'system', id: 'cli' };

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
    /** The only rights that it is to have; left out: all of its role. */
    readonly rights?: readonly Right[];
    /** Who issues it. Default: the command line. */
    readonly by?: Actor;
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
      ...(options.rights && { rights: options.rights }),
    },
    {
      actor: options.by ?? BY_CLI,
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
  by: Actor = BY_CLI,
): Promise<CommandOutcome<TokenEvent>> {
  return commands.run(
    tokenDecider,
    `token-${id}`,
    { type: 'revoke', organisation },
    { actor: by, organisation, commandId: randomUUID(), correlationId: id },
  );
}
