import { orErased, Refusal, type Decider } from '@art33/event-log';
import type { PersonEvent, PersonLanguage } from './events.js';

export type PersonCommand =
  | {
      readonly type: 'register';
      readonly personId: string;
      readonly email: string;
      readonly name: string | null;
      readonly language: PersonLanguage;
    }
  | { readonly type: 'change'; readonly name: string | null; readonly language: PersonLanguage };

export type PersonState =
  | { readonly status: 'none' }
  | {
      readonly status: 'registered';
      readonly personId: string;
      readonly name: string | null;
      readonly language: PersonLanguage;
    };

const EMAIL = /^[^\s<>@]{1,64}@[^\s<>@]{1,190}$/;
const NAME_LIMIT = 200;

/** One person: who it is, and nothing of what it may do. */
export const personDecider: Decider<PersonState, PersonCommand, PersonEvent> = {
  initialState: { status: 'none' },
  decide(command, state) {
    const name = command.name === null ? null : command.name.trim();
    if (name !== null && (name === '' || name.length > NAME_LIMIT))
      return new Refusal('name-missing', 'invalid', `a name has 1 to ${NAME_LIMIT} characters`, 'name');
    const { language, now: at } = command;
    if (command.type === 'register') {
      if (state.status === 'registered') return [];
      const { personId, email } = command;
      if (!EMAIL.test(email))
        return new Refusal('malformed-email', 'invalid', 'an e-mail address looks like office@example.org', 'email');
      return [{ type: 'PersonRegistered', data: { personId, email, name, language, at } }];
    }
    if (state.status === 'none') return new Refusal('unknown-person', 'not-found', 'there is no such record');
    if (state.name === name && state.language === language) return [];
    return [{ type: 'PersonChanged', data: { personId: state.personId, name, language, at } }];
  },
  evolve(state, event) {
    switch (event.type) {
      case 'PersonRegistered': {
        const { personId, name, language } = event.data;
        return { status: 'registered', personId, name: orErased(name, null), language };
      }
      case 'PersonChanged': {
        const { name, language } = event.data;
        return state.status === 'none' ? state : { ...state, name: orErased(name, null), language };
      }
      default:
        return state;
    }
  },
};
