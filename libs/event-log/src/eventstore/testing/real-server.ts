/**
 * A real EventStoreDB for tests: `await RealServer.start({ nodes: 3 })` → `{ url, nodes, leader(), stop() }`; around
 * tests, see describe-with-server.ts.
 */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, ServerProcess, stateOf, type NodeState } from './server-process.js';

/** Where tests find a server: one that runs already, shared with others, or a binary to start. */
export type ServerSource = { readonly url: string } | { readonly binary: string };

export interface ServerOptions {
  /** One alone, or three that elect a leader; default 1. */
  readonly nodes?: 1 | 3;
  /** A directory for the data, so that it outlives a restart of every node; default: in memory. */
  readonly onDisk?: string;
}

const NAMES = ['eventstored', 'EventStore.ClusterNode'];
const CHUNK_BYTES = 32 * 1024 * 1024;
/** Elections take seconds; on a busy machine some more. */
const LEADER_MS = 60_000;
const POLL_MS = 100;
/** Ports are chosen free, and may be taken before the server listens. */
const TRIES = 3;

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function binaryOf(env: NodeJS.ProcessEnv): string | undefined {
  const named = env['EVENTSTORE_BIN'];
  if (named) return named;
  const directories = (env['PATH'] ?? '').split(delimiter).filter((directory) => directory !== '');
  return directories.flatMap((directory) => NAMES.map((name) => join(directory, name))).find(isProgram);
}

/**
 * The server that tests may use: `EVENTSTORE_URL` (a connection string), or a binary: `EVENTSTORE_BIN`, or `eventstored`
 * or `EventStore.ClusterNode` on the PATH. Undefined where there is none.
 *
 * @param own Whether the test stops, pauses or restarts nodes: then only a binary will do.
 */
export function realServer(own = false, env: NodeJS.ProcessEnv = process.env): ServerSource | undefined {
  const url = env['EVENTSTORE_URL'];
  if (url && !own) return { url };
  const binary = binaryOf(env);
  return binary === undefined ? undefined : { binary };
}

/** One node of a server that was started for a test. */
export class ServerNode {
  /** @param process What runs it. */
  constructor(private readonly process: ServerProcess) {}

  /** For a client that speaks to this node alone. */
  get url(): string {
    return `esdb://127.0.0.1:${this.port}?tls=false`;
  }

  get port(): number {
    return this.process.port;
  }

  /** @throws Error where it does not run. */
  get pid(): number {
    return this.process.pid;
  }

  /** What it takes itself for now; undefined where it does not answer. */
  state(): Promise<NodeState | undefined> {
    return stateOf(this.port);
  }

  /** Ends it, and waits until it has ended. */
  kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    return this.process.signal(signal);
  }

  /** It keeps its connections and says nothing until it is resumed. */
  pause(): Promise<void> {
    return this.process.signal('SIGSTOP');
  }

  resume(): Promise<void> {
    return this.process.signal('SIGCONT');
  }

  /** Starts it again on its ports, having ended it where it runs; waits until it is ready, in a cluster until it follows or leads. */
  async restart(signal?: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (signal) await this.kill(signal);
    this.process.start();
    await this.process.untilReady();
  }
}

/** A server with insecure nodes on the loopback address, or one that ran before the tests. */
export class RealServer {
  private constructor(
    /** A connection string for the whole of it. */
    readonly url: string,
    /** Empty where it ran before the tests. */
    readonly nodes: readonly ServerNode[],
    private readonly processes: readonly ServerProcess[],
  ) {}

  /**
   * Starts one, or takes the one that runs where `source` names it.
   *
   * @throws Error where there is none, or it does not become ready.
   */
  static async start(options: ServerOptions = {}, source = realServer()): Promise<RealServer> {
    if (!source) throw new Error('There is no EventStoreDB here: set EVENTSTORE_URL or EVENTSTORE_BIN.');
    if ('url' in source) return new RealServer(source.url, [], []);
    for (let attempt = 1; ; attempt++) {
      const server = await RealServer.#begin(source.binary, options);
      try {
        await Promise.all(server.processes.map((each) => each.untilReady()));
        return server;
      } catch (error) {
        await server.stop();
        if (attempt === TRIES) throw error;
      }
    }
  }

  static async #begin(binary: string, { nodes = 1, onDisk }: ServerOptions): Promise<RealServer> {
    const ports = await Promise.all(
      Array.from({ length: nodes }, async () => [await freePort(), await freePort()] as const),
    );
    const seeds = ports.map(([http]) => `127.0.0.1:${http}`);
    const processes = ports.map(([http, replication], index) => {
      const own = ['--node-ip', '127.0.0.1', '--node-port', String(http)];
      const between = ['--replication-ip', '127.0.0.1', '--replication-port', String(replication)];
      const others = seeds.filter((_, each) => each !== index).join(',');
      const cluster =
        nodes === 1 ? [] : ['--cluster-size', '3', '--discover-via-dns', 'false', '--gossip-seed', others];
      const data =
        onDisk === undefined
          ? ['--mem-db']
          : ['--db', join(onDisk, String(index + 1)), '--stream-existence-filter-size', '1000000'];
      const small = ['--chunk-size', String(CHUNK_BYTES), '--disable-log-file', '--stats-storage', 'None'];
      const flags = ['--insecure', ...own, ...between, ...cluster, ...data, ...small];
      return new ServerProcess(binary, http, flags, nodes === 1 ? ['leader'] : ['leader', 'follower']);
    });
    for (const each of processes) each.start();
    const url = `esdb://${seeds.join(',')}?tls=false`;
    return new RealServer(
      url,
      processes.map((each) => new ServerNode(each)),
      processes,
    );
  }

  /** The node that leads now, waiting for an election to end. @throws Error where none does within a minute. */
  async leader(): Promise<ServerNode> {
    for (const until = Date.now() + LEADER_MS; Date.now() < until; await delay(POLL_MS)) {
      const states = await Promise.all(this.nodes.map((node) => node.state()));
      const leader = this.nodes[states.indexOf('leader')];
      if (leader) return leader;
    }
    throw new Error('No node leads.');
  }

  /** Ends what was started; leaves alone what ran before. */
  async stop(): Promise<void> {
    await Promise.all(this.processes.map((each) => each.stop()));
  }
}
