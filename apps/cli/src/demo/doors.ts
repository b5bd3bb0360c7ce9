import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Visitor } from './visitor.js';

/**
 * One address per person of the demo: it signs the person in, hands the session to the browser that asked, and leads it to the
 * app. Browsers keep cookies by host, whatever the port, so the session opens the service beside it. For the demo alone.
 */
export class Doors {
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  /** `app`: where the app is. `visitors`: by the name of their door. */
  static async open(app: string, visitors: Readonly<Record<string, Visitor>>): Promise<Doors> {
    const server = createServer((request, response) => {
      const visitor = visitors[request.url?.slice(1) ?? ''];
      // A name that leads here from elsewhere is not this machine's own.
      const isHere = /^127\.0\.0\.1:\d+$/.test(request.headers.host ?? '');
      if (!visitor || !isHere || request.method !== 'GET') return void response.writeHead(404).end();
      visitor.signIn().then(
        () => response.writeHead(303, { Location: app, 'Set-Cookie': [...visitor.session] }).end(),
        (error: unknown) => response.writeHead(503, { 'Content-Type': 'text/plain' }).end(String(error)),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Doors(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
