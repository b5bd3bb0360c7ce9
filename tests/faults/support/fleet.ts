import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredEvent } from '@art33/event-log';
import { freePort } from '../../support/installation.js';
import { LogHistory } from './log-history.js';
import { Program, serviceIn, type Ending, type ProgramEnvironment } from './program.js';
import { snapshot } from './snapshot.js';

/** The nodes of one installation, each in a build of the program. What stories of upgrades are told with. */
export interface Fleet {
  /** Has a node run in a build, in place of the one that it ran in, if so. Resolves to its address when it is ready. */
  run(node: string, build: string): Promise<string>;
  /** Stops a node; it does not come back by itself. */
  stop(node: string): Promise<void>;
  /**
   * Tries what a node must not do in this build while it does not run: to serve, or the command that is given. What it said.
   * Whatever it must leave alone is as it was.
   */
  refused(node: string, build: string, ...args: readonly string[]): Promise<string>;
  /** Runs a command as whoever operates this node, in its build. */
  command(node: string, ...args: readonly string[]): Promise<Ending>;
  /** The node's id in the register. */
  idOf(node: string): string;
  /** What the log holds of these types of event, as it is stored. */
  stored(...types: readonly string[]): Promise<readonly StoredEvent[]>;
}

/**
 * Nodes that take turns at one data directory: the embedded log has one writer. Each has its own id, which is put in place
 * before it starts; whoever runs is stopped first.
 */
export class TakingTurns implements Fleet {
  private readonly ids = new Map<string, string>();
  private readonly builds = new Map<string, string>();
  private running:
    { readonly node: string; readonly build: string; readonly program: Program; url: string } | undefined;

  private constructor(
    private readonly directory: string,
    private readonly env: ProgramEnvironment,
  ) {}

  static async in(directory: string, masterKey: Buffer): Promise<TakingTurns> {
    return new TakingTurns(directory, { ...serviceIn(directory, masterKey), ART33_PORT: String(await freePort()) });
  }

  async run(node: string, build: string): Promise<string> {
    if (this.running?.node === node && this.running.build === build) return this.running.url;
    await this.stopAll();
    this.putInPlace(node);
    this.builds.set(node, build);
    const program = Program.start({ env: this.env, build });
    const url = await program.listening();
    this.running = { node, build, program, url };
    while (!(await fetch(`${url}/health/ready`)).ok) await sleep(20);
    return url;
  }

  async stop(node: string): Promise<void> {
    if (this.running?.node === node) await this.stopAll();
  }

  async refused(node: string, build: string, ...args: readonly string[]): Promise<string> {
    await this.stopAll();
    this.putInPlace(node);
    const before = snapshot(this.directory);
    const { code, out, err } = await Program.start({ env: this.env, build, ...(args.length > 0 && { args }) }).ended();
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(snapshot(this.directory)).toEqual(before);
    return err;
  }

  command(node: string, ...args: readonly string[]): Promise<Ending> {
    return Program.start({ env: this.env, args, build: this.builds.get(node) ?? '.' }).ended();
  }

  idOf(node: string): string {
    const id = this.ids.get(node) ?? randomUUID();
    this.ids.set(node, id);
    return id;
  }

  async stored(...types: readonly string[]): Promise<readonly StoredEvent[]> {
    return (await LogHistory.read(this.directory)).of(...types);
  }

  async stopAll(): Promise<void> {
    const { running } = this;
    this.running = undefined;
    await running?.program.stop();
  }

  private get idFile(): string {
    return join(this.directory, 'node-id');
  }

  private putInPlace(node: string): void {
    writeFileSync(this.idFile, `${this.idOf(node)}\n`);
    expect(readFileSync(this.idFile, 'utf8').trim()).toBe(this.idOf(node));
  }
}
