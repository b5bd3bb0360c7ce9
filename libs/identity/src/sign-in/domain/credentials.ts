import { orErased, Refusal, type Decider, type Instant } from '@art33/event-log';
import type { CredentialEvent, Ending } from './events.js';

export type CredentialCommand = { readonly personId: string } & (
  | {
      readonly type: 'set-password';
      readonly hash: string;
      readonly how: 'chosen' | 'changed' | 'reset';
      /** The session that goes on. */
      readonly except: string | null;
    }
  | {
      readonly type: 'rehash';
      /** What it takes the place of: somebody may have changed it meanwhile. */
      readonly from: string;
      readonly hash: string;
    }
  | { readonly type: 'enrol-totp'; readonly factorId: string; readonly secret: string }
  | {
      readonly type: 'enrol-passkey';
      readonly factorId: string;
      readonly credentialId: string;
      readonly publicKey: string;
      readonly counter: number;
      readonly transports: readonly string[];
      readonly label: string;
    }
  | {
      readonly type: 'remove-factor';
      readonly factorId: string;
      /** Whether somebody with this person's roles needs a second factor. */
      readonly isNeeded: boolean;
    }
  | { readonly type: 'make-recovery-codes'; readonly hashes: readonly string[] }
  | { readonly type: 'use-recovery-code'; readonly hash: string }
  | { readonly type: 'revoke-sessions'; readonly why: Ending; readonly except: string | null }
);

export interface Totp {
  readonly factorId: string;
  readonly secret: string;
  readonly at: Instant;
}
export interface Passkey {
  readonly factorId: string;
  readonly credentialId: string;
  readonly publicKey: string;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly label: string;
  readonly at: Instant;
}
/** With what one person proves who it is. */
export interface Credentials {
  /** PHC string; null: none was set, or it was erased. */
  readonly password: string | null;
  readonly passwordSetAt: Instant | null;
  readonly totp: readonly Totp[];
  readonly passkeys: readonly Passkey[];
  /** Hashes; null where one was used. */
  readonly recoveryCodes: readonly (string | null)[];
}

export const credentialsStream = (personId: string): string => `credentials-${personId}`;
export const hasSecondFactor = ({ totp, passkeys }: Credentials): boolean => totp.length + passkeys.length > 0;

/** More factors than this help nobody. */
const MOST_FACTORS = 20;
const tooMany = (): Refusal =>
  new Refusal('too-many-factors', 'conflict', `at most ${MOST_FACTORS} factors; remove one that is no longer used`);

/** The rules of what a person signs in with. */
export const credentialsDecider: Decider<Credentials, CredentialCommand, CredentialEvent> = {
  initialState: { password: null, passwordSetAt: null, totp: [], passkeys: [], recoveryCodes: [] },
  decide(command, state) {
    const { personId, now: at } = command;
    const factors = [...state.totp, ...state.passkeys];
    switch (command.type) {
      case 'set-password': {
        const { hash, how, except } = command;
        return [
          { type: 'PasswordSet', data: { personId, hash, how, at } },
          { type: 'SessionsRevoked', data: { personId, why: 'password-changed', except, at } },
        ];
      }
      case 'rehash':
        if (state.password !== command.from) return [];
        return [{ type: 'PasswordSet', data: { personId, hash: command.hash, how: 'rehashed', at } }];
      case 'enrol-totp': {
        const { factorId, secret } = command;
        if (factors.some((factor) => factor.factorId === factorId)) return [];
        if (factors.length >= MOST_FACTORS) return tooMany();
        return [{ type: 'TotpEnrolled', data: { personId, factorId, secret, at } }];
      }
      case 'enrol-passkey': {
        const { factorId, credentialId, publicKey, counter, transports, label } = command;
        if (factors.some((factor) => factor.factorId === factorId)) return [];
        if (factors.length >= MOST_FACTORS) return tooMany();
        const data = { personId, factorId, credentialId, publicKey, counter, transports, label, at };
        return [{ type: 'PasskeyEnrolled', data }];
      }
      case 'remove-factor': {
        const { factorId, isNeeded } = command;
        if (!factors.some((factor) => factor.factorId === factorId))
          return new Refusal('not-found', 'not-found', 'there is no such record');
        if (isNeeded && factors.length === 1)
          return new Refusal('last-factor', 'conflict', 'this role needs a second factor: add another one first');
        return [{ type: 'FactorRemoved', data: { personId, factorId, at } }];
      }
      case 'make-recovery-codes':
        return [{ type: 'RecoveryCodesMade', data: { personId, hashes: command.hashes.join(','), at } }];
      case 'use-recovery-code': {
        const index = state.recoveryCodes.indexOf(command.hash);
        if (index < 0) return new Refusal('code-wrong', 'forbidden', 'this recovery code is wrong, or was used');
        return [{ type: 'RecoveryCodeUsed', data: { personId, index, at } }];
      }
      case 'revoke-sessions':
        return [{ type: 'SessionsRevoked', data: { personId, why: command.why, except: command.except, at } }];
    }
  },
  evolve(state, event) {
    switch (event.type) {
      case 'PasswordSet':
        return {
          ...state,
          password: orErased(event.data.hash, '') || null,
          passwordSetAt: event.data.how === 'rehashed' ? state.passwordSetAt : event.data.at,
        };
      case 'TotpEnrolled': {
        const { factorId, secret, at } = event.data;
        return { ...state, totp: [...state.totp, { factorId, secret: orErased(secret, ''), at }] };
      }
      case 'PasskeyEnrolled': {
        const { personId: _, label, ...passkey } = event.data;
        return { ...state, passkeys: [...state.passkeys, { ...passkey, label: orErased(label, '') }] };
      }
      case 'FactorRemoved': {
        const stays = ({ factorId }: { readonly factorId: string }): boolean => factorId !== event.data.factorId;
        return { ...state, totp: state.totp.filter(stays), passkeys: state.passkeys.filter(stays) };
      }
      case 'RecoveryCodesMade':
        return { ...state, recoveryCodes: orErased(event.data.hashes, '').split(',').filter(Boolean) };
      case 'RecoveryCodeUsed':
        return {
          ...state,
          recoveryCodes: state.recoveryCodes.map((hash, index) => (index === event.data.index ? null : hash)),
        };
      default:
        return state;
    }
  },
};
