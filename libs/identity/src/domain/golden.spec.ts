import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkGoldenEvents, fold, type GoldenEvent } from '@art33/event-log';
import { tokenDecider } from './decider.js';
import { identityEvents, type TokenEvent } from './events.js';

const folder = fileURLToPath(new URL('./golden/', import.meta.url));
const golden = (type: TokenEvent['type']): TokenEvent => {
  const { opened } = JSON.parse(readFileSync(`${folder}${type}.v1.json`, 'utf8')) as GoldenEvent;
  return { type, data: opened } as unknown as TokenEvent;
};

describe('the golden events of a token', () => {
  test('exist for every type and open to what today’s release expects', () => {
    const expected = Object.entries(identityEvents).map(([type, { version }]) => `${type}.v${version}.json`);
    expect(readdirSync(folder).sort()).toEqual(expected.sort());
    expect(checkGoldenEvents(identityEvents, folder)).toBe(expected.length);
  });
  test('replay into the state that they tell', () => {
    const organisation = '6f0f6d3e-6c2d-5a52-9d0e-0f5a2b9f3c11';
    expect(fold(tokenDecider, [golden('TokenIssued')])).toEqual({ status: 'issued', organisation });
    expect(fold(tokenDecider, [golden('TokenIssued'), golden('TokenRevoked')])).toEqual({
      status: 'revoked',
      organisation,
    });
  });
  test('seal nothing, because nothing in them is personal: neither token nor name', () => {
    for (const declaration of Object.values(identityEvents)) expect(declaration.personal).toBeUndefined();
    expect(JSON.stringify(golden('TokenIssued'))).not.toContain('art33_');
  });
});
