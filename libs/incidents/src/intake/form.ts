import type { IntakeWords } from './words.js';
import type { ToldNow } from '../domain/reports/commands.js';

/** What was entered into the form, as it was. */
export interface Entered {
  readonly text: string;
  readonly noticed: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  /** Nobody sees this field; programs that fill in everything fill it in. */
  readonly website: string;
}

/** How many characters each takes. */
export const MOST: Readonly<Record<keyof Entered, number>> = {
  text: 10_000,
  noticed: 200,
  name: 200,
  email: 254,
  phone: 60,
  website: 200,
};
const LEAST_TEXT = 10;

export interface FormFault {
  readonly field: keyof Entered;
  readonly words: string;
}

/** What came, each field once and as text. Line ends as browsers send them become one character. */
export function enteredOf(body: Readonly<Record<string, unknown>> | undefined): Entered {
  const field = (name: keyof Entered): string =>
    typeof body?.[name] === 'string' ? body[name].replaceAll('\r\n', '\n').trim() : '';
  return {
    text: field('text'),
    noticed: field('noticed'),
    name: field('name'),
    email: field('email'),
    phone: field('phone'),
    website: field('website'),
  };
}

/** Everything that is wrong with it, at once. */
export function formFaults(entered: Entered, words: IntakeWords): readonly FormFault[] {
  const long = (Object.keys(MOST) as (keyof Entered)[])
    .filter((field) => entered[field].length > MOST[field])
    .map((field) => ({ field, words: words.tooLong(MOST[field]) }));
  return [
    ...(entered.text.length < LEAST_TEXT ? [{ field: 'text', words: words.textShort } as const] : []),
    ...(entered.email !== '' && !/^[^\s@<>]+@[^\s@<>]+$/.test(entered.email)
      ? [{ field: 'email', words: words.emailWrong } as const]
      : []),
    ...(entered.website === '' ? [] : [{ field: 'website', words: words.trapFilled } as const]),
    ...long,
  ];
}

const orNull = (text: string): string | null => (text === '' ? null : text);

/** What was told by the form. When it was noticed stays in the reporter's words: a person reads an instant out of them. */
export function toldOf({ text, noticed, name, email, phone }: Entered): ToldNow {
  const reporter = { name: orNull(name), email: orNull(email), phone: orNull(phone) };
  const anonymous = Object.values(reporter).every((value) => value === null);
  return { text, reporter: anonymous ? null : reporter, noticedAt: null, noticed: orNull(noticed), source: null };
}
