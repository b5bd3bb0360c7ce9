import {
  InvalidPosition,
  EventTooLarge,
  KeyErased,
  KeyUnusable,
  LogUnavailable,
  LogUnusable,
  WrongExpectedRevision,
} from '@art33/event-log';

/** An error as logs may show it. */
export interface ShownError {
  readonly type: string;
  /** `ENOSPC`, `SQLITE_FULL`, `EENVELOPE`, an SMTP code … */
  readonly code?: string;
  /** Only where it is known to be made of words of the program. */
  readonly message?: string;
  /** Functions and places in files. */
  readonly stack?: readonly string[];
  readonly cause?: ShownError;
}

/** Errors of our own whose messages hold ids, numbers and paths, and nothing that somebody typed. */
const OWN = [
  LogUnavailable,
  LogUnusable,
  KeyUnusable,
  KeyErased,
  InvalidPosition,
  EventTooLarge,
  WrongExpectedRevision,
];
/** What the language itself throws: words of the program, with values between quotes. */
const NATIVE = new Set(['TypeError', 'ReferenceError', 'RangeError']);
/** A line of a stack that names nothing but a function and a place in a file. */
const FRAME = /^\s+at (?:async )?(?:[\w$.<>#[\] ]+ \()?(?:file:\/\/|node:|\/|[A-Z]:\\)[^()]*:\d+:\d+\)?$/;
const FRAMES = 20;
const DEEP = 3;

type Described = Readonly<
  Partial<Record<'name' | 'message' | 'stack' | 'code' | 'syscall' | 'responseCode' | 'command' | 'cause', unknown>>
>;

/**
 * What a log may say of an error. Messages of libraries quote what they choked on: mail servers the recipient, parsers the
 * text. So a message is shown only where it is our own or the language's, and else the error's type, codes and places.
 */
export function shownError(error: unknown, depth = 0): ShownError {
  if (typeof error !== 'object' || error === null) return { type: typeof error };
  const described = error as Described;
  const { name, stack, cause } = described;
  const type = typeof name === 'string' && /^\w{1,60}$/.test(name) ? name : 'Error';
  const code = codeOf(described);
  const message = messageOf(error, type, described);
  const frames =
    typeof stack === 'string'
      ? stack
          .split('\n')
          .filter((line) => FRAME.test(line))
          .slice(0, FRAMES)
          .map((line) => line.trim())
      : [];
  return {
    type: type === 'Error' && error.constructor ? error.constructor.name : type,
    ...(code === '' ? {} : { code }),
    ...(message === undefined ? {} : { message }),
    ...(frames.length === 0 ? {} : { stack: frames }),
    ...(cause === undefined || depth === DEEP ? {} : { cause: shownError(cause, depth + 1) }),
  };
}

/** Codes and names of commands, in capitals; nothing else passes. */
const codeOf = ({ code, syscall, responseCode, command }: Described): string =>
  [code, responseCode, syscall, command]
    .filter((part) => /^(?:[A-Z][A-Z0-9_ ]{1,60}|\d{3}|[a-z]{2,20})$/.test(String(part ?? '')))
    .join(' ');

function messageOf(error: object, type: string, { message, code }: Described): string | undefined {
  if (typeof message !== 'string') return undefined;
  if (OWN.some((own) => error instanceof own)) return masked(message);
  if (!NATIVE.has(type) || code !== undefined) return undefined;
  return masked(message.replace(/(?<!reading |setting )(["'`]).*?\1/gs, '$1…$1'));
}

const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\/\/[^\s/@]+@/g, '//…@'],
  [/[^\s<>"'`(),;:/=]+@[^\s<>"'`(),;:/]+/g, '…@…'],
  [/\bart33_[\w-]+/g, 'art33_…'],
  [/\b(Bearer|Basic) \S+/gi, '$1 …'],
  [/\/(n|d|r|calendar)\/[\w.~-]+/g, '/$1/…'],
  [/\?[\w.~-]+=[^\s"'`]*/g, '?…'],
  [/(?<![\w/+-])[\w/+-]{43,}={0,2}/g, '…'],
];

/** A text of the program or of a framework, without what may have slipped into it: addresses, tokens, links, queries. */
export const masked = (text: string): string =>
  SECRETS.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text);

/** The same as one text, for a terminal. */
export const inWords = ({ type, code, message, stack, cause }: ShownError): string =>
  [
    [type, code === undefined ? '' : ` (${code})`, message === undefined ? '' : `: ${message}`].join(''),
    ...(stack ?? []).map((line) => `    ${line}`),
    ...(cause === undefined ? [] : [`  because of ${inWords(cause)}`]),
  ].join('\n');
