/** What a request shows. */
export interface WithHeaders {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}
/** What takes a header of an answer; a further `Set-Cookie` joins those before. */
export interface TakesHeaders {
  header(name: string, value: string): unknown;
}

/**
 * Cookies of this very host, which no script reads and which go along only with requests that begin here or by a link. Over https
 * their names begin with `__Host-`: a browser takes such a cookie from nobody else, not from a neighbouring host either (RFC
 * 6265bis, 4.1.3.2).
 */
export class Cookies {
  private readonly isSecure: boolean;

  constructor(publicUrl: string) {
    this.isSecure = new URL(publicUrl).protocol === 'https:';
  }

  nameOf(name: string): string {
    return this.isSecure ? `__Host-${name}` : name;
  }

  read({ headers }: WithHeaders, name: string): string | undefined {
    const { cookie } = headers;
    if (typeof cookie !== 'string') return undefined;
    const begin = `${this.nameOf(name)}=`;
    return cookie
      .split(/; */)
      .find((pair) => pair.startsWith(begin))
      ?.slice(begin.length);
  }

  /** `value`: letters, digits, - and _. `seconds`: how long the browser keeps it; left out: until it is closed. */
  set(reply: TakesHeaders, name: string, value: string, seconds?: number): void {
    const attributes = ['Path=/', 'HttpOnly', 'SameSite=Lax'];
    if (this.isSecure) attributes.push('Secure');
    if (seconds !== undefined) attributes.push(`Max-Age=${seconds}`);
    reply.header('set-cookie', [`${this.nameOf(name)}=${value}`, ...attributes].join('; '));
  }

  clear(reply: TakesHeaders, name: string): void {
    this.set(reply, name, '', 0);
  }
}
