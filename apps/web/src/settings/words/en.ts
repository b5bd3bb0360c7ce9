import { connections } from './en/connections.js';
import { installation } from './en/installation.js';
import { issuers } from './en/issuers.js';
import { members } from './en/members.js';
import { organisation } from './en/organisation.js';
import { webhooks } from './en/webhooks.js';
import { work } from './en/work.js';

/** The English words of this part. The German ones have the same keys; the compiler sees to it. */
export const en = {
  title: 'Settings',
  required: 'This is needed.',
  erased: 'Erased',
  pages: {
    organisation: 'Organisation',
    members: 'Members',
    auditors: 'Auditors',
    intake: 'Where reports come in',
    webhooks: 'Webhooks',
    tokens: 'API tokens',
    calendar: 'Calendar',
    signIn: 'Own sign-in service',
  },
  lead: {
    organisation: 'What holds for everybody in the organisation.',
    members: 'Who belongs to the organisation, and what each may do. Every change is recorded.',
    auditors: 'People from outside who read for a time: an audit, an authority, a court.',
    intake: 'How people and systems tell you that something may have happened.',
    webhooks: 'art33 tells your systems that something happened. It never says what a breach is about.',
    tokens: 'With a token a program works here in the name of the organisation, as far as the token allows.',
    calendar: 'An address for your calendar program that shows when deadlines end.',
    signIn: 'People sign in by your own service (OpenID Connect); its groups give them their roles here.',
  },
  ...members,
  ...organisation,
  ...connections,
  ...work,
  ...installation,
  ...issuers,
  ...webhooks,
};

/** The shape that both languages have. */
export type Words = typeof en;
