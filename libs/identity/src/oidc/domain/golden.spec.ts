import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkGoldenEvents, ERASED, fold, type EventDeclaration, type GoldenEvent } from '@art33/event-log';
import { issuerDecider } from './decider.js';
import { issuerEvents, type IssuerEvent } from './events.js';

const folder = fileURLToPath(new URL('./golden/', import.meta.url));
const golden = (type: string): IssuerEvent => {
  const { opened } = JSON.parse(readFileSync(`${folder}${type}.v1.json`, 'utf8')) as GoldenEvent;
  return { type, data: opened } as unknown as IssuerEvent;
};
const declarations = Object.entries(issuerEvents) as [string, EventDeclaration<unknown>][];
const organisation = '11111111-1111-4111-8111-111111111111';

describe('the golden events of issuers', () => {
  test('exist for every type and open to what today’s release expects', () => {
    const expected = declarations.map(([type, { version }]) => `${type}.v${version}.json`);
    expect(readdirSync(folder).sort()).toEqual(expected.sort());
    expect(checkGoldenEvents(issuerEvents, folder)).toBe(expected.length);
  });

  test('replay into the state that they tell', () => {
    const life = ['IssuerAdded', 'IssuerChanged', 'IssuerRemoved'].map(golden);
    expect(fold(issuerDecider, life.slice(0, 1))).toMatchObject({ status: 'active', clientSecret: 'a-secret' });
    expect(fold(issuerDecider, life.slice(0, 2))).toMatchObject({
      clientSecret: null,
      settings: { justInTime: false },
    });
    expect(fold(issuerDecider, life)).toEqual({ status: 'removed' });
  });

  test('seal the secret, and what names a practice, under the key of the organisation', () => {
    const scopes = declarations.flatMap(([type, { personal = {} }]) =>
      Object.entries(personal).map(([field, scopesOf]) => [type, field, scopesOf(golden(type).data, 's')]),
    );
    const [processor, controller] = [[`organisation:${organisation}`], [`controller:${organisation}`]];
    expect(scopes).toEqual([
      ['IssuerAdded', '/settings', processor],
      ['IssuerAdded', '/clientSecret', processor],
      ['IssuerChanged', '/settings', controller],
      ['IssuerChanged', '/clientSecret', controller],
    ]);
    for (const [type, { personal }] of declarations) {
      const data = { ...(golden(type).data as object) } as Record<string, unknown>;
      for (const pointer of Object.keys(personal ?? {})) data[pointer.slice(1)] = ERASED;
      expect(JSON.stringify(data)).not.toMatch(/example|secret"|art33-/);
    }
  });
});
