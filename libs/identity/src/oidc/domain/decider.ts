import { isErased, Refusal, sameJson, type Decider, type Erased } from '@art33/event-log';
import type { Side } from '../../domain/rights.js';
import type { IssuerEvent } from './events.js';
import { settingsFault, type IssuerSettings } from './settings.js';

/** Every command says for which organisation: another one's issuer is as unknown as none. */
export type IssuerCommandData = { readonly organisation: string } & (
  | {
      readonly type: 'add';
      readonly issuerId: string;
      readonly side: Side;
      readonly settings: IssuerSettings;
      readonly clientSecret: string | null;
    }
  | {
      readonly type: 'change';
      readonly settings: IssuerSettings;
      /** Undefined: the one that there is. */
      readonly clientSecret: string | null | undefined;
    }
  | { readonly type: 'remove' }
);

export type IssuerState =
  | { readonly status: 'none' }
  | { readonly status: 'removed' }
  | {
      readonly status: 'active';
      readonly organisation: string;
      readonly side: Side;
      readonly settings: IssuerSettings | Erased;
      readonly clientSecret: string | null | Erased;
    };

/** Longer is no secret that anybody was given. */
const MOST_OF_SECRET = 500;

const unknownIssuer = () => new Refusal('issuer-unknown', 'not-found', 'there is no such issuer');
const secretFault = (secret: string | null | undefined): Refusal | undefined =>
  typeof secret === 'string' && (secret === '' || secret.length > MOST_OF_SECRET)
    ? new Refusal('issuer-settings', 'invalid', `1 to ${MOST_OF_SECRET} characters, or null for none`, 'clientSecret')
    : undefined;

const urlOf = (settings: IssuerSettings | Erased): string | undefined =>
  isErased(settings) ? undefined : settings.url;

/** One issuer of one organisation: never of another, whatever is changed. */
export const issuerDecider: Decider<IssuerState, IssuerCommandData, IssuerEvent> = {
  initialState: { status: 'none' },

  decide(command, state) {
    const { now: at, organisation } = command;
    if (command.type === 'add') {
      if (state.status !== 'none') return [];
      const { issuerId, side, settings, clientSecret } = command;
      const fault = settingsFault(settings, side) ?? secretFault(clientSecret);
      return fault ?? [{ type: 'IssuerAdded', data: { issuerId, organisation, side, settings, clientSecret, at } }];
    }
    if (state.status !== 'active' || state.organisation !== organisation) return unknownIssuer();
    const { side } = state;
    if (command.type === 'remove') return [{ type: 'IssuerRemoved', data: { organisation, side, at } }];
    const { settings, clientSecret = state.clientSecret } = command;
    // Else whoever may change the address could have the secret sent to itself.
    if (command.clientSecret === undefined && clientSecret !== null && urlOf(state.settings) !== settings.url)
      return new Refusal('issuer-secret-missing', 'invalid', 'another address needs its secret anew', 'clientSecret');
    const fault = settingsFault(settings, side) ?? secretFault(command.clientSecret);
    if (fault) return fault;
    const isSame = sameJson(settings, state.settings) && sameJson(clientSecret, state.clientSecret);
    return isSame ? [] : [{ type: 'IssuerChanged', data: { organisation, side, settings, clientSecret, at } }];
  },

  evolve(_, event) {
    switch (event.type) {
      case 'IssuerAdded':
      case 'IssuerChanged': {
        const { organisation, side, settings, clientSecret } = event.data;
        return { status: 'active', organisation, side, settings, clientSecret };
      }
      case 'IssuerRemoved':
        return { status: 'removed' };
    }
  },
};
