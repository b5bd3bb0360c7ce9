import { ConsoleLogger, type LoggerService } from '@nestjs/common';
import pino, { type DestinationStream } from 'pino';
import { inWords, masked, shownError } from './scrub.js';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
/** Ids, numbers and names from the code. Nothing that somebody typed. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

type Write = (level: LogLevel, message: string, fields: Readonly<Record<string, unknown>>) => void;

/** What may wait to be written while the reader of the log is slow, in bytes; beyond it lines are dropped. */
const MOST_WAITING = 8 * 1024 * 1024;

/**
 * The service's log. Everything goes through here, the framework's words too: errors are shown without what they quote, texts
 * without addresses, tokens and links.
 */
export class Logs implements LoggerService {
  private constructor(
    private readonly write: Write,
    private readonly flushed: () => void,
  ) {}

  /** One JSON object a line. */
  static json(level: LogLevel, to?: DestinationStream): Logs {
    const out = pino.destination({ fd: 1, sync: false, maxLength: MOST_WAITING });
    const options = {
      level,
      base: null,
      messageKey: 'message',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label: string) => ({ level: label }) },
    };
    const logger = pino(options, to ?? out);
    return new Logs(
      (at, message, fields) => logger[at](fields, message),
      () => (to === undefined ? flush(out) : undefined),
    );
  }

  /** For people at a terminal. */
  static pretty(level: LogLevel): Logs {
    const shown = LOG_LEVELS.slice(0, LOG_LEVELS.indexOf(level) + 1);
    const logger = new ConsoleLogger({ logLevels: shown.map((each) => (each === 'info' ? 'log' : each)) });
    return new Logs(
      (at, message, { context = 'art33', error, ...fields }) => {
        const rest = Object.entries(fields).map(([name, value]) => `${name}=${String(value)}`);
        const words = error === undefined ? [] : [`\n${inWords(error as never)}`];
        logger[at === 'info' ? 'log' : at]([message, ...rest, ...words].join(' '), context);
      },
      () => undefined,
    );
  }

  /** JSON lines, unless a person looks on. Requests are logged at `info`: at a terminal only where that is asked for. */
  static standard(level: LogLevel | undefined): Logs {
    return process.stdout.isTTY ? Logs.pretty(level ?? 'warn') : Logs.json(level ?? 'info');
  }

  info(message: string, fields: LogFields = {}): void {
    this.write('info', message, fields);
  }

  /** A failure of the service's own: what it was about, and the error. */
  failure(message: string, error: unknown, fields: LogFields = {}): void {
    this.write('error', message, { ...fields, error: shownError(error) });
  }

  /** The end of the process, by an error that nobody caught. */
  crash(error: unknown): void {
    this.write('fatal', 'ends by an error that nobody caught', { error: shownError(error) });
    this.flush();
  }

  request(fields: LogFields & { readonly status: number }, level: LogLevel): void {
    this.write(level, 'request', fields);
  }

  /** What the framework has to say of its start is no news. */
  log(message: unknown, ...rest: readonly unknown[]): void {
    this.say('debug', message, rest);
  }
  error(message: unknown, ...rest: readonly unknown[]): void {
    this.say('error', message, rest);
  }
  warn(message: unknown, ...rest: readonly unknown[]): void {
    this.say('warn', message, rest);
  }
  debug(message: unknown, ...rest: readonly unknown[]): void {
    this.say('debug', message, rest);
  }
  verbose(message: unknown, ...rest: readonly unknown[]): void {
    this.say('debug', message, rest);
  }
  fatal(message: unknown, ...rest: readonly unknown[]): void {
    this.say('fatal', message, rest);
  }

  /** Writes what waits; before the process ends. */
  flush(): void {
    this.flushed();
  }

  /** What Nest hands over: a text, an error, or both with ids; its own words last. */
  private say(level: LogLevel, message: unknown, rest: readonly unknown[]): void {
    const last = rest.at(-1);
    const context = typeof last === 'string' && /^[\w-]{1,60}$/.test(last) ? { context: last } : {};
    if (typeof message === 'string') return this.write(level, masked(firstLine(message)), context);
    if (message instanceof Error) return this.write(level, 'failed', { ...context, error: shownError(message) });
    const { error, correlationId } = (message ?? {}) as { readonly error?: unknown; readonly correlationId?: unknown };
    const request = typeof correlationId === 'string' ? { correlationId } : {};
    this.write(level, 'failed', { ...context, ...request, error: shownError(error ?? message) });
  }
}

/** A stack that comes as text begins with a message that nobody looked through: its first line is masked, the rest left out. */
const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

function flush(out: ReturnType<typeof pino.destination>): void {
  try {
    out.flushSync();
  } catch {
    // Not open yet, or closed by the other side: nobody reads.
  }
}
