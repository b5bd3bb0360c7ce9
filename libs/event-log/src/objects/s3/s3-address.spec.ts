import { InvalidAddress, parseS3Address, placeOf, serverOf } from './s3-address.js';

describe('the address of a bucket', () => {
  it('is read with prefix, endpoint, region and style', () => {
    const address = parseS3Address(
      's3://keys-of-ours/a/b?endpoint=https://store.example:9000&region=eu-west-9&pathStyle=true',
    );
    expect(address).toEqual({
      bucket: 'keys-of-ours',
      prefix: 'a/b/',
      endpoint: 'https://store.example:9000',
      region: 'eu-west-9',
      pathStyle: true,
    });
    expect([placeOf(address), serverOf(address)]).toEqual(['s3://keys-of-ours/a/b', 'https://store.example:9000']);
  });

  it('needs no more than a bucket', () => {
    const address = parseS3Address('s3://keys.example');
    expect(address).toEqual({
      bucket: 'keys.example',
      prefix: '',
      endpoint: undefined,
      region: undefined,
      pathStyle: false,
    });
    expect([placeOf(address), serverOf(address)]).toEqual(['s3://keys.example', 'AWS']);
    expect(serverOf(parseS3Address('s3://keys.example/?region=eu-central-1'))).toBe('AWS eu-central-1');
  });

  it.each([
    ['', /s3:\/\/bucket/],
    ['data/keys', /s3:\/\/bucket/],
    ['http://host/bucket', /s3:\/\/bucket/],
    ['s3://', /name of a bucket/],
    ['s3://Bucket_1', /name of a bucket/],
    ['s3://me:secret@bucket', /without credentials: .*AWS_ACCESS_KEY_ID/],
    ['s3://bucket/a b', /prefix of letters/],
    ['s3://bucket/..%2f', /prefix of letters/],
    ['s3://bucket?endpont=http://x', /endpont is none of endpoint, region, pathStyle/],
    ['s3://bucket?endpoint=store:9000', /http or https address as endpoint/],
    ['s3://bucket?region=', /region such as/],
    ['s3://bucket?region=a&region=b', /region only once/],
    ['s3://bucket?pathStyle=yes', /pathStyle true or false/],
  ])('is refused: %s', (text, rule) => {
    expect(() => parseS3Address(text)).toThrow(InvalidAddress);
    expect(() => parseS3Address(text)).toThrow(rule);
  });

  it('never repeats a password', () => {
    expect(() => parseS3Address('s3://me:hunter2@bucket')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') as string }) as Error,
    );
  });
});
