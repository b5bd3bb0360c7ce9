import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

/** What stands between a client and a server of this process: it can be cut, go silent, and be away. */
export class Wire {
  readonly #pairs = new Set<Pair>();
  #listening: Server | undefined;
  #isFrozen = false;

  constructor(
    /** Of the loopback address. */
    readonly port: number,
    private readonly target: () => number,
  ) {}

  /** Takes connections; on the same port as before, where it was down. */
  async up(): Promise<void> {
    const listening = createServer((client) => this.#join(client)).listen(this.port, '127.0.0.1');
    await once(listening, 'listening');
    this.#listening = listening;
  }

  /** Ends every connection and takes no new one, as when the process was killed. */
  async down(): Promise<void> {
    const listening = this.#listening;
    this.#listening = undefined;
    const closed = listening && new Promise<void>((resolve) => listening.close(() => resolve()));
    this.cut();
    await closed;
  }

  /** Ends every connection at once, with what is under way on it. */
  cut(): void {
    for (const { client, server } of this.#pairs) {
      client.resetAndDestroy();
      server.destroy();
    }
    this.#pairs.clear();
  }

  /** Says nothing any more and reads nothing; connections are still accepted. */
  freeze(): void {
    if (this.#isFrozen) return;
    this.#isFrozen = true;
    for (const { client, server } of this.#pairs) {
      client.unpipe(server).pause();
      server.unpipe(client).pause();
    }
  }

  /** Goes on where it stopped. */
  thaw(): void {
    if (!this.#isFrozen) return;
    this.#isFrozen = false;
    for (const pair of this.#pairs) flow(pair);
  }

  #join(client: Socket): void {
    // It had knocked before, and comes in after, the door was closed.
    if (!this.#listening) return void client.destroy();
    const pair = { client, server: connect(this.target(), '127.0.0.1') };
    this.#pairs.add(pair);
    const over = (): void => {
      this.#pairs.delete(pair);
      pair.client.destroy();
      pair.server.destroy();
    };
    for (const socket of [pair.client, pair.server]) socket.on('error', over).on('close', over).setNoDelay();
    if (!this.#isFrozen) flow(pair);
  }
}

const flow = ({ client, server }: Pair): void => {
  client.pipe(server);
  server.pipe(client);
};
