import type { ServerConnection } from './client.js';
import { Retryable } from './failures.js';

/** After so many milliseconds of failures only, the client is replaced: some never find the new leader by themselves. */
const REPLACE_AFTER = 6_000;

/** The connection to the servers. A client that does not come back by itself is replaced by a new one. */
export class Cluster {
  private connection: ServerConnection;
  private failingSince: number | undefined;
  private isClosed = false;

  private constructor(private readonly connect: () => ServerConnection) {
    this.connection = connect();
  }

  /**
   * The client is loaded only here: who has no server does not wait for it. Throws `LogUnusable` where the connection string
   * makes no sense.
   */
  static async at(url: string): Promise<Cluster> {
    const client = await import('./client.js');
    return new Cluster(() => new client.ServerConnection(url));
  }

  get current(): ServerConnection {
    return this.connection;
  }

  /** Runs one call, and takes note of how it went. */
  async call<T>(work: (connection: ServerConnection) => Promise<T>): Promise<T> {
    // The client itself would go on answering.
    if (this.isClosed) throw new Retryable('the connection has been closed');
    const { connection } = this;
    try {
      const result = await work(connection);
      this.failingSince = undefined;
      return result;
    } catch (error) {
      if (error instanceof Retryable) this.noteFailure(connection);
      else this.failingSince = undefined;
      throw error;
    }
  }

  /** Begins anew with a client of its own; what is under way on the old one fails. */
  replace(): void {
    const old = this.connection;
    this.failingSince = undefined;
    if (this.isClosed) return;
    this.connection = this.connect();
    old.close().catch(() => undefined);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.connection.close();
  }

  private noteFailure(connection: ServerConnection): void {
    if (connection !== this.connection) return;
    const now = performance.now();
    this.failingSince ??= now;
    if (now - this.failingSince > REPLACE_AFTER) this.replace();
  }
}
