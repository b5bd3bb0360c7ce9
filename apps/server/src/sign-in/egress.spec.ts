import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { guardedEgress } from './egress.js';

describe('what the service asks issuers', () => {
  const servers: Server[] = [];
  const asked: string[] = [];
  const serve = async (answer: RequestListener): Promise<string> => {
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      answer(request, response);
    });
    servers.push(server.listen(0, '127.0.0.1'));
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  };
  beforeEach(() => asked.splice(0));
  afterAll(() => servers.forEach((server) => server.close()));
  const { fetch: ask, urlFault } = guardedEgress(true);
  const get = { method: 'GET', headers: {} };

  test('goes to the address that was named, with what it was given', async () => {
    const url = await serve((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () =>
        response.writeHead(201, { 'content-type': 'text/plain' }).end(`${request.headers['a']} ${body}`),
      );
    });
    const answer = await ask(url, { method: 'POST', headers: { a: 'b' }, body: new URLSearchParams({ c: 'd' }) });
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      201,
      'text/plain',
      'b c=d',
    ]);
  });

  test('follows no redirect', async () => {
    const elsewhere = await serve((_, response) => response.end('inside'));
    const url = await serve((_, response) => response.writeHead(302, { location: elsewhere }).end());
    expect((await ask(url, get)).status).toBe(302);
    expect(asked).toEqual(['GET /']);
  });

  test('reads no answer without end', async () => {
    const url = await serve((_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    });
    await expect(ask(url, get)).rejects.toThrow(TypeError);
  });

  test('ends when it is no longer wanted', async () => {
    const url = await serve(() => undefined);
    await expect(ask(url, { ...get, signal: AbortSignal.timeout(50) })).rejects.toThrow(TypeError);
  });

  test('goes over http on this machine only, also where private addresses are allowed', async () => {
    for (const url of ['http://10.0.0.1/', 'http://login.example/', 'http://localhost.example/']) {
      expect(urlFault(url)).toBe('begins with https://');
      await expect(ask(url, get)).rejects.toThrow(TypeError);
    }
    for (const url of [
      'http://localhost:8080/',
      'http://127.0.0.1/',
      'http://[::1]:1/',
      'https://10.0.0.1/',
      'https://login.internal/',
    ])
      expect(urlFault(url)).toBeUndefined();
  });
});
