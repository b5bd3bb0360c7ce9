import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CLOCK, COMMANDS, deriveId, toInstant, type Clock, type Commands } from '@art33/event-log';
import type { Reading } from '../domain/events.js';
import { hourOf, readingDecider, readingStream } from '../domain/reading.js';

/** A reading of this hour that is in the log, and how often it was repeated since. */
interface Noted {
  readonly reading: Reading;
  readonly written: Promise<void>;
  again: number;
}

/** So many readings of an hour are counted in memory; for more, the oldest are written down at once and begun anew. */
export const MOST_COUNTED = 10_000;
/** How often it is looked whether an hour is over, in milliseconds. */
const LOOK = 60_000;

/**
 * Who reads what of others. The first read in an hour is written before it is answered; what follows is counted here, and
 * written once when the hour is over or the service stops. A node that is killed loses these counts, never that something was
 * read. Several nodes write the first read once, because its stream knows it, and each its own count.
 */
@Injectable()
export class AccessLog implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('access');
  /** By stream, in the order of their first read. */
  private readonly noted = new Map<string, Noted>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.writeCounts(hourOf(toInstant(this.clock.now()))), LOOK).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.writeCounts();
  }

  /** Notes a read. Rejects where it could not be written: then it must not be answered. */
  async note(read: Omit<Reading, 'hour'>): Promise<void> {
    const reading: Reading = { ...read, hour: hourOf(toInstant(this.clock.now())) };
    const stream = readingStream(reading);
    const known = this.noted.get(stream);
    if (known) {
      known.again += 1;
      await known.written;
      return;
    }
    const written = this.writeFirst(stream, reading);
    this.noted.set(stream, { reading, written, again: 0 });
    try {
      await written;
    } catch (error) {
      this.noted.delete(stream);
      throw error;
    }
    if (this.noted.size > MOST_COUNTED) await this.writeCounts(undefined, this.noted.size - MOST_COUNTED);
  }

  private async writeFirst(stream: string, reading: Reading): Promise<void> {
    const context = { ...contextOf(reading), commandId: deriveId('access', stream) };
    await this.commands.run(readingDecider, stream, { type: 'note-read', ...reading }, context);
  }

  /** Writes down counts and forgets them: of hours before this one, or all; the oldest so many, where that is said. */
  async writeCounts(before?: string, most = Infinity): Promise<void> {
    const over = [...this.noted].filter(([, { reading }]) => before === undefined || reading.hour < before);
    for (const [stream, noted] of over.slice(0, most)) {
      this.noted.delete(stream);
      await this.writeCount(stream, noted);
    }
  }

  private async writeCount(stream: string, { reading, again: count }: Noted): Promise<void> {
    if (count === 0) return;
    try {
      const context = { ...contextOf(reading), commandId: randomUUID() };
      await this.commands.run(readingDecider, stream, { type: 'note-again', reading, count }, context);
    } catch (error) {
      // That it was read is in the log; how often again is lost, and said here.
      this.logger.error({ error, stream, count });
    }
  }
}

const contextOf = ({ organisation, reader }: Reading) => ({
  actor: reader,
  organisation,
  correlationId: deriveId('access', organisation, reader.id),
});
