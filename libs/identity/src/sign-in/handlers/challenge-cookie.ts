import { Inject, Injectable } from '@nestjs/common';
import { Cookies, type TakesHeaders, type WithHeaders } from './cookies.js';
import { SESSION_SETTINGS, type SessionSettings } from './settings.js';

const COOKIE = 'art33-challenge';

/** The challenge that a passkey is to answer, as the browser carries it. */
@Injectable()
export class ChallengeCookie {
  private readonly cookies: Cookies;

  constructor(@Inject(SESSION_SETTINGS) { publicUrl }: SessionSettings) {
    this.cookies = new Cookies(publicUrl);
  }

  of(request: WithHeaders): string | undefined {
    return this.cookies.read(request, COOKIE);
  }
  set(reply: TakesHeaders, challenge: string): void {
    this.cookies.set(reply, COOKIE, challenge);
  }
  clear(reply: TakesHeaders): void {
    this.cookies.clear(reply, COOKIE);
  }
}
