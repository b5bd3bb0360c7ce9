import { Controller, Get, Headers, Inject, NotFoundException, Res, UnauthorizedException } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public, sameToken } from '@art33/identity';
import type { FastifyReply } from 'fastify';

/** Who may read the metrics: anybody, who holds the operator's or the scraper's token, nobody. */
export type MetricsAccess = 'open' | 'operator' | 'off';

/** What the metrics page stands on. */
export interface MetricsPage {
  readonly access: MetricsAccess;
  /** Any of these opens the page where `access` is `operator`. */
  readonly tokens: readonly string[];
  page(): Promise<string>;
}
export const METRICS_PAGE = Symbol('MetricsPage');

/** For Prometheus. Beside the API, which belongs to organisations: nothing here does. */
@ApiExcludeController()
@Public()
@Controller('metrics')
export class MetricsController {
  constructor(@Inject(METRICS_PAGE) private readonly metrics: MetricsPage) {}

  @Get()
  async scrape(
    @Headers('authorization') authorization: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { access, tokens } = this.metrics;
    if (access === 'off') throw new NotFoundException('metrics are switched off (ART33_METRICS)');
    const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
    if (access === 'operator' && !tokens.some((known) => sameToken(token, known)))
      throw new UnauthorizedException('a token for metrics is needed: art33 token metrics');
    void reply.header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8');
    return this.metrics.page();
  }
}
