import { createServer, type Server } from 'node:http';
import { buildHouse, type House } from '../support/houses.js';
import { Installation } from '../support/installation.js';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly { readonly key: string; readonly value: unknown }[];
}

/** What a collector is for us: takes OTLP/HTTP as JSON, keeps the spans. */
class Collector {
  readonly spans: Span[] = [];
  /** Everything that came, as it came. */
  text = '';
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<Collector> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { readonly port: number };
    const collector = new Collector(server, `http://127.0.0.1:${port}/v1/traces`);
    server.on('request', (request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
      request.on('end', () => {
        collector.take(body);
        response.setHeader('Content-Type', 'application/json').end('{}');
      });
    });
    return collector;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private take(body: string): void {
    this.text += body;
    type Body = { resourceSpans: readonly { scopeSpans: readonly { spans: readonly Span[] }[] }[] };
    const { resourceSpans } = JSON.parse(body) as Body;
    this.spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)));
  }
}

describe('Traces', () => {
  let art33: Installation;
  let collector: Collector;
  let house: House;
  beforeAll(async () => {
    collector = await Collector.start();
    art33 = await Installation.start({
      startAt: '2026-10-20T08:00+02:00',
      settings: { ART33_OTLP_URL: collector.url },
    });
    await art33.at('2026-10-20T09:10+02:00');
    house = await buildHouse(art33, 'ratiomedicus', 'hetzner-online-gmbh');
    await art33.settled();
    await art33.stopService();
  });
  afterAll(async () => {
    await art33.stop();
    await collector.stop();
  });

  const spanOf = (id: string | undefined): Span | undefined => collector.spans.find(({ spanId }) => spanId === id);
  /** The names from a span up to where it began. */
  const way = (span: Span | undefined): readonly string[] =>
    span === undefined ? [] : [...way(spanOf(span.parentSpanId)), span.name];

  it('lead from the request to the mail, through command, append, process and message, in one trace', () => {
    const mails = collector.spans.filter(({ name }) => name === 'message attempt').map(way);
    expect(mails).toContainEqual([
      'POST /api/v1/incidents/:id/notices/sendings',
      expect.stringMatching(/^command /),
      'append notice',
      'process send-notices',
      'command prepare',
      'append message',
      'message attempt',
    ]);
  });

  it('have each read model’s slice under the append that it shows', () => {
    const shown = collector.spans.filter(({ name }) => name === 'project').map(way);
    expect(shown).toContainEqual(['POST /api/v1/incidents', 'command log-incident', 'append incident', 'project']);
  });

  it('are named by the correlation id that stands in the events and in the answer', async () => {
    const sent = collector.spans.find(({ name }) => name === 'POST /api/v1/incidents/:id/notices/sendings');
    const attempts = collector.spans.filter(
      ({ name, traceId }) => name === 'message attempt' && traceId === sent?.traceId,
    );
    expect(attempts).toHaveLength(2);
    await art33.startService();
    const events = await art33.service.stores.log.readStream(`notice-${house.ids['notice']}`);
    const { metadata } = events.find(({ type }) => type === 'NoticeSent') ?? {};
    expect(metadata?.correlationId.replaceAll('-', '')).toBe(sent?.traceId);
  });

  it('have an id each, and no parent outside their trace', () => {
    expect(new Set(collector.spans.map(({ spanId }) => spanId)).size).toBe(collector.spans.length);
    for (const { parentSpanId, traceId } of collector.spans) {
      const parent = spanOf(parentSpanId);
      if (parent) expect(parent.traceId).toBe(traceId);
    }
  });

  it('hold nothing of persons, organisations or contents', () => {
    expect(collector.spans.length).toBeGreaterThan(100);
    for (const word of ['Muster', 'praxis@', 'Praxis von', 'Speicherkonto', 'art33_', ...Object.values(house.ids)]) {
      if (word.length > 4) expect([word, collector.text.includes(word)]).toEqual([word, false]);
    }
  });
});
