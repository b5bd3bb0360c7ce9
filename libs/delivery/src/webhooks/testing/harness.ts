import { join } from 'node:path';
import {
  CatchUp,
  declareEvents,
  ReadModelStore,
  TestLog,
  testContext,
  type Decider,
  type DomainEvent,
} from '@art33/event-log';
import type { WebhookCommandData } from '../domain/commands.js';
import { webhookDecider } from '../domain/decider.js';
import { webhookEvents, webhookStream } from '../domain/events.js';
import { newSecret } from '../handlers/webhooks.js';
import type { PublicEventKind } from '../public-events.js';
import { publicEventProjection } from '../read-model/public-events.js';
import { webhookProjection } from '../read-model/projection.js';
import { WebhookSender, type WebhookSenderOptions } from '../sending/sender.js';

/** A feature of the tests: things that happen to organisations. */
type Happened = DomainEvent<'ThingHappened', { readonly organisation: string; readonly kind: string }>;
const things: Decider<
  null,
  { readonly type: 'happen'; readonly organisation: string; readonly kind: string },
  Happened
> = {
  initialState: null,
  decide: ({ organisation, kind }) => [{ type: 'ThingHappened', data: { organisation, kind } }],
  evolve: (state) => state,
};
const thingKind: PublicEventKind = {
  type: 'eu.art33.thing.happened',
  from: 'ThingHappened',
  meaning: 'A thing happened.',
  audience: ['processor', 'controller'],
  read: ({ data, stream }) => {
    const { organisation, kind } = data as Happened['data'];
    return [{ organisation, subject: `things/${stream}`, facts: { kind } }];
  },
};
const thingEvents = declareEvents<Happened>()({ ThingHappened: { version: 1, meaning: 'A thing happened.' } });

const projections = [webhookProjection, publicEventProjection([thingKind])];

/** The real log, real read models, real HTTP; a clock that stands still. */
export class WebhookTest {
  readonly errors: unknown[] = [];
  private senders: WebhookSender[] = [];
  private things = 0;

  private constructor(
    readonly base: TestLog,
    readonly models: CatchUp,
    private readonly store: ReadModelStore,
  ) {}

  static async open(): Promise<WebhookTest> {
    const base = await TestLog.open(webhookEvents, thingEvents);
    const store = ReadModelStore.open({ directory: join(base.directory, 'models'), projections });
    const models = new CatchUp({ log: base.log, codec: base.codec, store });
    models.start();
    return new WebhookTest(base, models, store);
  }

  async close(): Promise<void> {
    await Promise.all(this.senders.map((sender) => sender.stop(0)));
    await this.models.stop();
    this.store.close();
    await this.base.close();
  }

  /** A sender over the same journal: the one before must have been stopped. */
  async sender(more: Partial<WebhookSenderOptions> = {}): Promise<WebhookSender> {
    const sender = new WebhookSender({
      commands: this.base.commands,
      log: this.base.log,
      models: this.models,
      clock: this.base.clock,
      file: join(this.base.directory, 'webhooks.db'),
      publicUrl: 'https://art33.example',
      privateAllowed: true,
      guard: { mayDecide: () => true },
      onError: (error) => void this.errors.push(error),
      timeoutMilliseconds: 10_000,
      ...more,
    });
    await sender.start();
    this.senders.push(sender);
    return sender;
  }

  async stop(sender: WebhookSender): Promise<void> {
    this.senders = this.senders.filter((one) => one !== sender);
    await sender.stop();
  }

  /** Registers an endpoint; returns its secret. */
  async register(
    webhookId: string,
    url: string,
    {
      organisation = 'ours',
      types = ['*'],
    }: { readonly organisation?: string; readonly types?: readonly string[] } = {},
  ): Promise<string> {
    const secret = newSecret();
    await this.run(webhookId, { type: 'register', webhookId, organisation, url, types, secret, enabled: true });
    return secret;
  }

  async run(webhookId: string, command: WebhookCommandData): Promise<void> {
    await this.base.commands.run(webhookDecider, webhookStream(webhookId), command, testContext());
    await this.shown();
  }

  /** Lets a thing happen to an organisation; returns its log number. */
  async happen(kind: string, organisation = 'ours'): Promise<number> {
    const stream = `thing-${++this.things}`;
    const { logNumber } = await this.base.commands.run(
      things,
      stream,
      { type: 'happen', organisation, kind },
      testContext(),
    );
    await this.shown();
    return logNumber ?? -1;
  }

  async state(webhookId: string) {
    return this.base.commands.state(webhookDecider, webhookStream(webhookId));
  }

  async events(webhookId: string): Promise<readonly string[]> {
    return (await this.base.commands.read(webhookStream(webhookId))).map(({ type }) => type);
  }

  async shown(): Promise<void> {
    const { position } = await this.base.log.head();
    if (position !== undefined) await this.models.waitFor(position, 60_000);
  }
}
