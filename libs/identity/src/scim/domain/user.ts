import { isPlainAddress } from '../../oidc/domain/claims.js';
import { badValue } from './fault.js';
import { isObject, memberNamed, type ScimObject } from './filter.js';

export interface ScimEmail {
  readonly value: string;
  readonly type: string | null;
  readonly primary: boolean;
}

/** What a directory says of a person, as far as it is kept: nothing else is asked for, and the rest is passed over. */
export interface ScimUser {
  readonly userName: string;
  readonly externalId: string | null;
  readonly active: boolean;
  readonly displayName: string | null;
  readonly name: {
    readonly formatted: string | null;
    readonly givenName: string | null;
    readonly familyName: string | null;
  };
  readonly emails: readonly ScimEmail[];
  readonly preferredLanguage: string | null;
}

export const USER_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:User';
/** What a PATCH can change. */
export const USER_ATTRIBUTES = [
  'userName',
  'externalId',
  'active',
  'displayName',
  'name',
  'emails',
  'preferredLanguage',
] as const;

const LONGEST = 300;
const MOST_EMAILS = 20;

/** A user as it was sent. Throws `ScimFault` where something that is kept cannot be read. */
export function userIn(body: ScimObject): ScimUser {
  const at = (name: string, of: ScimObject = body): unknown => of[memberNamed(of, name) ?? name];
  const userName = textIn(at('userName'), 'userName');
  if (userName === null) throw badValue('userName: is missing');
  const name = at('name') ?? {};
  if (!isObject(name)) throw badValue('name: an object');
  return {
    userName,
    externalId: textIn(at('externalId'), 'externalId'),
    active: activeIn(at('active')),
    displayName: textIn(at('displayName'), 'displayName'),
    name: {
      formatted: textIn(at('formatted', name), 'name.formatted'),
      givenName: textIn(at('givenName', name), 'name.givenName'),
      familyName: textIn(at('familyName', name), 'name.familyName'),
    },
    emails: emailsIn(at('emails')),
    preferredLanguage: textIn(at('preferredLanguage'), 'preferredLanguage'),
  };
}

function textIn(value: unknown, field: string): string | null {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string' || value.length > LONGEST)
    throw badValue(`${field}: a text of at most ${LONGEST} characters`);
  return value;
}

/** Entra ID writes it as text. */
function activeIn(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value.toLowerCase() : '';
  if (text === 'true' || text === 'false') return text === 'true';
  throw badValue('active: true or false');
}

function emailsIn(value: unknown): readonly ScimEmail[] {
  const list: readonly unknown[] = value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
  if (list.length > MOST_EMAILS) throw badValue(`emails: at most ${MOST_EMAILS}`);
  return list.flatMap((one, index) => {
    const field = `emails.${index}.value`;
    const email = isObject(one) ? one : { value: one };
    const address = textIn(email['value'], field);
    if (address === null) return [];
    const type = textIn(email['type'], `emails.${index}.type`);
    return [{ value: address, type, primary: String(email['primary']).toLowerCase() === 'true' }];
  });
}

/** By which address somebody signs in: the primary one, else that of work, else any, else the user name where it is one. */
export function addressOf({ emails, userName }: ScimUser): string {
  const best =
    emails.find(({ primary }) => primary) ?? emails.find(({ type }) => type?.toLowerCase() === 'work') ?? emails[0];
  const address = (best?.value ?? userName).trim();
  if (!isPlainAddress(address)) throw badValue('emails: a user has an e-mail address, like anna@example.org');
  return address;
}

/** What a person is called; null where nothing says so. */
export function nameOf({ displayName, name }: ScimUser): string | null {
  const parts = [name.givenName, name.familyName].filter((part) => part !== null).join(' ');
  return (displayName ?? name.formatted ?? (parts || null))?.trim().slice(0, 200) || null;
}

export const languageOf = ({ preferredLanguage }: ScimUser): 'de' | 'en' | null =>
  (/^(de|en)\b/i.exec(preferredLanguage ?? '')?.[1]?.toLowerCase() as 'de' | 'en' | undefined) ?? null;

/** What is kept of a user, as it was sent; what was not said is left out. */
export function userAttributes(user: ScimUser): ScimObject {
  const name = said(user.name);
  return {
    ...said({ ...user, name: null, emails: null }),
    ...(Object.keys(name).length > 0 && { name }),
    ...(user.emails.length > 0 && {
      emails: user.emails.map((email) => said({ ...email, primary: email.primary || null })),
    }),
  };
}

const said = (of: object): ScimObject => Object.fromEntries(Object.entries(of).filter(([, value]) => value !== null));
