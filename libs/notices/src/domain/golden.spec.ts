import { readdirSync, readFileSync } from 'node:fs';
import { ERASED, fold, type EventDeclaration } from '@art33/event-log';
import { noticeDecider } from './decider.js';
import { noticeEvents, type NoticeEvent } from './events.js';

type Golden = NoticeEvent & { readonly schemaVersion: number };

const folder = new URL('./golden/', import.meta.url);
const golden = (type: string, version: number): Golden =>
  JSON.parse(readFileSync(new URL(`${type}.v${version}.json`, folder), 'utf8')) as Golden;
const declarations = Object.entries(noticeEvents) as [string, EventDeclaration<unknown>][];
const stream = 'notice-6f0f6d3e-6c2d-5a52-9d0e-0f5a2b9f3c11';
const events = declarations.map(([type]) => golden(type, 1));

/** The data with every personal field as it comes back once its key is destroyed. */
function erase({ type, data }: Golden): NoticeEvent {
  const erased: unknown = structuredClone(data);
  for (const pointer of Object.keys(noticeEvents[type]?.personal ?? {})) {
    const path = pointer.slice(1).split('/');
    const last = path.pop() ?? '';
    const parent = path.reduce<unknown>((node, key) => (node as Record<string, unknown> | null)?.[key], erased);
    if (typeof parent === 'object' && parent !== null && last in parent)
      (parent as Record<string, unknown>)[last] = ERASED;
  }
  return { type, data: erased } as NoticeEvent;
}

describe('the golden events of a notice', () => {
  it('exist for every type and version, and for nothing else', () => {
    const expected = declarations.flatMap(([type, { version }]) =>
      Array.from({ length: version }, (_, n) => `${type}.v${n + 1}.json`),
    );
    expect(readdirSync(folder).sort()).toEqual(expected.sort());
  });

  it('replay into the state that they tell', () => {
    const state = fold(noticeDecider, events);
    expect(state).toMatchObject({
      notice: { zone: 'Europe/Berlin', basis: { textForm: true } },
      duties: expect.arrayContaining([expect.objectContaining({ trigger: 'breach', kind: 'breach' })]),
      texts: [{ textNumber: 1, kind: 'breach', approvedAt: '2026-10-21T07:30:00.000Z' }],
      sendings: [{ sendNumber: 1, gaps: [{ item: 'consequences' }] }],
      deliveries: [{ grade: 'stated', statement: { channel: 'fax', textForm: true } }],
      acknowledgements: [{ by: { name: 'Dr. Erika Muster' }, disputes: [{}] }],
      linksRevoked: [{ messageId: null, sendNumber: 1 }],
      closedAt: null,
    });
  });

  it('replay after erasure: what counts is not personal', () => {
    const state = fold(noticeDecider, events.map(erase));
    expect(state.texts[0]).toMatchObject({ subject: ERASED, text: ERASED, salt: ERASED, hash: 'ab'.repeat(32) });
    expect(state.deliveries[0]?.statement).toMatchObject({ channel: 'fax', textForm: true, account: ERASED });
    expect(state.acknowledgements[0]).toMatchObject({ by: ERASED, grade: 'link-only' });
  });

  it('seal every name, address and free text under the agreement, and what names the controller’s people under its own key too', () => {
    const open = events.map((event) => JSON.stringify(erase(event).data)).join('\n');
    expect(open).not.toMatch(/Muster|Beispiel|praxis|Praxis|@|Damen|telephone|mistake|transmission|550|552/);
    const agreement = 'agreement:fedad381-763d-5efa-9a23-7c8900cc5994';
    const controller = 'controller:f589af84-ab82-51e1-8b70-89030f993560';
    for (const [type, { personal }] of declarations)
      for (const [pointer, scopes] of Object.entries(personal ?? {}))
        expect([pointer, scopes(golden(type, 1).data, stream)]).toEqual([
          pointer,
          ['/by', '/statement/account', '/clientAddress'].includes(pointer) ? [agreement, controller] : [agreement],
        ]);
  });
});
