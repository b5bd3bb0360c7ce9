/** As much of a browser as signing in asks for: it keeps cookies per host and is sent from one address to the next. */
export class Browser {
  /** By host, then by name. */
  readonly cookies = new Map<string, Map<string, string>>();

  /** One request with this host's cookies; redirects are not followed. */
  async ask(address: string | URL, options: RequestInit = {}): Promise<Response> {
    const url = new URL(address);
    const jar = this.jarOf(url);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(options.headers as Record<string, string>), ...(cookie && { cookie }) };
    const response = await fetch(url, { ...options, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) this.keep(jar, line);
    return response;
  }

  /** Goes where it is sent, until an answer is no redirect, or leads to an address that `stop` recognises, which is not asked. */
  async follow(address: string | URL, stop: (url: URL) => boolean = () => false): Promise<Arrival> {
    let url = new URL(address);
    for (let hops = 0; hops < 20; hops++) {
      if (stop(url)) return { url, response: undefined };
      const response = await this.ask(url);
      const location = response.headers.get('location');
      if (response.status < 300 || response.status > 399 || location === null) return { url, response };
      url = new URL(location, url);
    }
    throw new Error(`sent in circles, last to ${url.href}`);
  }

  private jarOf({ host }: URL): Map<string, string> {
    const jar = this.cookies.get(host) ?? new Map<string, string>();
    this.cookies.set(host, jar);
    return jar;
  }

  private keep(jar: Map<string, string>, line: string): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    const isOver = attributes.some(
      (each) => /^max-age=0$/i.test(each) || (/^expires=/i.test(each) && Date.parse(each.slice(8)) <= Date.now()),
    );
    if (isOver) jar.delete(name);
    else jar.set(name, value);
  }
}

/** Where a browser came to rest. */
export interface Arrival {
  readonly url: URL;
  /** Undefined where it stopped before it asked. */
  readonly response: Response | undefined;
}
