import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Nothing is loaded from anywhere else, nothing is framed, and forms lead nowhere else. */
const policyWith = (...sources: readonly string[]): string =>
  ["default-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'", ...sources].join('; ');

/** Answers for programs: should a browser show one, it does nothing. */
const API_POLICY = policyWith();
/** Pages carry no script. */
const PAGE_POLICY = policyWith("style-src 'self'", "img-src 'self' data:");
/** Pages that say so carry scripts of this host: passkeys need one, and the API's own page. */
const SCRIPT_POLICY = policyWith("script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'");
/** The web app: scripts and styles of this host only, none inline; it asks this host and shows what it made itself. */
const APP_POLICY = policyWith(
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "manifest-src 'self'",
);
const API_PAGE_POLICY = policyWith(
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
);

/** Of answers that are given before anything of the service is asked. */
export const BARE_HEADERS = {
  'Content-Security-Policy': API_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
} as const;

/** What a route's configuration (`@RouteConfig`) says where its page carries a script of this host. */
export const WITH_SCRIPT = { art33Script: true } as const;

/** What a page may ask the device for: a passkey, and nothing else. */
const PERMISSIONS = [
  ...['accelerometer', 'camera', 'display-capture', 'geolocation', 'gyroscope', 'magnetometer', 'microphone'],
  ...['midi', 'payment', 'serial', 'usb', 'xr-spatial-tracking'],
].map((feature) => `${feature}=()`);
const PERMISSIONS_POLICY = [
  ...PERMISSIONS,
  'publickey-credentials-create=(self)',
  'publickey-credentials-get=(self)',
].join(', ');

/** A year. The host alone: what else stands below its name is not ours to decide. */
const TRANSPORT_SECURITY = { maxAge: 365 * 24 * 60 * 60, includeSubDomains: false };

function policyOf({ url: sent, routeOptions }: FastifyRequest): string {
  // The route that was found: its address can be written in many ways.
  const url = routeOptions?.url ?? sent;
  if (url.startsWith('/api/v1/')) return API_POLICY;
  if (url === '/api' || url.startsWith('/api/')) return API_PAGE_POLICY;
  if (url === '/app' || url.startsWith('/app/') || url.startsWith('/app?')) return APP_POLICY;
  const { art33Script } = (routeOptions?.config ?? {}) as Partial<typeof WITH_SCRIPT>;
  return art33Script ? SCRIPT_POLICY : PAGE_POLICY;
}

/**
 * Sets the headers that hold browsers to what is meant, on every answer. No CORS: no page of another host reads anything
 * here. Where people come by https, browsers are told to come by nothing else.
 */
export async function secureHeaders(fastify: FastifyInstance, publicUrl: string): Promise<void> {
  await fastify.register(helmet, {
    contentSecurityPolicy: false,
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: publicUrl.startsWith('https:') ? TRANSPORT_SECURITY : false,
  });
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    void reply.header('Content-Security-Policy', policyOf(request)).header('Permissions-Policy', PERMISSIONS_POLICY);
    if (!reply.hasHeader('Cache-Control')) void reply.header('Cache-Control', 'no-store');
    done();
  });
}
