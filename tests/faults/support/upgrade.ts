import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredEvent } from '@art33/event-log';
import { operatorToken } from '@art33/identity';
import type { NodesView } from '@art33/nodes';
import { Api } from '../../../apps/cli/src/api-client.js';
import type { Fleet } from './fleet.js';
import { install } from './installed.js';
import { CHANGED, NEXT_RELEASE } from './next-release.js';

/** Today's build, and the next release. */
export interface Builds {
  readonly today: string;
  readonly next: string;
}

/** How soon (milliseconds) a node writes what was switched on through another one. */
const SOON = 5_000;

/**
 * Stories of an upgrade, told with whatever runs the nodes: one after the other at one embedded log, or side by side at a
 * shared one.
 */
export class UpgradeStory {
  private token = '';

  constructor(
    private readonly fleet: Fleet,
    private readonly builds: Builds,
    private readonly masterKey: Uint8Array,
  ) {}

  /** Two nodes in today's release, one of which writes and the other goes on. */
  async begin(): Promise<void> {
    const { fleet, builds, masterKey } = this;
    const url = await fleet.run('a', builds.today);
    this.token = (await install(url, masterKey, { name: 'ratiomedicus', controllers: 1 })).processorToken;
    await this.writes('a', builds.today, 1);
    await this.writes('b', builds.today, 1);
  }

  /** The first node takes the next release: both read what the other writes, and both write what both read. */
  async updateOne(): Promise<void> {
    const { fleet, builds } = this;
    await this.writes('a', builds.next, 1);
    await this.writes('b', builds.today, 1);
    await this.writes('a', builds.next, 1);
    const { nodes, switchedOn, waiting } = await this.nodes('a', builds.next);
    expect(nodes.map(({ id, release, ahead }) => [id, release.startsWith(NEXT_RELEASE), ahead])).toEqual([
      [fleet.idOf('a'), true, [{ eventType: CHANGED, version: 2 }]],
      [fleet.idOf('b'), false, []],
    ]);
    expect(switchedOn).toEqual([]);
    expect(waiting).toMatchObject([{ eventType: CHANGED, version: 2, heldUpBy: [{ id: fleet.idOf('b') }] }]);
  }

  /** The other one takes it, too: nobody has to do anything more. */
  async updateOther(): Promise<void> {
    const { builds } = this;
    await this.writes('b', builds.next, 2);
    await this.comesToWrite('a', builds.next, 2);
    await this.isSwitchedOn();
  }

  /** The first one takes the next release, the other one never comes back, and somebody says so. */
  async retireOther(): Promise<void> {
    const { fleet, builds } = this;
    await fleet.stop('b');
    await this.writes('a', builds.next, 1);
    const listed = await fleet.command('a', 'nodes');
    expect(listed.out).toContain(`${CHANGED} 2 waits to be written until it is read by\n  ${fleet.idOf('b')}`);
    const retired = await fleet.command('a', 'nodes', 'retire', fleet.idOf('b'), '--yes');
    expect([retired.code, retired.out]).toEqual([0, `Node ${fleet.idOf('b')} is retired.\n`]);
    expect(retired.err).toContain(`${CHANGED} 2 would be written from then on`);
    await this.comesToWrite('a', builds.next, 2);
    await this.isSwitchedOn();
  }

  /** The release before does not start any more, says why, and has changed nothing. In the next one the node comes back. */
  async keepOut(node: string): Promise<void> {
    const { fleet, builds } = this;
    const words = await fleet.refused(node, builds.today);
    expect(await fleet.refused(node, builds.today, 'nodes')).toBe(words);
    expect(words).toBe(
      `art33: this release of art33 cannot read what the others write: ${CHANGED} is switched on in version 2, ` +
        'and this release reads it up to 1. Update art33 to the release of the other nodes, or a newer one\n',
    );
    await this.writes(node, builds.next, 2);
    expect((await this.nodes(node, builds.next)).nodes).toHaveLength(2);
  }

  private async isSwitchedOn(): Promise<void> {
    const { nodes, switchedOn, waiting } = await this.nodes('a', this.builds.next);
    expect([switchedOn, waiting]).toEqual([[{ eventType: CHANGED, version: 2 }], []]);
    for (const { ahead } of nodes) expect(ahead).toEqual([]);
    expect(await this.fleet.stored('EventVersionSwitchedOn')).toHaveLength(1);
  }

  private async nodes(node: string, build: string): Promise<NodesView> {
    const api = new Api(await this.fleet.run(node, build), operatorToken(this.masterKey));
    const told = await this.fleet.stored('NodeStarted', 'NodeRetired', 'EventVersionSwitchedOn');
    return (await api.read('nodes', upTo(told.at(-1)))) as unknown as NodesView;
  }

  /** Reads what was written last, by whichever release, and writes the next one. Returns how it is stored. */
  private async write(node: string, build: string): Promise<StoredEvent | undefined> {
    const api = new Api(await this.fleet.run(node, build), this.token);
    const last = (await this.fleet.stored(CHANGED)).at(-1);
    const at = (last?.data as { readonly at: string } | undefined)?.at ?? null;
    expect((await api.read('calendar', upTo(last)))['since']).toBe(at);
    const { address } = await api.done('post', 'calendar/revocation');
    expect((await api.read('calendar'))['address']).toBe(address);
    return (await this.fleet.stored(CHANGED)).at(-1);
  }

  private async writes(node: string, build: string, version: number): Promise<void> {
    expect(shown(await this.write(node, build))).toEqual(expected(version));
  }

  private async comesToWrite(node: string, build: string, version: number): Promise<void> {
    const begun = Date.now();
    let written = await this.write(node, build);
    while (written?.schemaVersion !== version && Date.now() - begun < SOON) {
      await sleep(50);
      written = await this.write(node, build);
    }
    expect(shown(written)).toEqual(expected(version));
  }
}

/** Has a node wait until it shows what another one wrote. */
const upTo = (event: StoredEvent | undefined): Readonly<Record<string, string>> =>
  event === undefined ? {} : { 'Art33-Position': event.position };

const shown = (event: StoredEvent | undefined) => ({
  version: event?.schemaVersion,
  why: (event?.data as { readonly why?: string } | undefined)?.why,
});
const expected = (version: number) => ({ version, why: version === 2 ? 'replaced' : undefined });
