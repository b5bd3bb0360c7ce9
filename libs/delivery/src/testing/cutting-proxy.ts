import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/** Where the line between us and a server breaks. */
export type Cut =
  /** As soon as we connect. */
  | 'at-connect'
  /** After RCPT TO left us. */
  | 'after-recipient'
  /** While the text goes out: the server never sees its end. */
  | 'during-text'
  /** The server has taken the text, and its answer never reaches us. */
  | 'before-reply'
  /** The same, and the line stays open, silent. */
  | 'silent-reply'
  /** The same, and we get something that is no reply. */
  | 'garbled-reply'
  /** Connected, and not a word. */
  | 'silent-greeting'
  | 'garbled-greeting';

/** Stands between us and a real server and breaks one connection after the other as told; the rest pass. */
export class CuttingProxy {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: number,
    private readonly cuts: Cut[],
  ) {}

  static async start(target: number, cuts: readonly Cut[]): Promise<CuttingProxy> {
    const server = createServer();
    const proxy = new CuttingProxy(server, target, [...cuts]);
    server.on('connection', (socket) => proxy.serve(socket, proxy.cuts.shift()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Breaks every connection there is. */
  dropAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.dropAll();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private serve(client: Socket, cut: Cut | undefined): void {
    this.watch(client);
    if (cut === 'at-connect') return void client.destroy();
    if (cut === 'silent-greeting') return;
    if (cut === 'garbled-greeting') return void client.write('what?\r\n');
    const server = this.watch(connect(this.target, '127.0.0.1'));
    const breakLine = () => {
      client.destroy();
      server.destroy();
    };
    let text = false;
    let answered = false;
    server.on('data', (chunk: Buffer) => {
      if (text && !answered && chunk.toString().startsWith('250')) {
        answered = true;
        if (cut === 'before-reply') return breakLine();
        if (cut === 'silent-reply') return;
        if (cut === 'garbled-reply') return void client.write('hello there\r\n');
      }
      if (/^354/m.test(chunk.toString())) text = true;
      client.write(chunk);
    });
    client.on('data', (chunk: Buffer) => {
      if (cut === 'after-recipient' && chunk.includes('RCPT TO')) return breakLine();
      if (text && cut === 'during-text') return breakLine();
      server.write(chunk);
    });
    client.on('close', () => server.end());
    server.on('close', () => client.end());
  }

  private watch(socket: Socket): Socket {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
    return socket;
  }
}
