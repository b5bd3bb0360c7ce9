import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigInvalid, readConfig, readSettings } from '../config.js';

describe('A settings file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'art33-config-'));
  const file = join(folder, 'art33.yaml');
  afterAll(() => rmSync(folder, { recursive: true }));

  const write = (text: string | Uint8Array) => writeFileSync(file, text);
  const read = (env: Readonly<Record<string, string>> = {}) => readConfig({ ART33_CONFIG: file, ...env });
  const faultsOf = (text: string | Uint8Array, env: Readonly<Record<string, string>> = {}): readonly string[] => {
    write(text);
    try {
      read(env);
      return [];
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigInvalid);
      return (error as ConfigInvalid).faults.map(({ setting, rule }) => `${setting.replace(file, 'F')}: ${rule}`);
    }
  };

  test('gives settings by key, those with a dot in sections', () => {
    write('port: 4444\npublicUrl: https://art33.example/\nsmtp:\n  url: smtp://mail.example\n  tls: none\n');
    expect(read()).toMatchObject({
      port: 4444,
      publicUrl: 'https://art33.example',
      smtp: { host: 'mail.example', port: 587, tls: 'none' },
    });
  });

  test('stands behind the environment', () => {
    write('port: 4444\nhost: 127.0.0.2\n');
    expect(read({ ART33_PORT: '5555' })).toMatchObject({ port: 5555, host: '127.0.0.2' });
  });

  test('has its paths from its own folder', () => {
    write('data: var\n');
    expect(read().dataDirectory).toBe(join(folder, 'var'));
  });

  test('names the master key file; a key in the environment takes its place', () => {
    const key = Buffer.alloc(32, 33);
    writeFileSync(join(folder, 'a.key'), key.toString('base64'));
    write('masterKeyFile: a.key\n');
    expect(readSettings({ ART33_CONFIG: file }).masterKey).toEqual(key);
    const other = Buffer.alloc(32, 34);
    const env = { ART33_CONFIG: file, ART33_MASTER_KEY: other.toString('base64') };
    expect(readSettings(env).masterKey).toEqual(other);
  });

  test('tells all its faults at once with line and column, beside those of the environment', () =>
    expect(
      faultsOf('prot: 1\nport: 99999\nsmtp:\n  tsl: none\n  url: nope\nhost:\n', { ART33_MAIL_FROM: 'x' }),
    ).toEqual([
      'F:1:1: prot: is no setting: did you mean port?',
      'F:4:3: smtp.tsl: is no setting: did you mean smtp.tls?',
      'F:6:1: host: is empty: give a value or leave it out',
      'F:2:1: port: a whole number from 0 to 65535',
      'ART33_MAIL_FROM: an address, or `Name <address>`',
      'F:5:3: smtp.url: smtp://host:port or smtps://host:port',
    ]));

  test.each([
    ['no map', '- port\n', /^F:1:1: the file: must hold settings/],
    ['a section without settings', 'smtp: smtp://x\n', /^F:1:7: smtp: must hold settings/],
    ['the same key twice', 'port: 1\nport: 2\n', /^F:2:1: .*unique/],
    ['broken YAML', 'port: [1\n', /^F:\d+:\d+: /],
    ['an alias', 'host: &a x\ndata: *a\n', /^F:2:1: data: must be one value, written out/],
    ['a map where a value belongs', 'port:\n  x: 1\n', /^F:2:3: port\.x: is no setting/],
    ['the master key itself', 'masterKey: abc\n', /^F:1:1: masterKey: is no setting/],
  ])('is refused with %s', (_, text, pattern) => expect(faultsOf(text)[0]).toMatch(pattern));

  test('is refused where it is no UTF-8', () =>
    expect(faultsOf(Uint8Array.of(0x68, 0xff))).toEqual(['F: is no text in UTF-8']));

  test('is refused where it is missing', () =>
    expect(() => readConfig({ ART33_CONFIG: join(folder, 'none.yaml') })).toThrow(/none\.yaml: cannot be read/));

  test('may be empty', () => expect(faultsOf('# nothing yet\n')).toEqual([]));
});

describe('The environment', () => {
  test('with a slip in a name is refused: mail that goes nowhere is worse', () =>
    expect(() => readConfig({ ART33_SMPT_URL: 'smtp://mail.example' })).toThrow(
      /ART33_SMPT_URL: is no setting: did you mean ART33_SMTP_URL\?/,
    ));
  test('may hold what others set with the same prefix', () =>
    expect(() => readConfig({ ART33_SERVICE_PORT_HTTP: '1', ART33_SEED: '1' })).not.toThrow());
  test('with a password that cannot be read is refused by name', () =>
    expect(() => readConfig({ ART33_SMTP_URL: 'smtp://a:5%@mail.example' })).toThrow(
      /ART33_SMTP_URL: user and password/,
    ));
});
