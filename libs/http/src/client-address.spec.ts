import { clientAddressOf, visitorOf } from './client-address.js';

describe('Where a request came from', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:DB8::1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1%eth0'],
    ['<script>', 'unknown'],
    ['x'.repeat(60), 'unknown'],
    ['', 'unknown'],
  ])('%s', (ip, address) => expect(clientAddressOf({ ip })).toBe(address));

  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::'],
    ['2001:db8:1:2::9', '2001:db8:1:2::'],
    ['2001:db8:1:3::9', '2001:db8:1:3::'],
    ['fe80::1%eth0', 'fe80::'],
    ['nobody', 'unknown'],
  ])('%s counts as %s', (ip, visitor) => expect(visitorOf({ ip })).toBe(visitor));
});
