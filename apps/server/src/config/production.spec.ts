import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigInvalid, readConfig, readSettings } from '../config.js';
import { isProduction, isWeakKey, productionFaults, refuseInProduction } from './production.js';

const SAFE = {
  ART33_PUBLIC_URL: 'https://art33.example',
  ART33_SMTP_URL: 'smtp://desk@mail.example',
  ART33_SMTP_PASSWORD: 'kLx0-rather-long-27',
  ART33_MAIL_FROM: 'Desk <notices@art33.example>',
};
const key = randomBytes(32);
const faultsOf = (env: Readonly<Record<string, string>>, masterKey: Uint8Array = key): readonly string[] =>
  productionFaults(env, readConfig(env), masterKey).map(({ setting, rule }) => `${setting}: ${rule}`);

describe('Production', () => {
  test.each([
    [{}, false],
    [{ ART33_PUBLIC_URL: 'http://localhost:3333' }, false],
    [{ ART33_PUBLIC_URL: 'http://[::1]:3333' }, false],
    [{ ART33_PUBLIC_URL: 'http://127.1.2.3' }, false],
    [{ NODE_ENV: 'production' }, true],
    [{ ART33_PUBLIC_URL: 'https://localhost' }, true],
    [{ ART33_PUBLIC_URL: 'http://art33.example' }, true],
    [{ ART33_PUBLIC_URL: 'http://192.168.0.7:3333' }, true],
    [{ ART33_HOST: '0.0.0.0' }, true],
  ])('%j: %s', (env, expected) => expect(isProduction(env, readConfig(env))).toBe(expected));

  test('takes what is safe, and elsewhere everything is taken', () => {
    expect(faultsOf(SAFE)).toEqual([]);
    expect(() => refuseInProduction({}, readConfig({}), new Uint8Array(32))).not.toThrow();
  });

  test('refuses all at once, and says what to do', () => {
    const env = { ART33_PUBLIC_URL: 'http://art33.example', ART33_TRUSTED_PROXIES: '0.0.0.0/0' };
    expect(() => refuseInProduction(env, readConfig(env), new Uint8Array(32))).toThrow(ConfigInvalid);
    expect(faultsOf(env, new Uint8Array(32))).toEqual([
      expect.stringMatching(/^master key: is not random: make one with openssl rand -base64 32/),
      expect.stringMatching(/^ART33_TRUSTED_PROXIES: trusts everybody/),
      expect.stringMatching(/^ART33_PUBLIC_URL: .*https address \(or ART33_ACCEPTED_RISKS=http\)$/),
      expect.stringMatching(/^ART33_SMTP_URL: is not set.*ART33_ACCEPTED_RISKS=mail-to-files/),
    ]);
  });

  test.each([
    ['zeros', new Uint8Array(32)],
    ['one byte', new Uint8Array(32).fill(33)],
    ['a row', Uint8Array.from({ length: 32 }, (_, n) => n)],
    ['a row with gaps', Uint8Array.from({ length: 32 }, (_, n) => (n * 7) % 256)],
    ['a short piece again and again', Buffer.from('0123456789ABCDEF'.repeat(4), 'hex')],
    ['words', Buffer.from('this is the master key of ours!!')],
  ])('a key of %s is weak', (_, weak) => expect(isWeakKey(weak)).toBe(true));
  test('a random key is not', () => {
    for (let n = 0; n < 1_000; n += 1) expect(isWeakKey(randomBytes(32))).toBe(false);
  });

  test.each([
    [{ ART33_SMTP_TLS: 'none' }, /^ART33_SMTP_TLS: notices and the password would pass to mail.example in the clear/],
    [{ ART33_MAIL_FROM: 'art33 <notices@localhost>' }, /^ART33_MAIL_FROM: is the example/],
    [{ ART33_SMTP_PASSWORD: 'changeme' }, /^ART33_SMTP_PASSWORD: holds a password that everybody knows/],
    [
      { ART33_EVENTSTORE: 'esdb://admin:changeit@db1:2113,db2:2113' },
      /^ART33_EVENTSTORE: holds a password that everybody/,
    ],
    [{ ART33_EVENTSTORE: 'esdb://a:kLx0-rather@db:2113?tls=false' }, /^ART33_EVENTSTORE: says tls=false/],
    [{ AWS_SECRET_ACCESS_KEY: 'minioadmin' }, /^AWS_SECRET_ACCESS_KEY: holds a password that everybody knows/],
    [{ ART33_TRUSTED_PROXIES: '10.0.0.0/8, ::/0' }, /^ART33_TRUSTED_PROXIES: trusts everybody/],
  ])('refuses %j', (more, expected) => {
    const faults = faultsOf({ ...SAFE, ...more });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(expected);
  });

  test('takes a mail server on this machine without TLS', () =>
    expect(faultsOf({ ...SAFE, ART33_SMTP_URL: 'smtp://desk@127.0.0.1', ART33_SMTP_TLS: 'none' })).toEqual([]));

  test('takes what is accepted by its name, and names that it does not know are refused', () => {
    const env = { ...SAFE, ART33_SMTP_TLS: 'none', ART33_ACCEPTED_RISKS: 'smtp-without-tls' };
    expect(faultsOf(env)).toEqual([]);
    expect(() => readConfig({ ART33_ACCEPTED_RISKS: 'weak-key' })).toThrow(/ART33_ACCEPTED_RISKS: one of http, /);
  });
});

describe('Secrets in files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'art33-secrets-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string, mode = 0o600): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  };
  const { ART33_SMTP_PASSWORD: _, ...rest } = SAFE;

  test('hold the value of any setting, by its variable and _FILE', () => {
    const env = { ...rest, ART33_SMTP_PASSWORD_FILE: file('smtp', 'kLx0-rather-long-27\n') };
    expect(readConfig(env).smtp).toMatchObject({ auth: { user: 'desk', password: 'kLx0-rather-long-27' } });
    expect(readConfig({ ART33_PORT_FILE: file('port', '4444') }).port).toBe(4444);
    expect(
      readConfig({ ART33_EVENTSTORE_FILE: file('store', 'esdb://a:secret-of-ours@db:2113\n') }).eventStore,
    ).toMatchObject({ url: 'esdb://a:secret-of-ours@db:2113' });
  });

  test('in the settings file by its key and File, from that file’s own folder', () => {
    file('smtp2', 'another-long-one\n');
    const settings = file('art33.yaml', 'smtp:\n  url: smtp://desk@mail.example\n  passwordFile: smtp2\n');
    expect(readConfig({ ART33_CONFIG: settings }).smtp).toMatchObject({ auth: { password: 'another-long-one' } });
  });

  test('are refused by the name they were given under: missing, empty, given twice, or without their user', () => {
    const refused = (env: Readonly<Record<string, string>>): string => {
      try {
        readConfig(env);
        return '';
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(refused({ ...rest, ART33_SMTP_PASSWORD_FILE: join(folder, 'none') })).toMatch(
      /ART33_SMTP_PASSWORD_FILE: cannot be read: ENOENT/,
    );
    expect(refused({ ...rest, ART33_SMTP_PASSWORD_FILE: file('empty', '\n') })).toMatch(/which is empty/);
    expect(refused({ ...SAFE, ART33_SMTP_PASSWORD_FILE: file('twice', 'x') })).toMatch(/keep one of them/);
    expect(refused({ ART33_SMTP_PASSWORD: 'x' })).toMatch(/ART33_SMTP_PASSWORD: needs a user/);
    expect(refused({ ART33_PORT_FILE: file('bad', 'http') })).toMatch(/ART33_PORT_FILE: a whole number/);
  });

  test('that every user of the machine can read are refused in production, the master key’s and the settings’ too', () => {
    const open = file('open', 'kLx0-rather-long-27', 0o644);
    const settings = file('open.yaml', 'linkDays: 30\n', 0o604);
    const masterKeyFile = file('open.key', key.toString('base64'), 0o644);
    const env = {
      ...rest,
      ART33_CONFIG: settings,
      ART33_SMTP_PASSWORD_FILE: open,
      ART33_MASTER_KEY_FILE: masterKeyFile,
    };
    const { config, masterKey } = readSettings(env);
    expect(productionFaults(env, config, masterKey).map(({ setting }) => setting)).toEqual([
      settings,
      masterKeyFile,
      open,
    ]);
    for (const path of [open, settings, masterKeyFile]) chmodSync(path, 0o640);
    expect(productionFaults(env, config, masterKey)).toEqual([]);
  });
});
