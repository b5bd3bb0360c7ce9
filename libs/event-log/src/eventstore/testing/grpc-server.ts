/**
 * EventStoreDB's protocol served from this process, from memory, with faults on demand: `const server = await
 * GrpcServer.start({ nodes: 3 })` → `{ url, nodes, events, faults, lead(node), stop() }`; `server.faults.next({ is: 'cut',
 * written: true })`; `server.nodes[0].wire.freeze()`, `.subscriptions`, `.isReady = false`; `server.events.clock = …`.
 */
import { Server, ServerCredentials, type StatusObject, type UntypedHandleCall } from '@grpc/grpc-js';
import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import gossipService from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ClusterInfo } from '@eventstore/db-client/generated/gossip_pb.js';
import type { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type { Empty } from '@eventstore/db-client/generated/shared_pb.js';
import type { AppendReq, AppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import { deleting } from './deleting.js';
import { Faults, play, type AppendCall } from './faults.js';
import { MemoryStore, type ProposedEvent } from './memory-store.js';
import {
  answerTo,
  expectedOf,
  failed,
  nameOf,
  notLeader,
  notReady,
  proposedOf,
  streamDeleted,
  tooLarge,
  type ExpectingOptions,
} from './messages.js';
import { read, ServedSubscription, type ReadCall } from './reading.js';
import { freePort } from './server-process.js';
import { Wire } from './wire.js';

/** Bytes of data in one append; type and metadata are not counted. */
const APPEND_LIMIT = 1_048_576;
const MESSAGE_LIMIT = 17 * 1024 * 1024;
const [FOLLOWER, LEADER] = [6, 8];

interface Call {
  readonly metadata: { get(key: string): readonly (string | Buffer)[] };
  emit(event: 'error', reason: StatusObject): boolean;
}

/** One node; all nodes of a server hold the same. */
export class GrpcNode {
  /** False: it answers every call with "Server Is Not Ready". */
  isReady = true;
  readonly subscriptions = new Set<ServedSubscription>();
  readonly #grpc = new Server({ 'grpc.max_receive_message_length': MESSAGE_LIMIT });
  #port = 0;

  private constructor(
    private readonly server: GrpcServer,
    /** Its connections: `cut()`, `freeze()`, `thaw()`, `down()`, `up()`. */
    readonly wire: Wire,
  ) {}

  /** For a client that speaks to this node alone. */
  get url(): string {
    return `esdb://127.0.0.1:${this.wire.port}?tls=false`;
  }

  static async start(server: GrpcServer): Promise<GrpcNode> {
    const node: GrpcNode = new GrpcNode(server, new Wire(await freePort(), () => node.#port));
    // Served as a call that may answer more than once, for the fault that does; the bytes are the same.
    const append = { ...streamsService.StreamsService.append, responseStream: true };
    const { read: reads, delete: deletes, tombstone } = streamsService.StreamsService;
    node.#grpc.addService({ append, read: reads, delete: deletes, tombstone } as never, {
      append: ((call: AppendCall) => node.#append(call)) as UntypedHandleCall,
      read: ((call: ReadCall) => void node.#read(call)) as UntypedHandleCall,
      ...(deleting(server.events) as unknown as Record<string, UntypedHandleCall>),
    });
    node.#grpc.addService(gossipService.GossipService as never, {
      read: ((_: ServerUnaryCall<Empty, ClusterInfo>, answer: sendUnaryData<ClusterInfo>) =>
        answer(null, server.members())) as UntypedHandleCall,
    });
    node.#grpc.addService(featuresService.ServerFeaturesService as never, {
      getSupportedMethods: ((_: ServerUnaryCall<Empty, SupportedMethods>, answer: sendUnaryData<SupportedMethods>) =>
        answer(null, methods())) as UntypedHandleCall,
    });
    node.#port = await new Promise<number>((resolve, reject) =>
      node.#grpc.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      ),
    );
    await node.wire.up();
    return node;
  }

  async stop(): Promise<void> {
    await this.wire.down();
    this.#grpc.forceShutdown();
  }

  /** Why it takes no call now: where it is not ready, or only the leader is asked for. */
  #refusal({ metadata }: Call): StatusObject | undefined {
    if (!this.isReady) return notReady();
    const { leader } = this.server;
    const forLeader = metadata.get('requires-leader')[0] === 'true';
    return forLeader && leader !== this ? notLeader('127.0.0.1', leader.wire.port) : undefined;
  }

  #append(call: AppendCall): void {
    const refused = this.#refusal(call);
    let options: ExpectingOptions | undefined;
    let stream = '';
    let bytes = 0;
    const events: (ProposedEvent | undefined)[] = [];
    call.on('data', (request: AppendReq) => {
      const message = request.getProposedMessage();
      if (message) {
        bytes += message.getData_asU8().length;
        events.push(proposedOf(message));
      } else {
        options = request.getOptions();
        stream = nameOf(request.getOptions()?.getStreamIdentifier());
      }
    });
    call.on('error', () => undefined);
    call.on('end', () => {
      const proposed = events.filter((event) => event !== undefined);
      const reason = refused ?? (bytes > APPEND_LIMIT ? tooLarge(APPEND_LIMIT) : undefined);
      if (reason ?? (!options || proposed.length < events.length)) return void call.emit('error', reason ?? failed());
      const expected = expectedOf(options as ExpectingOptions);
      const write = (): AppendResp | StatusObject => {
        const outcome = this.server.events.append(stream, expected, proposed);
        return outcome.is === 'deleted' ? streamDeleted(stream) : answerTo(outcome, expected);
      };
      const answer = (given: AppendResp | StatusObject, times = 1): void => {
        if (!(given instanceof streams.AppendResp)) return void call.emit('error', given);
        for (let time = 0; time < times; time++) call.write(given);
        call.end();
      };
      const fault = this.server.faults.take(stream);
      if (fault) void play(fault, call, this.wire, write, answer);
      else answer(write());
    });
  }

  async #read(call: ReadCall): Promise<void> {
    call.on('error', () => undefined);
    const refused = this.#refusal(call);
    if (refused) return void call.emit('error', refused);
    if (!call.request.getOptions()?.hasSubscription()) return read(call, this.server.events);
    const subscription = new ServedSubscription(call);
    this.subscriptions.add(subscription);
    await subscription.serve(this.server.events);
    this.subscriptions.delete(subscription);
  }
}

/** A server of one node or of several, with one memory. */
export class GrpcServer {
  /** What all its nodes hold. */
  readonly events = new MemoryStore();
  readonly faults = new Faults();
  #nodes: readonly GrpcNode[] = [];
  #leader = 0;

  private constructor() {}

  static async start({ nodes = 1 }: { readonly nodes?: number } = {}): Promise<GrpcServer> {
    const server = new GrpcServer();
    server.#nodes = await Promise.all(Array.from({ length: nodes }, () => GrpcNode.start(server)));
    return server;
  }

  /** A connection string for the whole of it. */
  get url(): string {
    return `esdb://${this.#nodes.map(({ wire }) => `127.0.0.1:${wire.port}`).join(',')}?tls=false`;
  }

  get nodes(): readonly GrpcNode[] {
    return this.#nodes;
  }

  get leader(): GrpcNode {
    return this.#nodes[this.#leader] as GrpcNode;
  }

  /** Another node leads from now on. */
  lead(node: GrpcNode): void {
    this.#leader = this.#nodes.indexOf(node);
  }

  /** The nodes as they tell of each other. */
  members(): ClusterInfo {
    const cluster = new gossip.ClusterInfo();
    cluster.setMembersList(
      this.#nodes.map((node) => {
        const [member, endpoint, id] = [new gossip.MemberInfo(), new gossip.EndPoint(), new shared.UUID()];
        endpoint.setAddress('127.0.0.1');
        endpoint.setPort(node.wire.port);
        id.setString(crypto.randomUUID());
        member.setInstanceId(id);
        member.setHttpEndPoint(endpoint);
        member.setState(node === this.leader ? LEADER : FOLLOWER);
        member.setIsAlive(true);
        member.setTimeStamp(String(Date.now()));
        return member;
      }),
    );
    return cluster;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#nodes.map((node) => node.stop()));
  }
}

/** As the real server says it; the batched way of appending is not served, so that nobody takes it unnoticed. */
function methods(): SupportedMethods {
  const supported = new features.SupportedMethods();
  supported.setEventStoreServerVersion('24.2.0');
  const names = Object.entries({ read: ['position', 'events'], append: [], delete: [], tombstone: [] });
  supported.setMethodsList(
    names.map(([name, list]) => {
      const method = new features.SupportedMethod();
      method.setServiceName('event_store.client.streams.streams');
      method.setMethodName(name);
      method.setFeaturesList(list);
      return method;
    }),
  );
  return supported;
}
