import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { checkGoldenEvents, fold, isRefusal, spec } from '@art33/event-log';
import { activeNodes, nodesDecider, versionIn, type NodeCommandData } from './decider.js';
import { nodeEvents, type NodeEvent, type Versions } from './events.js';
import { nodesView } from './overview.js';

const [A, B, C] = ['a', 'b', 'c'].map((each) => `${each}0000000-0000-4000-8000-000000000000`) as [
  string,
  string,
  string,
];
const at = '2026-10-23T19:40:00.000Z';
/** What the releases know: the first, one in which version 2 of `Logged` is in transition, and the one after. */
const OLD = { release: '0.1.0', reads: { Logged: 1, Sent: 1 }, writes: { Logged: 1, Sent: 1 } };
const NEW = { release: '0.2.0', reads: { Logged: 2, Sent: 1 }, writes: { Logged: 1, Sent: 1 } };
const NEXT = { release: '0.3.0', reads: { Logged: 2, Sent: 1 }, writes: { Logged: 2, Sent: 1 } };

/** Two releases that know an event type more: in the first it is in transition, in the second it is not. */
const NEW_TYPE = { release: '0.2.0', reads: { ...OLD.reads, Rang: 1 }, writes: { ...OLD.writes, Rang: 0 } };
const NEXT_TYPE = { release: '0.3.0', reads: { ...OLD.reads, Rang: 1 }, writes: { ...OLD.writes, Rang: 1 } };

const start = (node: string, release: typeof OLD) => ({ type: 'start-node', node, ...release }) as const;
const retire = (node: string, askedOf: string | null = null) => ({ type: 'retire-node', node, askedOf }) as const;
const started = (node: string, release: string, reads: Versions = {}): NodeEvent => ({
  type: 'NodeStarted',
  data: { node, release, reads, at },
});
const old = (node: string) => started(node, '0.1.0');
const ahead = (node: string) => started(node, '0.2.0', { Logged: 2 });
const retired = (node: string): NodeEvent => ({ type: 'NodeRetired', data: { node, at } });
const switchedOn = (version = 2): NodeEvent => ({
  type: 'EventVersionSwitchedOn',
  data: { eventType: 'Logged', version, at },
});
const given = (...events: readonly NodeEvent[]) => spec(nodesDecider).given(events);

describe('A node that starts', () => {
  it('says which release it is, and which versions it reads beyond the first', () => {
    given()
      .when(start(A, OLD), at)
      .then([old(A)]);
    given(old(B))
      .when(start(A, NEW), at)
      .then([ahead(A)]);
  });
  it('says nothing where it said the same before', () => {
    given(old(A), old(B)).when(start(A, OLD), at).then([]);
    given(old(B), ahead(A)).when(start(A, NEW), at).then([]);
  });
  it('says so when its release is another one, even if it reads the same', () =>
    given(old(A))
      .when(start(A, { ...OLD, release: '0.1.1' }), at)
      .then([started(A, '0.1.1')]));
  it('goes back to the release before, as long as nothing is switched on', () =>
    given(old(B), ahead(A))
      .when(start(A, OLD), at)
      .then([old(A)]));
  it('is registered anew after it was retired', () =>
    given(old(A), retired(A))
      .when(start(A, OLD), at)
      .then([old(A)]));
});

describe('A version is switched on', () => {
  it('at once where there is no other node', () =>
    given(old(A))
      .when(start(A, NEW), at)
      .then([ahead(A), switchedOn()]));
  it('when the last of the nodes says that it reads it', () =>
    given(old(A), old(B), old(C), ahead(A), ahead(C))
      .when(start(B, NEW), at)
      .then([ahead(B), switchedOn()]));
  it('when the last one that does not is retired', () =>
    given(old(A), old(B), ahead(A))
      .when(retire(B), at)
      .then([retired(B), switchedOn()]));
  it('not for nobody: the last node that is retired switches nothing on', () =>
    given(old(A))
      .when(retire(A), at)
      .then([retired(A)]));
  it('once', () =>
    given(ahead(A), switchedOn())
      .when(start(B, NEW), at)
      .then([ahead(B)]));
  it('by the release after, which writes nothing else', () =>
    given()
      .when(start(A, NEXT), at)
      .then([started(A, '0.3.0', { Logged: 2 }), switchedOn()]));
});

describe('A new event type', () => {
  const reading = (node: string) => started(node, '0.2.0', { Rang: 1 });
  const on: NodeEvent = { type: 'EventVersionSwitchedOn', data: { eventType: 'Rang', version: 1, at } };
  it('is switched on when all nodes know it', () => {
    given()
      .when(start(A, NEW_TYPE), at)
      .then([reading(A), on]);
    given(old(B))
      .when(start(A, NEW_TYPE), at)
      .then([reading(A)]);
    given(old(B), reading(A))
      .when(start(B, NEW_TYPE), at)
      .then([reading(B), on]);
  });
  it('keeps out a node that does not know it, from then on', () => {
    given(old(B), reading(A)).when(start(B, OLD), at).then([]);
    given(reading(A), on).when(start(B, OLD), at).thenRefused('release-too-old');
  });
  it('needs no word of the release after', () =>
    given(reading(A), on)
      .when(start(A, NEXT_TYPE), at)
      .then([started(A, '0.3.0')]));
});

describe('A node is refused', () => {
  it('where it cannot read what is switched on', () => {
    given(ahead(A), switchedOn()).when(start(B, OLD), at).thenRefused('release-too-old');
    given(ahead(A), switchedOn()).when(start(A, OLD), at).thenRefused('release-too-old');
  });
  it('where it does not even know the type that is switched on', () =>
    given(ahead(A), switchedOn())
      .when(start(B, { ...OLD, reads: { Sent: 1 } as never }), at)
      .thenRefused('release-too-old'));
  it('where it writes at once what another node cannot read', () =>
    given(old(A)).when(start(B, NEXT), at).thenRefused('release-too-new'));
  it('but not for its own earlier release, nor for a retired node', () => {
    const events = [started(B, '0.3.0', { Logged: 2 }), switchedOn()];
    given(old(B)).when(start(B, NEXT), at).then(events);
    given(old(A), retired(A)).when(start(B, NEXT), at).then(events);
  });
  it('with the type, the versions and what to do', () => {
    const refusal = nodesDecider.decide({ ...start(B, OLD), now: at }, fold(nodesDecider, [ahead(A), switchedOn()]));
    expect(isRefusal(refusal) && refusal.rule).toBe(
      'this release of art33 cannot read what the others write: Logged is switched on in version 2, and this release reads it up to 1. Update art33 to the release of the other nodes, or a newer one',
    );
  });
});

describe('A node is retired', () => {
  it('once', () => {
    given(old(A), old(B))
      .when(retire(B), at)
      .then([retired(B)]);
    given(old(A), old(B), retired(B)).when(retire(B), at).then([]);
  });
  it('unless nobody knows it', () => given(old(A)).when(retire(B), at).thenRefused('not-found'));
  it('unless it is the one that was asked to', () =>
    given(old(A), old(B)).when(retire(B, B), at).thenRefused('node-is-running'));
});

describe('Whatever happens in whatever order', () => {
  const release = fc.constantFrom(OLD, NEW, NEXT);
  const command: fc.Arbitrary<NodeCommandData> = fc.oneof(
    fc.tuple(fc.constantFrom(A, B, C), release).map(([node, of]) => start(node, of)),
    fc.constantFrom(A, B, C).map((node) => retire(node)),
  );
  it('every node that counts reads what is switched on, and nothing that all read waits', () =>
    fc.assert(
      fc.property(fc.array(command, { maxLength: 12 }), (commands) => {
        let state = nodesDecider.initialState;
        for (const each of commands) {
          const events = nodesDecider.decide({ ...each, now: at }, state);
          if (!isRefusal(events)) state = fold(nodesDecider, events, state);
          for (const { reads } of activeNodes(state))
            expect(versionIn(reads, 'Logged')).toBeGreaterThanOrEqual(versionIn(state.switchedOn, 'Logged'));
          for (const { heldUpBy } of nodesView(state).waiting) expect(heldUpBy).not.toEqual([]);
        }
      }),
    ));
});

describe('The list of nodes', () => {
  it('shows who is there, what each reads that is not written yet, and who holds it up', () => {
    const state = fold(nodesDecider, [old(A), old(B), old(C), ahead(A), retired(C)]);
    expect(nodesView(state)).toEqual({
      nodes: [
        { id: A, release: '0.2.0', since: at, ahead: [{ eventType: 'Logged', version: 2 }] },
        { id: B, release: '0.1.0', since: at, ahead: [] },
      ],
      switchedOn: [],
      waiting: [{ eventType: 'Logged', version: 2, heldUpBy: [{ id: B, release: '0.1.0', since: at }] }],
    });
  });
  it('shows what is switched on, which waits no more', () => {
    const { nodes, switchedOn: on, waiting } = nodesView(fold(nodesDecider, [ahead(A), switchedOn()]));
    expect([nodes[0]?.ahead, on, waiting]).toEqual([[], [{ eventType: 'Logged', version: 2 }], []]);
  });
});

describe('the golden events of nodes', () => {
  it('exist for every type and open to what today’s release expects', () => {
    const folder = new URL('./golden/', import.meta.url);
    const types = Object.keys(nodeEvents);
    expect(readdirSync(folder).sort()).toEqual(types.map((type) => `${type}.v1.json`).sort());
    expect(checkGoldenEvents(nodeEvents, fileURLToPath(folder))).toBe(types.length);
  });
});
