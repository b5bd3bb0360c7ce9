import { orErased, Refusal, type Commands } from '@art33/event-log';
import type { Organisations, TokenHolders } from '@art33/identity';
import { isUnfinished } from '@art33/imports';
import { organisationDecider, organisationStream } from '@art33/parties';

/** What members are taken into: an organisation that is registered, and not by an import that is not complete. */
export const organisations =
  (commands: Commands): Organisations =>
  async (id) => {
    const state = await commands.state(organisationDecider, organisationStream(id));
    if (state.status === 'none' || (await isUnfinished(commands, state.importId))) return undefined;
    const { kind, name, keptBy } = state.organisation;
    return { side: kind, name: orErased(name, null), keptBy };
  };

/** A token is for an organisation that is registered, and a processor's role for a processor: a typing error opens nothing. */
export const tokenHolders =
  (commands: Commands): TokenHolders =>
  async (organisation, role) => {
    const state = await commands.state(organisationDecider, organisationStream(organisation));
    if (state.status === 'none' || (await isUnfinished(commands, state.importId)))
      return new Refusal(
        'unknown-organisation',
        'invalid',
        'no organisation with this id is registered here',
        'organisation',
      );
    const { kind } = state.organisation;
    if (role === 'auditor' || role === kind) return undefined;
    return new Refusal(
      'role-does-not-fit',
      'invalid',
      `this organisation is a ${kind}: its tokens have the role ${kind} or auditor`,
      'role',
    );
  };
