import { Refusal } from '@art33/event-log';
import common from './common-passwords.json' with { type: 'json' };

/** NIST SP 800-63B-4, 3.1.1.2: at least 15 where it is the only factor, 8 beside another. In between, for everybody. */
export const SHORTEST_PASSWORD = 12;
/** Long enough for every passphrase; a bound, so that nobody has us hash a book. */
export const LONGEST_PASSWORD = 128;

const COMMON: ReadonlySet<string> = new Set(common.passwords.split(' '));
/** What fingers and tongues run through. */
const RUNS = [
  '01234567890123456789',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
];
const FEWEST_DIFFERENT = 5;
/** A part of an address that is shorter would be found in many a word. */
const SHORTEST_NAME = 4;

/** One password has one form, whichever keyboard it was typed on (NIST SP 800-63B-4, 3.1.1.2: NFKC). */
export const normalisedPassword = (password: string): string => password.normalize('NFKC');

const backwards = (text: string): string => [...text].reverse().join('');

function isCommon(password: string): boolean {
  // `Dragon2026!` is `dragon` with what is put behind it when a rule asks for more.
  const core = password.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  const isRun = RUNS.some((run) => run.includes(password) || backwards(run).includes(password));
  const isRepeated = /^(.{1,8})\1+$/u.test(password);
  return COMMON.has(password) || COMMON.has(core) || isRun || isRepeated || new Set(password).size < FEWEST_DIFFERENT;
}

/**
 * Why a password cannot be taken, if it cannot. No rule asks for kinds of characters: these make passwords guessable (NIST
 * SP 800-63B-4, 3.1.1.2). `email`: whose password it is to be.
 */
export function refusedPassword(given: string, email: string): Refusal | undefined {
  const password = normalisedPassword(given);
  const { length } = [...password];
  const refused = (code: string, rule: string): Refusal => new Refusal(code, 'invalid', rule, 'password');
  if (length < SHORTEST_PASSWORD)
    return refused('password-too-short', `a password has at least ${SHORTEST_PASSWORD} characters`);
  if (length > LONGEST_PASSWORD)
    return refused('password-too-long', `a password has at most ${LONGEST_PASSWORD} characters`);
  const folded = password.toLowerCase();
  if (isCommon(folded))
    return refused('password-too-common', 'this password, or its core, is among the first ones that are guessed');
  const name = email.slice(0, Math.max(0, email.lastIndexOf('@'))).toLowerCase();
  const known = ['art33', ...(name.length >= SHORTEST_NAME ? [name] : [])].find((part) => folded.includes(part));
  if (known !== undefined)
    return refused(
      'password-tells-whose',
      'a password contains neither the e-mail address nor the name of this service',
    );
  return undefined;
}
