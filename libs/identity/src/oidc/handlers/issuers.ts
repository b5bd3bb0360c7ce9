import { Inject, Injectable } from '@nestjs/common';
import {
  CommandRefused,
  COMMANDS,
  isErased,
  READ_MODELS,
  Refusal,
  type CommandContext,
  type CommandOutcome,
  type Commands,
  type ReadModels,
} from '@art33/event-log';
import type { OrganisationScope } from '../../domain/principal.js';
import type { Side } from '../../domain/rights.js';
import { issuerDecider, type IssuerCommandData } from '../domain/decider.js';
import { issuerStream, type IssuerEvent } from '../domain/events.js';
import type { IssuerSettings } from '../domain/settings.js';
import { EGRESS, issuerUrlFault, type Egress } from '../protocol/egress.js';
import type { IssuerClient } from '../protocol/issuers.js';
import { issuersOf } from '../read-model/queries.js';

/** So many issuers an organisation can have. */
const ISSUERS_PER_ORGANISATION = 10;

/** An issuer with everything that signing in by it asks for. */
export interface OpenedIssuer {
  readonly organisation: string;
  readonly side: Side;
  readonly settings: IssuerSettings;
  readonly client: IssuerClient;
}

/** The issuers of organisations. */
@Injectable()
export class Issuers {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(EGRESS) private readonly egress: Egress,
  ) {}

  /** Adds, changes or removes an issuer of the scope's organisation. Throws `CommandRefused`. */
  run(
    scope: OrganisationScope,
    issuerId: string,
    command: IssuerCommandData,
    context: CommandContext,
  ): Promise<CommandOutcome<IssuerEvent>> {
    const refusal = this.refusal(scope, issuerId, command);
    if (refusal) throw new CommandRefused(refusal);
    return this.commands.run(issuerDecider, issuerStream(issuerId), command, context);
  }

  /** An issuer as it stands in the log now, its secret opened; undefined where it is unknown, removed or erased. */
  async open(issuerId: string): Promise<OpenedIssuer | undefined> {
    const state = await this.commands.state(issuerDecider, issuerStream(issuerId));
    if (state.status !== 'active' || isErased(state.settings) || isErased(state.clientSecret)) return undefined;
    const { organisation, side, settings, clientSecret } = state;
    const { url, clientId, scopes } = settings;
    return { organisation, side, settings, client: { issuerId, url, clientId, clientSecret, scopes } };
  }

  private refusal(scope: OrganisationScope, issuerId: string, command: IssuerCommandData): Refusal | undefined {
    if (command.type === 'remove') return undefined;
    const fault = issuerUrlFault(command.settings.url, this.egress);
    if (fault !== undefined) return new Refusal('issuer-url', 'invalid', fault, 'url');
    if (command.type === 'change') return undefined;
    const others = issuersOf(this.models.db, scope).filter(({ id }) => id !== issuerId);
    if (others.length < ISSUERS_PER_ORGANISATION) return undefined;
    const rule = `an organisation has at most ${ISSUERS_PER_ORGANISATION} issuers`;
    return new Refusal('too-many-issuers', 'conflict', rule);
  }
}
