import { readdirSync, readFileSync } from 'node:fs';
import { ERASED, fold, type EventDeclaration } from '@art33/event-log';
import { incidentDecider } from './decider.js';
import { incidentEvents, type IncidentEvent } from './events.js';

type Golden = IncidentEvent & { readonly schemaVersion: number };

const folder = new URL('./golden/', import.meta.url);
const golden = (type: string, version: number): Golden =>
  JSON.parse(readFileSync(new URL(`${type}.v${version}.json`, folder), 'utf8')) as Golden;
const declarations = Object.entries(incidentEvents) as [string, EventDeclaration<unknown>][];
const stream = 'incident-6f0f6d3e-6c2d-5a52-9d0e-0f5a2b9f3c11';

/** The data with every personal field as it comes back once its key is destroyed. */
function erase({ type, data }: Golden): IncidentEvent {
  const erased: unknown = structuredClone(data);
  for (const pointer of Object.keys(incidentEvents[type]?.personal ?? {})) {
    const path = pointer.slice(1).split('/');
    const last = path.pop() ?? '';
    const parent = path.reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], erased);
    if (typeof parent === 'object' && parent !== null && last in parent)
      (parent as Record<string, unknown>)[last] = ERASED;
  }
  return { type, data: erased } as IncidentEvent;
}

describe('the golden events of an incident', () => {
  it('exist for every type and version, and for nothing else', () => {
    const expected = declarations.flatMap(([type, { version }]) =>
      Array.from({ length: version }, (_, n) => `${type}.v${n + 1}.json`),
    );
    expect(readdirSync(folder).sort()).toEqual(expected.sort());
  });

  it('replay into the state that they tell', () => {
    const state = fold(
      incidentDecider,
      declarations.map(([type]) => golden(type, 1)),
    );
    expect(state).toMatchObject({
      status: 'open',
      assessment: 'ruled-out',
      ruling: 'not-notifiable',
      details: { numberOfRecords: { kind: 'exact', value: 4811 }, specialCategories: ['health'] },
      risk: { unintelligible: 'partly' },
    });
    expect(state.affected).toHaveLength(2);
    expect(state.facts.map(({ fact }) => fact)).toEqual(['irregularity-known', 'suspicion-known']);
  });

  it('replay after erasure: what counts is not personal', () => {
    const state = fold(
      incidentDecider,
      declarations.map(([type]) => erase(golden(type, 1))),
    );
    expect(state).toMatchObject({ status: 'open', details: { title: ERASED, contactPoint: ERASED } });
    expect(state.facts).toHaveLength(2);
  });

  it('seal every free text under the key of the incident', () => {
    const texts = declarations.flatMap(([type]) => JSON.stringify(erase(golden(type, 1)).data));
    expect(texts.join('\n')).not.toMatch(
      /Microsoft Ireland|patients|Security team|on-call desk|test data|Access keys|Attachments|All controllers/,
    );
    for (const [type, { personal }] of declarations)
      for (const scopes of Object.values(personal ?? {}))
        expect(scopes(golden(type, 1).data, stream)).toEqual(['incident:6f0f6d3e-6c2d-5a52-9d0e-0f5a2b9f3c11']);
  });
});
