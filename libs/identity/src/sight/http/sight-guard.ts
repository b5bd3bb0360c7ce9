import { ForbiddenException, Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { READ_MODELS, type ReadModels } from '@art33/event-log';
import { notFound } from '@art33/http';
import type { AuthenticatedRequest } from '../../http/authenticators.js';
import { isNarrowed, shows, type Sight } from '../../domain/sight.js';
import { matterOf, Sights } from '../read-model/sights.js';

/** The stream that a record's address names, by the part of the path before its id. */
export const STREAM_OF: Readonly<Record<string, string>> = {
  incidents: 'incident',
  notices: 'notice',
  messages: 'message',
  jobs: 'bulk',
  reports: 'report',
  cases: 'case',
};

/** What an auditor with a narrowed engagement may ask for: the lists there leave out what lies beyond it. */
const WITHIN_ENGAGEMENTS = new Set([
  'incidents',
  'notices',
  'messages',
  'jobs',
  'cases',
  'deadlines',
  'events',
  'live',
  'agreements',
  'controllers',
  'terms',
  'organisation',
  'register',
]);

/** As much as is asked of a Fastify request here. */
interface Addressed extends AuthenticatedRequest {
  readonly routeOptions: { readonly url?: string };
  readonly params: Readonly<Record<string, string>>;
}

/**
 * The parts of an address as the router understood it: its route, with what stands in the place of each parameter. What was sent is no
 * guide: one address can be written in many ways (`%69ncidents`, `http://host/api/v1/…`).
 */
const partsOf = ({ routeOptions: { url = '' }, params }: Addressed): readonly string[] =>
  url
    .replace(/^\/api\/v1\//, '')
    .split('/')
    .map((part) => (part.startsWith(':') ? (params[part.slice(1)] ?? part) : part));

/** What somebody does not see does not exist for it, whatever it wants to do with it: one place for every route with an id. */
@Injectable()
export class SightGuard implements CanActivate {
  private readonly sights: Sights;

  constructor(@Inject(READ_MODELS) private readonly models: ReadModels) {
    this.sights = new Sights(models);
  }

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Addressed>();
    const { principal } = request;
    const sight = principal && this.sights.of(principal);
    if (!principal || !sight) return true;
    request.principal = { ...principal, sight };
    const [kind = '', id, part] = partsOf(request);
    if (isNarrowed(sight)) {
      if (!WITHIN_ENGAGEMENTS.has(kind)) throw new ForbiddenException('this lies beyond what you were engaged for');
      if (kind === 'agreements' && id !== undefined && !sight.agreements?.includes(id)) throw notFound();
    }
    const stream = STREAM_OF[kind];
    if (stream === undefined || id === undefined) return true;
    // Whoever keeps the members may end a restriction that nobody is left to end; nothing else of the matter shows by it.
    // It does not name others instead: an admin who is a responder, too, would let itself in and the named ones out.
    const isEnding = part === 'restriction' && request.method !== 'PUT';
    if (isEnding && principal.rights.includes('processor:admin')) return true;
    if (!this.sees(sight, `${stream}-${id.toLowerCase()}`)) throw notFound();
    return true;
  }

  private sees(sight: Sight, stream: string): boolean {
    const matter = matterOf(this.models.db, stream);
    // What belongs to no matter yet (a report that nobody looked into) is not hidden; whether it exists is said elsewhere.
    return matter === undefined ? !isNarrowed(sight) : shows(sight, matter);
  }
}
