import { Secret, TOTP } from 'otpauth';
import type { Clock } from '@art33/event-log';
import { pick, type JsonBody } from '../api-client.js';

/** With this the people of the demo sign in. */
const PASSWORD = 'drei blaue Fahrräder';

/** A person with a browser: follows links of mails, signs in with everything that is asked for, keeps the session. */
export class Visitor {
  private cookies = new Map<string, string>();
  /** Of the app that makes the person's one-time codes. */
  private secret: string | undefined;

  constructor(
    private readonly url: string,
    private readonly clock: Clock,
    private readonly email: string,
  ) {}

  /** What a browser must keep to be this person. */
  get session(): readonly string[] {
    return [...this.cookies].map(([name, value]) => `${name}=${value}; Path=/; HttpOnly; SameSite=Lax`);
  }

  /** Sends the form behind a link: an invitation, a new password. */
  async press(link: string, fields: Readonly<Record<string, string>> = {}): Promise<void> {
    const answer = await this.send(
      'POST',
      new URL(link).pathname,
      new URLSearchParams({ password: PASSWORD, ...fields }),
    );
    if (answer.status !== 303) throw new Error(`${link}: ${answer.status}`);
  }

  /** Adds an app that makes one-time codes, which some roles need. */
  async addSecondFactor(): Promise<void> {
    const offer = await this.done('me/factors/totp-offer', {});
    this.secret = pick(offer, 'secret').replaceAll(' ', '');
    await this.done('me/factors/totp', { enrolment: offer['enrolment'], code: this.code() });
  }

  /** Signs in, unless the session from before still opens everything. */
  async signIn(): Promise<void> {
    if ((await this.send('GET', '/api/v1/me')).status === 200) return;
    this.cookies = new Map();
    await this.done('sign-in', { email: this.email, password: PASSWORD });
    if (this.secret !== undefined) await this.done('sign-in/second-factor', { code: this.code() });
  }

  private code(): string {
    if (this.secret === undefined) throw new Error('no second factor');
    return new TOTP({ secret: Secret.fromBase32(this.secret) }).generate({ timestamp: this.clock.now() });
  }

  private async done(path: string, body: JsonBody): Promise<JsonBody> {
    const me = await this.send('GET', '/api/v1/me');
    const csrf: Readonly<Record<string, string>> =
      me.status === 200 ? { 'Art33-CSRF': pick(await me.json(), 'csrfToken') } : {};
    const answer = await this.send('POST', `/api/v1/${path}`, JSON.stringify(body), {
      'Content-Type': 'application/json',
      ...csrf,
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return text === '' ? {} : (JSON.parse(text) as JsonBody);
  }

  private async send(
    method: string,
    path: string,
    body?: string | URLSearchParams,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: { Origin: this.url, ...(cookie && { Cookie: cookie }), ...headers },
      ...(body === undefined ? {} : { body }),
    });
    for (const each of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(each) ?? [];
      if (/; Max-Age=0/.test(each)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }
}
