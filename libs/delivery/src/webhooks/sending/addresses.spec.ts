import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { localhostCertificate, localhostKey } from '../../testing/localhost.js';
import { Receiver } from '../testing/receiver.js';
import { isPublicAddress, systemResolve, urlFault, type Resolve } from './addresses.js';
import { post, type PostRules } from './post.js';

const rules = (more: Partial<PostRules> = {}): PostRules => ({
  privateAllowed: false,
  resolve: systemResolve,
  timeoutMilliseconds: 10_000,
  signal: new AbortController().signal,
  ...more,
});
const leadingTo =
  (...addresses: readonly string[]): Resolve =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

describe('an address is public', () => {
  test.each(['1.1.1.1', '93.184.215.14', '2606:4700:4700::1111', '::ffff:1.1.1.1'])('%s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});
describe('an address is not public', () => {
  test.each([
    ['0.0.0.0', 'this host'],
    ['127.0.0.1', 'loopback'],
    ['127.8.8.8', 'loopback'],
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'carrier-grade NAT'],
    ['169.254.169.254', 'cloud metadata'],
    ['198.18.0.1', 'benchmarks'],
    ['192.0.2.1', 'documentation'],
    ['224.0.0.1', 'multicast'],
    ['255.255.255.255', 'broadcast'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['fe80::1', 'link-local'],
    ['fd00:ec2::254', 'unique-local, cloud metadata'],
    ['fec0::1', 'site-local'],
    ['ff02::1', 'multicast'],
    ['::ffff:127.0.0.1', 'IPv4-mapped loopback'],
    ['::ffff:a9fe:a9fe', 'IPv4-mapped metadata'],
    ['::127.0.0.1', 'IPv4-compatible loopback'],
    ['64:ff9b::7f00:1', 'NAT64'],
    ['2002:7f00:1::', '6to4'],
    ['2001:0:1::1', 'Teredo'],
    ['2001:db8::1', 'documentation'],
    ['no address', 'none at all'],
  ])('%s: %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('an address of a webhook', () => {
  test.each<readonly [url: string, fault: string | undefined]>([
    ['https://hooks.example/a?b=c', undefined],
    ['https://hooks.example:8443/a', undefined],
    ['https://1.1.1.1/', undefined],
    ['hooks.example', 'an absolute address of at most 2000 characters'],
    [`https://hooks.example/${'x'.repeat(2000)}`, 'an absolute address of at most 2000 characters'],
    ['ftp://hooks.example/', 'begins with https://'],
    ['http://hooks.example/', 'begins with https://'],
    ['https://user@hooks.example/', 'holds no user name and no password'],
    ['https://user:pass@hooks.example/', 'holds no user name and no password'],
    ['https://hooks.example/#a', 'has no part behind #'],
    ['https://hooks.example:22/', 'has port 443, or one from 1024 to 65535'],
    ...[
      'https://localhost/',
      'https://printer.local/',
      'https://metadata.google.internal/',
      'https://127.0.0.1/',
      'https://0x7f.1/',
      'https://2130706433/',
      'https://[::1]/',
      'https://[::ffff:10.0.0.1]/',
      'https://169.254.169.254/latest/meta-data',
    ].map((url) => [url, 'leads to a public address (see ART33_WEBHOOKS_PRIVATE)'] as const),
  ])('%s: %s', (url, fault) => {
    expect(urlFault(url, false)).toBe(fault);
  });
  test('may be private and http where that is allowed, but still has no password', () => {
    expect(urlFault('http://127.0.0.1:81/hook', true)).toBeUndefined();
    expect(urlFault('http://a:b@127.0.0.1:81/hook', true)).toBe('holds no user name and no password');
  });
});

describe('a connection', () => {
  let receiver: Receiver;
  let secure: Server;
  let taken = 0;
  beforeAll(async () => {
    receiver = await Receiver.start();
    secure = createServer({ cert: localhostCertificate, key: localhostKey }, (_, response) => {
      taken++;
      response.end();
    });
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    await receiver.stop();
    secure.close();
  });
  const securePort = () => (secure.address() as AddressInfo).port;

  it('goes to no name of which any address is inside, whatever the others are', async () => {
    for (const resolve of [leadingTo('127.0.0.1'), leadingTo('1.1.1.1', '127.0.0.1'), leadingTo('::ffff:127.0.0.1')]) {
      const result = await post(`https://hooks.example:${securePort()}/`, {}, '{}', rules({ resolve }));
      expect(result).toMatchObject({ outcome: 'address-not-allowed', status: null });
    }
    expect(taken).toBe(0);
  });

  it('goes to no address in figures that is inside, although figures are not looked up', async () => {
    expect(await post(`https://127.0.0.1:${securePort()}/`, {}, '{}', rules())).toMatchObject({
      outcome: 'address-not-allowed',
    });
    expect(taken).toBe(0);
  });

  it('is made to the very addresses that were looked at: a name that changes its mind between is not asked again', async () => {
    let asked = 0;
    const rebinding: Resolve = async () => {
      asked++;
      return [{ address: asked === 1 ? '192.0.0.0' : '127.0.0.1', family: 4 }];
    };
    const url = `https://hooks.example:${securePort()}/`;
    expect(await post(url, {}, '{}', rules({ resolve: rebinding }))).toMatchObject({ outcome: 'address-not-allowed' });
    expect(asked).toBe(1);

    asked = 0;
    const inside: Resolve = async () => [{ address: ++asked === 1 ? '127.0.0.1' : '1.1.1.1', family: 4 }];
    const local = `http://receiver.example:${receiver.port}/`;
    expect(await post(local, {}, '{}', rules({ privateAllowed: true, resolve: inside }))).toMatchObject({
      outcome: 'delivered',
    });
    expect(asked).toBe(1);
    expect(receiver.received[0]?.headers['host']).toBe(`receiver.example:${receiver.port}`);
  });

  it('needs a name that there is, and a certificate that is right', async () => {
    const nowhere: Resolve = async () => {
      throw Object.assign(new Error('queryA ENOTFOUND'), { code: 'ENOTFOUND' });
    };
    const at = (resolve: Resolve) =>
      post(`https://hooks.example:${securePort()}/`, {}, '{}', rules({ privateAllowed: true, resolve }));
    expect(await at(nowhere)).toMatchObject({ outcome: 'name-not-found' });
    expect(await at(leadingTo())).toMatchObject({ outcome: 'name-not-found' });
    expect(await at(leadingTo('127.0.0.1'))).toMatchObject({ outcome: 'tls-failed' });
    expect(taken).toBe(0);
  });
});
