import { Controller, Get, Headers, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { EVENT_LOG, type EventLog } from '@art33/event-log';
import { invalid, problem, ProblemException } from '@art33/http';
import { CurrentPrincipal, type Principal } from '@art33/identity';
import type { FastifyReply } from 'fastify';
import { LiveEvents } from '../live/live-events.js';
import { LiveQuery } from './live.dto.js';

const POSITION = /^(-1|\d{1,15})$/;
/** What a client that found no room waits before it asks again, in seconds. */
const ASK_AGAIN = '30';

/** The organisation's events as they happen, as Server-Sent Events. */
@ApiTags('events')
@Controller('live')
export class LiveController {
  constructor(
    @Inject(LiveEvents) private readonly live: LiveEvents,
    @Inject(EVENT_LOG) private readonly log: EventLog,
  ) {}

  /**
   * A stream that does not end by itself (`text/event-stream`). Each message names one event of the organisation, as the event
   * list shows it, once the read models show it; its `id` is the log number to resume from.
   */
  @Get()
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ schema: { type: 'string', description: 'Server-Sent Events, one per event' } })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'Where the last stream ended; goes before `after`.',
  })
  async stream(
    @CurrentPrincipal() principal: Principal,
    @Query() query: LiveQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() { method }: { readonly method: string },
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const after = await this.position(lastEventId, query.after);
    const { type, stream, category } = query;
    const filter = {
      ...(type && { types: type }),
      ...(stream && { streams: stream }),
      ...(category && { categories: category }),
    };
    this.admit(principal, reply);
    reply.hijack();
    const head = {
      ...reply.getHeaders(),
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      // Proxies that collect answers would hold events back.
      'X-Accel-Buffering': 'no',
      // A stream is the last thing on its line: a service that stops does not wait for further requests on it.
      Connection: 'close',
    };
    const response = reply.raw.writeHead(200, head as Record<string, string>);
    if (method === 'HEAD') response.end();
    else this.live.open(principal, filter, after, response);
  }

  /** Where to go on. A browser that reconnects sends the header, and the address that it was given at first. */
  private async position(lastEventId: string | undefined, after: string | undefined): Promise<number | undefined> {
    const [field, text] = lastEventId === undefined ? ['after', after] : ['Last-Event-ID', lastEventId];
    if (text === undefined) return undefined;
    if (!POSITION.test(text)) throw invalid(field, 'the id of a message of this stream');
    const { size } = await this.log.head();
    // Waiting for such a number would skip what is recorded until then.
    if (Number(text) >= size)
      throw invalid(field, 'lies behind the end of the log: read the records again, and go on from now');
    return Number(text);
  }

  private admit({ organisation }: Principal, reply: FastifyReply): void {
    if (this.live.isStopping)
      throw new ProblemException(problem('stopping', 503, 'the service is stopping; try again'));
    if (this.live.hasRoomFor(organisation)) return;
    void reply.header('Retry-After', ASK_AGAIN);
    throw new ProblemException(
      problem('too-many-streams', 429, 'your organisation holds as many live streams open as it may; end some first'),
    );
  }
}
