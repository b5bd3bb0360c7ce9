import { ServiceRefused } from './service-client.js';

const rule = 'exactly one of agreements, terms, subprocessor';
const refused = (problem: Readonly<Record<string, unknown>>): string =>
  new ServiceRefused(422, { title: 'Invalid request', ...problem }).message;

describe('A refusal in the terminal', () => {
  test('of the request as a whole is its rule alone: no empty field', () => {
    expect(refused({ detail: rule, errors: [{ field: '', rule }] })).toBe(rule);
  });

  test('of one field names it once, whether or not the detail does', () => {
    const errors = [{ field: 'title', rule: 'is missing' }];
    expect(refused({ detail: 'title: is missing', errors })).toBe('title: is missing');
    expect(refused({ detail: 'is missing', errors })).toBe('title: is missing');
  });

  test('of several fields lists each once', () => {
    const errors = [
      { field: 'title', rule: 'is missing' },
      { field: 'awareness.0.at', rule: 'is missing' },
    ];
    expect(refused({ detail: 'title: is missing; awareness.0.at: is missing', errors })).toBe(
      'Invalid request\n  title: is missing\n  awareness.0.at: is missing',
    );
  });

  test('keeps a detail that says more than the fields', () => {
    const errors = [{ field: 'Idempotency-Key', rule: 'one key stands for one request' }];
    expect(refused({ detail: 'it was used for another request', errors })).toBe(
      'it was used for another request\n  Idempotency-Key: one key stands for one request',
    );
    expect(refused({ detail: 'there is no such record' })).toBe('there is no such record');
  });
});
