import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Principal } from '@art33/identity';
import type { LiveEvent } from './rows.js';

/** Which of its events an organisation wants to hear of; everything where nothing is said. */
export interface LiveFilter {
  readonly types?: readonly string[];
  /** Names of streams: `incident-<id>`. */
  readonly streams?: readonly string[];
  /** Kinds of streams: `incident`. */
  readonly categories?: readonly string[];
}

/** Why a stream was ended from this side. */
export type EndReason =
  /** The service stops; another node, or this one, takes the stream up again. */
  | 'stopping'
  /** The token was revoked or has expired. */
  | 'token-ended'
  /** What the organisation's members see has changed: who comes back is looked at anew. */
  | 'rights-changed'
  /** The reader took nothing for too long. */
  | 'too-slow';

/** One message of the stream (text/event-stream). */
const message = (lines: Readonly<Record<string, string | number>>): string =>
  `${Object.entries(lines)
    .map(([field, value]) => `${field}: ${value}\n`)
    .join('')}\n`;

export const textOf = (event: LiveEvent): string => message({ id: event.logNumber, data: JSON.stringify(event) });

/** How long a stream that was ended may take to go, in milliseconds. */
const PARTING = 5_000;

/**
 * One reader on its HTTP answer. What it was not given yet stays in the log, not here: once as many bytes wait to be taken
 * by the other side as a socket holds for it (64 KiB), nothing more is written until all of them have been.
 */
export class Listener {
  /** The log has been looked through for it up to here. */
  scanned: number;
  /** Since when (milliseconds, monotonic) it has not taken what waits for it. */
  fullSince: number | undefined;
  lastWritten = performance.now();
  isOpen = true;
  /** The position to resume from: the last event of its organisation that it was given, or that its filter passed over. */
  private passed: number;
  private told: number;

  constructor(
    readonly principal: Principal,
    private readonly filter: LiveFilter,
    after: number,
    private readonly response: ServerResponse,
  ) {
    this.scanned = this.passed = this.told = after;
  }

  get organisation(): string {
    return this.principal.organisation;
  }

  get isFull(): boolean {
    return this.response.writableNeedDrain;
  }

  start(retryMilliseconds: number): void {
    const after = this.passed;
    this.write(message({ retry: retryMilliseconds, id: after, event: 'start', data: JSON.stringify({ after }) }));
  }

  /** Hands an event over, unless it had it or its filter passes over it. `text`: see `textOf`; made once for all readers. */
  give(event: LiveEvent, text: () => string): void {
    if (event.logNumber <= this.scanned) return;
    this.scanned = this.passed = event.logNumber;
    if (!this.wants(event)) return;
    this.told = event.logNumber;
    this.write(text());
  }

  /** Passes over an event that the reader does not see. */
  pass({ logNumber }: LiveEvent): void {
    this.scanned = this.passed = Math.max(this.scanned, logNumber);
  }

  /** Keeps the line open, and moves the position past events that the filter passed over. */
  beat(): void {
    const position = this.passed === this.told ? '' : `id: ${this.passed}\n`;
    this.told = this.passed;
    this.write(`: still here\n${position}\n`);
  }

  /** Says why and where to go on, and ends the answer; who does not even take that is cut off. Resolves when it is gone. */
  async end(reason: EndReason, retryMilliseconds: number): Promise<void> {
    this.isOpen = false;
    const said = { retry: retryMilliseconds, id: this.passed, event: 'end' };
    this.response.end(message({ ...said, data: JSON.stringify({ reason, resumeAfter: this.passed }) }));
    const cut = setTimeout(() => this.cut(), PARTING);
    cut.unref();
    await once(this.response, 'close');
    clearTimeout(cut);
  }

  /** Cuts the line without a word. */
  cut(): void {
    this.response.destroy();
  }

  private wants({ type, stream }: LiveEvent): boolean {
    const { types, streams, categories } = this.filter;
    return (
      (types?.includes(type) ?? true) &&
      (streams?.includes(stream) ?? true) &&
      (categories?.some((category) => stream.startsWith(`${category}-`)) ?? true)
    );
  }

  private write(text: string): void {
    this.lastWritten = performance.now();
    this.response.write(text);
  }
}
