import { KeyUnusable } from '@art33/event-log';
import { ConfigInvalid, readConfig, readSettings } from './config.js';

const key = Buffer.alloc(32, 33).toString('base64');
const settingsAtFault = (
  env: Readonly<Record<string, string>>,
  read: typeof readSettings | typeof readConfig = readConfig,
) => {
  try {
    read(env);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigInvalid);
    return (error as ConfigInvalid).faults.map(({ setting }) => setting);
  }
};

describe('the configuration', () => {
  test('needs nothing: every setting has a default', () => {
    expect(readConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 3333,
      publicUrl: 'http://127.0.0.1:3333',
      smtp: undefined,
    });
  });

  test('has keys and attachments in the data directory, or in a bucket', () => {
    expect(readConfig({}).objects).toBeUndefined();
    const ART33_OBJECTS = 's3://keys/ours?endpoint=http://127.0.0.1:9000&pathStyle=true';
    expect(readConfig({ ART33_OBJECTS }).objects).toEqual({
      bucket: 'keys',
      prefix: 'ours/',
      endpoint: 'http://127.0.0.1:9000',
      region: undefined,
      pathStyle: true,
    });
  });

  test.each([
    ['ART33_PORT', '65536'],
    ['ART33_PORT', 'http'],
    ['ART33_PORT', '-1'],
    ['ART33_PORT', ''],
    ['ART33_DATA', ' '],
    ['ART33_MAIL_BOUNCES', 'bounce@example.com'],
    ['ART33_PUBLIC_URL', 'art33.example'],
    ['ART33_PUBLIC_URL', 'ftp://art33.example'],
    ['ART33_MAIL_FROM', 'Security Desk'],
    ['ART33_OBJECTS', 'data/keys'],
    ['ART33_OBJECTS', 's3://me:secret@bucket'],
    ['ART33_OBJECTS', 's3://bucket?endpont=https://store.example'],
    ['ART33_SMTP_URL', 'mail.example'],
    ['ART33_SMTP_URL', 'http://mail.example'],
    ['ART33_SMTP_TLS', 'maybe'],
    ['ART33_SMTP_TRANSPORT', 'pigeon'],
  ])('is refused by name where %s is %j', (setting, value) => {
    expect(settingsAtFault({ ART33_SMTP_URL: 'smtp://mail.example', [setting]: value })).toEqual([setting]);
  });

  test('links to an IPv6 address in brackets', () => {
    expect(readConfig({ ART33_HOST: '::1' }).publicUrl).toBe('http://[::1]:3333');
  });

  test('tells all its faults at once, the master key’s too', () => {
    const faulty = {
      ART33_PORT: '99999',
      ART33_PUBLIC_URL: 'nope',
      ART33_MAIL_FROM: 'nobody',
      ART33_SMTP_URL: 'http://mail.example',
      ART33_SMTP_TLS: 'maybe',
      ART33_SMTP_TRANSPORT: 'pigeon',
    };
    expect(settingsAtFault(faulty).sort()).toEqual(Object.keys(faulty).sort());
    expect(settingsAtFault({ ...faulty, ART33_MASTER_KEY: 'short' }, readSettings)).toContain('master key');
    expect(settingsAtFault({ ...faulty, ART33_MASTER_KEY: key }, readSettings)).not.toContain('master key');
  });

  test('leaves a key that alone is at fault to speak for itself', () => {
    expect(() => readSettings({})).toThrow(KeyUnusable);
    expect(readSettings({ ART33_MASTER_KEY: key }).masterKey).toEqual(Buffer.alloc(32, 33));
  });
});
