import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredEvent } from '@art33/event-log';
import { freePort } from '../../support/installation.js';
import type { NodesOfOne } from '../../nodes/support/cluster.js';
import type { Fleet } from './fleet.js';
import { LogHistory } from './log-history.js';
import { Program, type Ending, type ProgramEnvironment } from './program.js';

interface Running {
  readonly build: string;
  readonly program: Program;
  readonly url: string;
}

/** Nodes that run at the same time and share a log on a server: only what is exchanged is stopped. */
export class SideBySide implements Fleet {
  private readonly running = new Map<string, Running>();
  private readonly builds = new Map<string, string>();
  private readonly ports = new Map<string, string>();

  constructor(private readonly nodes: NodesOfOne) {}

  async run(node: string, build: string): Promise<string> {
    const before = this.running.get(node);
    if (before?.build === build) return before.url;
    await this.stop(node);
    const program = Program.start({ env: await this.environment(node), build });
    const url = await program.listening();
    while (!(await fetch(`${url}/health/ready`)).ok) await sleep(50);
    this.running.set(node, { build, program, url });
    this.builds.set(node, build);
    return url;
  }

  async stop(node: string): Promise<void> {
    const running = this.running.get(node);
    this.running.delete(node);
    await running?.program.stop();
  }

  /** The log is what must be left alone: the node's copy of it may come up to date. */
  async refused(node: string, build: string, ...args: readonly string[]): Promise<string> {
    await this.stop(node);
    const before = (await this.history()).events.length;
    const env = await this.environment(node);
    const { code, out, err } = await Program.start({ env, build, ...(args.length > 0 && { args }) }).ended();
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect((await this.history()).events.length).toBe(before);
    return err;
  }

  async command(node: string, ...args: readonly string[]): Promise<Ending> {
    const build = this.builds.get(node) ?? '.';
    return Program.start({ env: await this.environment(node), args, build }).ended();
  }

  idOf(node: string): string {
    return readFileSync(join(this.nodes.directory(node), 'node-id'), 'utf8').trim();
  }

  async stored(...types: readonly string[]): Promise<readonly StoredEvent[]> {
    return (await this.history()).of(...types);
  }

  /** What the node that has come furthest knows of the log. */
  private async history(): Promise<LogHistory> {
    const names = [...this.builds.keys()];
    const all = await Promise.all(names.map((name) => LogHistory.read(this.nodes.directory(name), 'replica.db')));
    return all.reduce((one, other) => (other.events.length > one.events.length ? other : one));
  }

  private async environment(node: string): Promise<ProgramEnvironment> {
    const port = this.ports.get(node) ?? String(await freePort());
    this.ports.set(node, port);
    return { ...this.nodes.environment(node), ART33_PORT: port };
  }
}
