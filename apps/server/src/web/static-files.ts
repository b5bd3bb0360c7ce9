import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder that the build of the web app fills, found from the sources as well as from what they are compiled to. */
function builtFiles(): string | undefined {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const files = join(folder, 'dist', 'apps', 'web');
    if (existsSync(join(files, 'index.html'))) return files;
    if (folder === dirname(folder)) return undefined;
  }
}

/**
 * Serves the web app below /app. Files whose names carry their digest are kept for a year; the page that names them is
 * asked for anew each time, so that a new release is seen at once. Every address of the app leads to that one page, which
 * shows what the address means. Where the app was not built, nothing is served.
 */
export async function serveWebApp(fastify: FastifyInstance): Promise<void> {
  const root = builtFiles();
  if (root === undefined) return;
  const page = readFileSync(join(root, 'index.html'));
  const etag = `"${createHash('sha256').update(page).digest('base64url').slice(0, 22)}"`;
  await fastify.register(fastifyStatic, {
    root,
    prefix: '/app/',
    // Every file has a route of its own: what else is asked for is an address of the app.
    wildcard: false,
    index: false,
    decorateReply: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const isNamedByDigest = path.includes(join('web', 'assets'));
      void reply.header('Cache-Control', isNamedByDigest ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  const show = (reply: FastifyReply, known: string | undefined): FastifyReply => {
    void reply.header('Cache-Control', 'no-cache').header('ETag', etag).type('text/html; charset=utf-8');
    return known === etag ? reply.code(304).send() : reply.send(page);
  };
  const handler = ({ headers }: { readonly headers: { readonly 'if-none-match'?: string } }, reply: FastifyReply) =>
    show(reply, headers['if-none-match']);
  fastify.get('/app', handler);
  fastify.get('/app/', handler);
  fastify.get('/app/*', handler);
}
