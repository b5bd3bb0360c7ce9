import { createHash } from 'node:crypto';
import { Controller, Get, Headers, Inject, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import {
  CLOCK,
  COMMANDS,
  READ_MODELS,
  toInstant,
  type Clock,
  type Commands,
  type Instant,
  type ReadModels,
} from '@art33/event-log';
import type { Language } from '@art33/deadlines';
import { notFound } from '@art33/http';
import { Public } from '@art33/identity';
import type { FastifyReply } from 'fastify';
import { CalendarAddresses } from '../addresses.js';
import { calendarDecider } from '../domain/decider.js';
import { calendarStream } from '../domain/events.js';
import { calendarEntries } from '../entries.js';
import { renderCalendar } from '../render.js';

/** What the feed must know of the outside. */
export interface CalendarSettings {
  /** What links begin with, without a slash at the end. */
  readonly publicUrl: string;
  /** The language of an organisation. */
  readonly languageOf: (organisation: string) => Promise<Language>;
}
/** Injection token of `CalendarSettings`. */
export const CALENDAR_SETTINGS = Symbol('CalendarSettings');

/** The calendar itself, for programs that can send no token: the address is the secret. Unknown and revoked answer alike. */
@ApiExcludeController()
@Public()
@Controller('calendar')
export class CalendarFeedController {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CalendarAddresses) private readonly addresses: CalendarAddresses,
    @Inject(CALENDAR_SETTINGS) private readonly settings: CalendarSettings,
  ) {}

  @Get(':file')
  async feed(
    @Param('file') file: string,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Headers('if-modified-since') ifModifiedSince: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const address = this.addresses.read(/^([\w-]{1,100})\.ics$/.exec(file)?.[1] ?? '');
    if (!address) throw notFound();
    const { organisation, generation } = address;
    const state = await this.commands.state(calendarDecider, calendarStream(organisation));
    if (state.since === null || state.generation !== generation) throw notFound();

    const found = calendarEntries(this.models.db, organisation, toInstant(this.clock.now()));
    const body = await renderCalendar(found, await this.settings.languageOf(organisation), this.settings.publicUrl);
    const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
    const modified = found.entries.reduce(
      (latest, { changedAt }) => (changedAt > latest ? changedAt : latest),
      state.since,
    );
    void reply.headers({
      ETag: etag,
      'Last-Modified': httpDate(modified),
      // A calendar program may keep it, but asks each time whether it still holds.
      'Cache-Control': 'private, no-cache',
    });
    if (isUnchanged({ etag, modified }, ifNoneMatch, ifModifiedSince)) {
      void reply.status(304);
      return undefined;
    }
    void reply.header('Content-Type', 'text/calendar; charset=utf-8');
    return body;
  }
}

const httpDate = (instant: Instant): string => new Date(instant).toUTCString();

/** RFC 9110, 13.2.2: where there is an ETag to compare, the date says nothing. */
function isUnchanged(
  { etag, modified }: { readonly etag: string; readonly modified: Instant },
  ifNoneMatch: string | undefined,
  ifModifiedSince: string | undefined,
): boolean {
  if (ifNoneMatch !== undefined)
    return ifNoneMatch.split(',').some((one) => ['*', etag].includes(one.trim().replace(/^W\//, '')));
  return ifModifiedSince !== undefined && Date.parse(ifModifiedSince) >= Date.parse(httpDate(modified));
}
