import { randomUUID } from 'node:crypto';
import { Controller, Get, Inject, Logger, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { html, htmlPage, preferredLanguage } from '@art33/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../http/guard.js';
import { SESSION_SETTINGS, type SessionSettings } from '../../sign-in/handlers/settings.js';
import { visitorIn } from '../../sign-in/http/session-guard.js';
import { STYLE_PATH } from '../../sign-in/pages/layout.js';
import { OidcSignIn } from '../handlers/oidc-sign-in.js';
import { localAddress } from '../protocol/begun.js';
import { SIGN_IN_FAULTS, SignInRefused } from '../protocol/refused.js';
import { OIDC_WORDS } from './words.js';

type Request = FastifyRequest & { correlationId?: string };

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Signing in at an organisation's own issuer: to it, and back from it. */
@ApiExcludeController()
@Public()
@Controller('sign-in/oidc')
export class OidcPagesController {
  private readonly logger = new Logger('sign-in');

  constructor(
    @Inject(OidcSignIn) private readonly signIn: OidcSignIn,
    @Inject(SESSION_SETTINGS) private readonly settings: SessionSettings,
  ) {}

  /** Sends the browser to the issuer. `returnTo`: where on this host to go afterwards. */
  @Get(':issuerId')
  async begin(@Param('issuerId') id: string, @Req() request: Request, @Res() reply: FastifyReply): Promise<void> {
    const { returnTo } = request.query as { readonly returnTo?: unknown };
    await this.lead(
      id,
      request,
      reply,
      async () => (await this.signIn.begin(reply, issuerIn(id), localAddress(returnTo, this.settings.home))).href,
    );
  }

  /** Where the issuer sends the browser back to. */
  @Get(':issuerId/callback')
  async comeBack(@Param('issuerId') id: string, @Req() request: Request, @Res() reply: FastifyReply): Promise<void> {
    const { headers } = request;
    const { address } = visitorIn(request);
    const url = new URL(request.url, 'http://here');
    await this.lead(id, request, reply, () => this.signIn.finish(reply, issuerIn(id), { headers, address, url }));
  }

  /** Sends the browser on, or shows why it goes no further. */
  private async lead(id: string, request: Request, reply: FastifyReply, work: () => Promise<string>): Promise<void> {
    void reply.header('Cache-Control', 'no-store');
    try {
      await reply
        .status(303)
        .header('Location', await work())
        .send();
    } catch (error) {
      if (!(error instanceof SignInRefused)) throw error;
      await this.refuse(id, error, request, reply);
    }
  }

  /** The page says what to do; the log, under the same number, what it was. Neither says who. */
  private async refuse(id: string, error: SignInRefused, request: Request, reply: FastifyReply): Promise<void> {
    const reference = (request.correlationId ??= randomUUID());
    const issuer = UUID.test(id) ? id.toLowerCase() : null;
    this.logger.warn({ error, correlationId: reference });
    const page = faultPage(preferredLanguage(request), error, issuer, reference);
    await reply.status(SIGN_IN_FAULTS[error.fault]).header('Content-Type', 'text/html; charset=utf-8').send(page);
  }
}

function issuerIn(id: string): string {
  if (!UUID.test(id)) throw new SignInRefused('unknown-issuer');
  return id.toLowerCase();
}

function faultPage(lang: 'de' | 'en', { fault }: SignInRefused, issuerId: string | null, reference: string): string {
  const words = OIDC_WORDS[lang];
  const mayTryAgain = issuerId !== null && fault !== 'unknown-issuer';
  const again = `/sign-in/oidc/${issuerId}?lang=${lang}`;
  const body = html`<section>
<h1>${words.title}</h1>
<p>${words.faults[fault]}</p>
<dl><dt>${words.reference}</dt><dd><code>${reference}</code></dd></dl>
<p class="soft">${words.referenceHint}</p>
${mayTryAgain ? html`<p><a href="${again}">${words.again}</a></p>` : null}
<p><a href="/sign-in?lang=${lang}">${words.otherWays}</a></p>
</section>`;
  return htmlPage({ lang, title: words.title, body: [body], stylesheet: STYLE_PATH, otherLanguage: null });
}
