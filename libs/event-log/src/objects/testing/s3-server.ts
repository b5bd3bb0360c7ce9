import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

/** What of s3rver is used here; the package has no types. */
interface S3rver {
  configureBuckets(): Promise<unknown>;
  callback(): (request: IncomingMessage, response: ServerResponse) => void;
  readonly store: {
    putObject(object: { readonly bucket: string; readonly key: string; content: Readable | Buffer }): Promise<unknown>;
    getResourcePath(bucket: string, key: string, resource: 'object'): string;
    existsObject(bucket: string, key: string): Promise<boolean>;
    listObjects(
      bucket: string,
      options: { readonly prefix: string; readonly startAfter: string; readonly maxKeys: number },
    ): Promise<{ readonly objects: readonly { readonly key: string }[]; readonly isTruncated: boolean }>;
  };
}
const S3rver = createRequire(import.meta.url)('s3rver') as new (options: object) => S3rver;

export const BUCKET = 'art33';
/** The account that s3rver knows. */
export const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' } as const;

/** What may go wrong with a request. */
export type Fault =
  /** It is never answered. */
  | 'silence'
  /** It is done, but the answer is lost. */
  | 'lost answer'
  /** The answer breaks off in its middle. */
  | 'half an answer'
  /** It is answered late, after half a second. */
  | 'slow'
  | 'forbidden'
  /** Too many at once: come again. */
  | 'busy'
  /** Somebody else writes the same object right now. */
  | 'conflict';

/**
 * A real S3 server over HTTP: s3rver, in this process, with its files in a directory of its own, on a port that stays the same
 * after `down` and `up`.
 *
 * s3rver is older than conditional writes: it takes no notice of `If-None-Match` on PUT. A front before it plays that part:
 * it works on one object at a time and answers 412 where the object stands there. So what the tests show of creating once is
 * that the adapter does its part; that a store does its own is proven at every opening. The front also cuts lists into
 * pages (s3rver ciphers its page tokens with DES, which OpenSSL 3 refuses), answers how the bucket's versioning stands, and
 * plays faults. `bare` leaves all of it out but the turns.
 */
export class S3Server {
  /** Looks at each request, `PUT /art33/…?…`; undefined lets it pass. */
  fault: (request: string) => Fault | undefined = () => undefined;
  versioning: 'Enabled' | 'Suspended' | undefined;
  /** Every request so far. */
  readonly requests: string[] = [];
  private readonly turns = new Map<string, Promise<void>>();
  private server: Server | undefined;
  private port = 0;

  private constructor(
    private readonly directory: string,
    private readonly s3: S3rver,
    private readonly isBare: boolean,
  ) {}

  static async start({ bare = false }: { readonly bare?: boolean } = {}): Promise<S3Server> {
    Object.assign(process.env, CREDENTIALS);
    const directory = await mkdtemp(join(tmpdir(), 'art33-s3-'));
    const s3 = new S3rver({ directory, silent: true, vhostBuckets: false, configureBuckets: [{ name: BUCKET }] });
    await s3.configureBuckets();
    takeOnlyWholeObjects(s3);
    const server = new S3Server(directory, s3, bare);
    await server.up();
    return server;
  }

  /** For `ART33_OBJECTS`. */
  address(prefix = '', bucket = BUCKET): string {
    return `s3://${bucket}/${prefix}?endpoint=http://127.0.0.1:${this.port}&pathStyle=true`;
  }

  async up(): Promise<void> {
    const pass = this.s3.callback();
    this.server = createServer((request, response) => {
      this.answer(request, response, pass).catch((error: unknown) => response.destroy(error as Error));
    });
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    ({ port: this.port } = this.server.address() as AddressInfo);
  }

  /** Nothing listens there any more, and every line is cut. */
  async down(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (!server) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  async stop(): Promise<void> {
    await this.down();
    await rm(this.directory, { recursive: true, force: true });
  }

  private async answer(
    request: IncomingMessage,
    response: ServerResponse,
    pass: (request: IncomingMessage, response: ServerResponse) => void,
  ): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://front');
    const passOn = async (): Promise<void> => {
      const ended = once(response, 'close');
      pass(request, response);
      await ended;
    };
    // Where two write one object at once, s3rver may answer neither.
    if (this.isBare) return this.oneAtATime(url.pathname, passOn);
    const [, bucket = '', ...rest] = decodeURIComponent(url.pathname).split('/');
    const key = rest.join('/');
    const line = `${request.method} ${url.pathname}${url.search}`;
    this.requests.push(line);
    if (await this.play(this.fault(line), request, response)) return;
    if (key === '' && url.searchParams.has('versioning') && bucket === BUCKET)
      return xml(response, 200, `<VersioningConfiguration>${tag('Status', this.versioning)}</VersioningConfiguration>`);
    if (key === '' && url.searchParams.get('list-type') === '2' && bucket === BUCKET)
      return this.list(url.searchParams, response);
    const hasCondition = request.method === 'PUT' && request.headers['if-none-match'] === '*';
    await this.oneAtATime(url.pathname, async () => {
      if (hasCondition && (await this.s3.store.existsObject(bucket, key)))
        return xml(response, 412, errorXml('PreconditionFailed'));
      await passOn();
    });
  }

  private async oneAtATime(path: string, work: () => Promise<void>): Promise<void> {
    const turn = (this.turns.get(path) ?? Promise.resolve()).then(work, work);
    const settled = turn.catch(() => undefined);
    this.turns.set(path, settled);
    await turn;
    if (this.turns.get(path) === settled) this.turns.delete(path);
  }

  /** Whether the request has been dealt with. */
  private async play(fault: Fault | undefined, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const cut = (): ServerResponse => {
      request.socket.destroy();
      return response;
    };
    if (fault === 'slow') await delay(500);
    if (fault === 'lost answer') response.end = response.write = cut as never;
    if (fault === 'half an answer') {
      const write = response.write.bind(response) as (chunk: Buffer, done: () => void) => boolean;
      response.write = ((chunk: Buffer) => write(chunk.subarray(0, chunk.length / 2), cut)) as never;
    }
    if (fault === 'forbidden') xml(response, 403, errorXml('AccessDenied'));
    if (fault === 'busy') xml(response, 503, errorXml('SlowDown'));
    if (fault === 'conflict') xml(response, 409, errorXml('ConditionalRequestConflict'));
    return ['silence', 'forbidden', 'busy', 'conflict'].includes(fault ?? '');
  }

  /** Pages of a hundred, so that tests need not make thousands. */
  private async list(parameters: URLSearchParams, response: ServerResponse): Promise<void> {
    const { objects, isTruncated } = await this.s3.store.listObjects(BUCKET, {
      prefix: parameters.get('prefix') ?? '',
      startAfter: parameters.get('continuation-token') ?? '',
      maxKeys: 100,
    });
    const contents = objects.map(({ key }) => `<Contents>${tag('Key', key)}</Contents>`).join('');
    const next = isTruncated ? tag('NextContinuationToken', objects.at(-1)?.key) : '';
    xml(
      response,
      200,
      `<ListBucketResult>${tag('IsTruncated', String(isTruncated))}${next}${contents}</ListBucketResult>`,
    );
  }
}

/**
 * s3rver writes what arrives as it arrives, and answers before it stands in the file; S3 keeps nothing of a PUT that breaks off,
 * and shows at once what it has answered.
 */
function takeOnlyWholeObjects({ store }: S3rver): void {
  const put = store.putObject.bind(store);
  store.putObject = async (object) => {
    const bytes = Buffer.concat((await Readable.from(object.content).toArray()) as readonly Buffer[]);
    object.content = Readable.from([bytes], { objectMode: false });
    const answer = await put(object);
    const file = store.getResourcePath(object.bucket, object.key, 'object');
    while (!(await readFile(file).catch(() => undefined))?.equals(bytes)) await delay(1);
    return answer;
  };
}

const tag = (name: string, text: string | undefined): string =>
  text === undefined ? '' : `<${name}>${text}</${name}>`;
const errorXml = (code: string): string => `<Error>${tag('Code', code)}${tag('Message', `played: ${code}`)}</Error>`;

function xml(response: ServerResponse, status: number, body: string): void {
  response
    .writeHead(status, { 'Content-Type': 'application/xml' })
    .end(`<?xml version="1.0" encoding="UTF-8"?>${body}`);
}
