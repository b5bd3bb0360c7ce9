import { setTimeout as delay } from 'node:timers/promises';
import { bytesOf, textOf } from '../../conformance/objects/harness.js';
import { ObjectsUnavailable, ObjectsUnusable } from '../../port/object-store.js';
import { S3Server } from '../testing/s3-server.js';
import { parseS3Address } from './s3-address.js';
import { S3ObjectStore } from './s3-object-store.js';

/** So that what never answers is given up while a test can wait for it, and a slow machine is not taken for silent. */
const IMPATIENT = { connecting: 2_000, silence: 1_500, request: 6_000 };

let server: S3Server;
beforeEach(async () => {
  server = await S3Server.start();
});
afterEach(() => server.stop());
const open = (address = server.address('prefix')) => S3ObjectStore.open(parseS3Address(address), IMPATIENT);
const refusal = async (address?: string): Promise<Error> =>
  open(address).then(
    () => new Error('opened'),
    (error: Error) => error,
  );

describe('opening a bucket', () => {
  it('leaves nothing behind', async () => {
    const store = await open();
    expect(store.place).toBe('s3://art33/prefix');
    expect(store.doubts).toEqual([]);
    const names: string[] = [];
    for await (const name of store.list('probe/')) names.push(name);
    expect(names).toEqual([]);
    expect(server.requests.filter((line) => line.startsWith('PUT')).length).toBeGreaterThan(1);
    await store.close();
  });

  it('is refused where the server does not honour If-None-Match, as s3rver by itself', async () => {
    const bare = await S3Server.start({ bare: true });
    const error = await refusal(bare.address());
    await bare.stop();
    expect(error).toBeInstanceOf(ObjectsUnusable);
    expect(error.message).toMatch(
      /^s3:\/\/art33 at http:\/\/127.0.0.1:\d+: it let 4 of 4 create one object, .* name a store in ART33_OBJECTS that honours If-None-Match/,
    );
  });

  it.each(['Enabled', 'Suspended'] as const)('is refused where the bucket has versioning: %s', async (status) => {
    server.versioning = status;
    const error = await refusal();
    expect(error).toBeInstanceOf(ObjectsUnusable);
    expect(error.message).toMatch(
      new RegExp(
        `the bucket has versioning \\(${status}\\).*nothing could be erased: name a bucket .* never had versioning`,
      ),
    );
  });

  it('says as a doubt that versioning could not be asked', async () => {
    server.fault = (request) => (request.includes('?versioning') ? 'forbidden' : undefined);
    const store = await open();
    expect(store.doubts).toEqual([
      expect.stringMatching(/keeps old versions could not be asked \(AccessDenied, status 403\)/),
    ]);
    await store.close();
  });

  it('says where nobody listens, and what to do', async () => {
    const address = server.address();
    await server.down();
    const error = await refusal(address);
    expect(error).toBeInstanceOf(ObjectsUnavailable);
    expect(error.message).toMatch(
      /^s3:\/\/art33 at http:\/\/127.0.0.1:\d+: .*it cannot be reached, ECONNREFUSED\): start that server, or correct ART33_OBJECTS/,
    );
  });

  it.each([
    [
      'there is no such bucket',
      () => server.address('', 'other'),
      /there is no bucket other\): make it, without versioning/,
    ],
    [
      'the host is not known',
      () => 's3://art33?endpoint=http://nowhere.invalid&pathStyle=true',
      /its name is not known, E\w+\): correct endpoint/,
    ],
    ['no region is known', () => 's3://art33', /Region is missing\): add region=… to ART33_OBJECTS/],
  ])('says so where %s', async (_, address, words) => expect((await refusal(address())).message).toMatch(words));

  it('says so where access is denied, and which rights are needed', async () => {
    server.fault = (request) => (request.startsWith('PUT') ? 'forbidden' : undefined);
    expect((await refusal()).message).toMatch(
      /access is denied, AccessDenied: played: AccessDenied\): give the credentials s3:GetObject, .* on art33\/prefix\/\* and s3:ListBucket on art33/,
    );
  });

  it('says so where the credentials are others, or there are none', async () => {
    process.env['AWS_ACCESS_KEY_ID'] = 'another';
    expect((await refusal()).message).toMatch(/InvalidAccessKeyId.*look at the credentials: AWS_ACCESS_KEY_ID/);
    delete process.env['AWS_ACCESS_KEY_ID'];
    process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
    expect((await refusal()).message).toMatch(/no credentials were found\): set AWS_ACCESS_KEY_ID/);
    delete process.env['AWS_EC2_METADATA_DISABLED'];
  });
});

describe('a bucket whose server', () => {
  let store: S3ObjectStore;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());
  /** The first so many requests of a kind meet a fault. */
  const first = (count: number, method: string, fault: Exclude<ReturnType<S3Server['fault']>, undefined>): void => {
    let left = count;
    server.fault = (request) => (request.startsWith(method) && left-- > 0 ? fault : undefined);
  };

  it('goes down answers with a failure that may pass, and works on when it is up again', async () => {
    await store.create('keys/one.json', bytesOf('1'));
    await server.down();
    for (const work of [
      () => store.create('keys/two.json', bytesOf('2')),
      () => store.get('keys/one.json'),
      () => store.delete('keys/one.json'),
    ])
      await expect(work()).rejects.toThrow(ObjectsUnavailable);
    await server.up();
    expect(await store.create('keys/two.json', bytesOf('2'))).toBe(true);
    expect(textOf(await store.get('keys/one.json'))).toBe('1');
  });

  it('loses the answer to a creation is asked again, and what stands there is known to be ours', async () => {
    first(1, 'PUT', 'lost answer');
    expect(await store.create('keys/one.json', bytesOf('1'))).toBe(true);
    expect(textOf(await store.get('keys/one.json'))).toBe('1');
  });

  it('loses it for somebody who came second is not believed to have made anything for him', async () => {
    const other = await open();
    await other.create('keys/one.json', bytesOf('theirs'));
    first(1, 'PUT', 'lost answer');
    expect(await store.create('keys/one.json', bytesOf('ours'))).toBe(false);
    await other.close();
  });

  it.each(['busy', 'conflict', 'silence'] as const)('is %s once is asked again', async (fault) => {
    first(1, 'PUT', fault);
    expect(await store.create('keys/one.json', bytesOf('1'))).toBe(true);
    first(1, 'GET', fault === 'conflict' ? 'busy' : fault);
    expect(textOf(await store.get('keys/one.json'))).toBe('1');
  });

  it('breaks off in the middle of an answer is asked again, and half an object is given to nobody', async () => {
    const content = 'x'.repeat(200_000);
    await store.create('attachments/one', bytesOf(content));
    first(1, 'GET', 'half an answer');
    expect(textOf(await store.get('attachments/one'))).toBe(content);
    first(1_000, 'GET', 'half an answer');
    await expect(store.get('attachments/one')).rejects.toThrow(ObjectsUnavailable);
  });

  it('never answers is given up in time', async () => {
    server.fault = () => 'silence';
    await expect(store.get('keys/one.json')).rejects.toThrow(/it does not answer in time\): look at that server/);
  });

  it('takes away a right says so, and what stands there is not taken for missing', async () => {
    await store.create('keys/one.json', bytesOf('1'));
    server.fault = () => 'forbidden';
    await expect(store.get('keys/one.json')).rejects.toThrow(/access is denied/);
    await expect(store.create('keys/two.json', bytesOf('1'))).rejects.toThrow(ObjectsUnavailable);
  });

  it('is slow is not asked by more at once than it can bear, and all are answered', async () => {
    let atOnce = 0;
    let most = 0;
    server.fault = () => {
      most = Math.max(most, (atOnce += 1));
      void delay(500).then(() => (atOnce -= 1));
      return 'slow';
    };
    const names = Array.from({ length: 150 }, (_, index) => `keys/slow/${index}.json`);
    const patient = await S3ObjectStore.open(parseS3Address(server.address('prefix')));
    most = 0;
    expect(await Promise.all(names.map((name) => patient.create(name, bytesOf('1'))))).toEqual(names.map(() => true));
    expect(most).toBeGreaterThan(16);
    expect(most).toBeLessThanOrEqual(64);
    await patient.close();
  });
});
