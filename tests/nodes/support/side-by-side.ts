import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { logDigest, type StoredEvent } from '@art33/event-log';
import { operatorToken } from '@art33/identity';
import { Api } from '../../../apps/cli/src/api-client.js';
import type { Fleet } from '../../faults/support/fleet.js';
import { LogHistory } from '../../faults/support/log-history.js';
import { Program, type Ending } from '../../faults/support/program.js';
import type { Node, NodesOfOne } from './cluster.js';
import { until } from './figures.js';

/** Nodes that run at the same time on one shared log, each in its own build. */
export class SideBySide implements Fleet {
  private readonly running = new Map<string, Node & { readonly build: string }>();
  private readonly builds = new Map<string, string>();

  constructor(private readonly nodes: NodesOfOne) {}

  /** How many nodes run now. */
  get size(): number {
    return this.running.size;
  }

  async run(name: string, build: string): Promise<string> {
    if (this.running.get(name)?.build !== build) {
      await this.stop(name);
      this.builds.set(name, build);
      this.running.set(name, { ...(await this.nodes.start(name, { build })), build });
    }
    const { url } = this.running.get(name)!;
    await this.showsEverything(url);
    return url;
  }

  async stop(name: string): Promise<void> {
    const node = this.running.get(name);
    this.running.delete(name);
    await node?.program.stop();
  }

  async refused(name: string, build: string, ...args: readonly string[]): Promise<string> {
    await this.stop(name);
    const before = await this.digest();
    const env = this.nodes.environment(name);
    const { code, out, err } = await Program.start({ env, build, ...(args.length > 0 && { args }) }).ended();
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(await this.digest()).toEqual(before);
    return err;
  }

  command(name: string, ...args: readonly string[]): Promise<Ending> {
    const build = this.builds.get(name) ?? '.';
    return Program.start({ env: this.nodes.environment(name), args, build }).ended();
  }

  idOf(name: string): string {
    return readFileSync(join(this.nodes.directory(name), 'node-id'), 'utf8').trim();
  }

  async stored(...types: readonly string[]): Promise<readonly StoredEvent[]> {
    return (await LogHistory.of(await this.wholeLog())).of(...types);
  }

  private async digest() {
    return logDigest(await this.wholeLog());
  }

  private async wholeLog() {
    const log = await this.nodes.log();
    // Asking the server where a stream ends brings along what was written before.
    await log.readStream('installation-nodes', { fresh: true });
    await log.readStream((await log.readAll(undefined, 1))[0]?.stream ?? 'nothing', { fresh: true });
    return log;
  }

  /** What was written on any node a moment ago is shown by this one. */
  private async showsEverything(url: string): Promise<void> {
    const { position } = await (await this.wholeLog()).head();
    if (position === undefined) return;
    const api = new Api(url, operatorToken(this.nodes.masterKey));
    await until(
      'the node shows what was written on another',
      async () => (await api.get('nodes', { 'Art33-Position': position })).status === 200,
      20_000,
    );
  }
}
