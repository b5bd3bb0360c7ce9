import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { addBodyParsers, BODY_LIMIT_BYTES } from './body-parser.js';
import { BARE_HEADERS } from './headers.js';
import { PROBLEM_JSON, problemOfStatus } from './problem.js';

/** Node's names for requests that are no HTTP. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** Whoever sends a request slower than this (milliseconds) holds a line for nothing. A table of 20 MiB needs 1.4 Mbit/s. */
const REQUEST_TIMEOUT = 120_000;

/**
 * The HTTP server that every room stands behind. What it refuses before any room is asked (an address that cannot be
 * read, headers without end, no HTTP at all) is answered as a problem too.
 */
export function httpAdapter(
  /** Proxies (addresses or ranges) that are believed when they say whom they speak for; none by default. */
  trustedProxies: readonly string[] = [],
): FastifyAdapter {
  const adapter = new FastifyAdapter({
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: refuseAddress,
    clientErrorHandler: refuseRaw,
  });
  addBodyParsers(adapter.getInstance() as never);
  return adapter;
}

function refuseAddress({ statusCode = 400 }: FastifyError, _: FastifyRequest, reply: FastifyReply): void {
  const detail = statusCode === 414 ? 'the address is too long' : 'the address cannot be read';
  const answer = problemOfStatus(statusCode, detail);
  void reply.status(statusCode).headers(BARE_HEADERS).header('Content-Type', PROBLEM_JSON).send(JSON.stringify(answer));
}

function refuseRaw(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status = STATUS_OF_CODE[error.code ?? ''] ?? 400;
  const reason = STATUS_CODES[status] ?? '';
  const body = JSON.stringify(problemOfStatus(status, reason.toLowerCase()));
  const head = [
    `HTTP/1.1 ${status} ${reason}`,
    `Content-Type: ${PROBLEM_JSON}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...Object.entries(BARE_HEADERS).map(([name, value]) => `${name}: ${value}`),
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
