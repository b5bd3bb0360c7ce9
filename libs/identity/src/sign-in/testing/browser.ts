import { Secret, TOTP } from 'otpauth';
import type { HttpAnswer } from '../../testing/rooms.js';
import type { TakesHeaders, WithHeaders } from '../handlers/cookies.js';

/** Keeps cookies as a browser does: what answers set goes along with the next request. */
export class CookieJar implements TakesHeaders {
  private readonly kept = new Map<string, string>();

  header(name: string, value: string): void {
    if (name.toLowerCase() !== 'set-cookie') return;
    const [pair = '', ...attributes] = value.split('; ');
    const at = pair.indexOf('=');
    if (attributes.includes('Max-Age=0')) this.kept.delete(pair.slice(0, at));
    else this.kept.set(pair.slice(0, at), pair.slice(at + 1));
  }

  get(name: string): string | undefined {
    return this.kept.get(name);
  }
  set(name: string, value: string): void {
    this.kept.set(name, value);
  }
  get names(): readonly string[] {
    return [...this.kept.keys()];
  }
  /** As the header `Cookie`. */
  get text(): string {
    return [...this.kept].map(([name, value]) => `${name}=${value}`).join('; ');
  }
  /** A request with these cookies. */
  request(method = 'GET', headers: Readonly<Record<string, string>> = {}): WithHeaders & { readonly method: string } {
    return { method, headers: { cookie: this.text, ...headers } };
  }
}

type Fields = Readonly<Record<string, string>>;

/** Asks as a browser does: with its cookies, from a page of this host, and with the token that such a page has. */
export class Browser {
  readonly jar = new CookieJar();
  /** What goes along with each request. */
  headers: Fields = { 'Sec-Fetch-Site': 'same-origin' };
  private csrf: string | undefined;

  constructor(
    private readonly url: string,
    /** Resolves when what was written is shown. */
    private readonly settled: () => Promise<void>,
    /** What addresses of the API begin with. */
    private readonly api = '',
  ) {}

  /** The API, without the token of the session. */
  ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<HttpAnswer> {
    const type: Fields = body === undefined ? {} : { 'Content-Type': 'application/json' };
    return this.send(method, this.api + path, type, body === undefined ? undefined : JSON.stringify(body));
  }
  get(path: string): Promise<HttpAnswer> {
    return this.ask('GET', path);
  }
  /** With the token of the session that there is now. */
  async post(path: string, body?: unknown): Promise<HttpAnswer> {
    await this.knowToken();
    return this.ask('POST', path, body);
  }
  async put(path: string, body?: unknown): Promise<HttpAnswer> {
    await this.knowToken();
    return this.ask('PUT', path, body);
  }
  async delete(path: string): Promise<HttpAnswer> {
    await this.knowToken();
    return this.ask('DELETE', path);
  }

  /** A page. */
  page(path: string): Promise<HttpAnswer> {
    return this.send('GET', path, {});
  }
  /** Sends the one form of a page that leads there, with its hidden fields; follows where it leads. */
  async submit(page: HttpAnswer, action: string, fields: Fields = {}): Promise<HttpAnswer> {
    const form = new RegExp(`<form[^>]* action="(${action}[^"]*)"[^>]*>(.*?)</form>`, 's').exec(page.text);
    if (!form) throw new Error(`no form leads to ${action} on the page ${page.text}`);
    const hidden = [...(form[2] ?? '').matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(
      ([, name = '', value = '']) => [name, value] as const,
    );
    const body = new URLSearchParams({ ...Object.fromEntries(hidden), ...fields }).toString();
    const path = (form[1] ?? '').replaceAll('&amp;', '&');
    return this.follow(await this.send('POST', path, { 'Content-Type': 'application/x-www-form-urlencoded' }, body));
  }
  private async follow(answer: HttpAnswer): Promise<HttpAnswer> {
    const to = answer.headers.get('location');
    return answer.status === 303 && to !== null ? this.page(to) : answer;
  }

  private async send(method: string, path: string, type: Fields, body?: string): Promise<HttpAnswer> {
    await this.settled();
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...type,
        ...this.headers,
        ...(this.csrf === undefined ? {} : { 'Art33-CSRF': this.csrf }),
        ...(this.jar.text === '' ? {} : { Cookie: this.jar.text }),
      },
      ...(body === undefined ? {} : { body }),
    });
    for (const value of response.headers.getSetCookie()) this.jar.header('set-cookie', value);
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : {} };
  }
  private async knowToken(): Promise<void> {
    const { status, body } = await this.ask('GET', '/me');
    this.csrf = status === 200 ? (body['csrfToken'] as string) : undefined;
  }
}

/** What an app shows at an instant (milliseconds). */
export const oneTimeCode = (secret: string, timestamp: number): string =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp });

/** Adds an app to the account that is signed in; gives its secret. */
export async function enrolApp(browser: Browser, now: number): Promise<string> {
  const { body } = await browser.post('/me/factors/totp-offer');
  const secret = (body['secret'] as string).replaceAll(' ', '');
  const { enrolment } = body;
  const answer = await browser.post('/me/factors/totp', { enrolment, code: oneTimeCode(secret, now) });
  if (answer.status !== 204) throw new Error(answer.text);
  return secret;
}
