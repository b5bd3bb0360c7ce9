import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import {
  CatchUp,
  ReadModelStore,
  TestLog,
  testContext,
  deriveId,
  type CommandOutcome,
  type ReadModelDb,
  type RecordedEvent,
} from '@art33/event-log';
import { batchEvents } from '../domain/batch.js';
import { messageDecider } from '../domain/decider.js';
import { deliveryEvents, type MessageEvent } from '../domain/events.js';
import { messageStream } from '../domain/ids.js';
import { prepareMessage, type MessageToPrepare } from '../handlers/prepare-message.js';
import { Outbox, type OutboxOptions } from '../outbox/outbox.js';
import { deliveryProjections } from '../read-model/projection.js';
import type { SmtpSettings } from '../smtp/settings.js';
import { SmtpTransport } from '../smtp/smtp-transport.js';

export const smtpSettings = (port: number, more: Partial<SmtpSettings> = {}): SmtpSettings => ({
  host: '127.0.0.1',
  port,
  tls: 'none',
  ehloName: 'art33.example',
  transport: 'relay',
  from: { name: 'Lumitra GmbH, Datenschutz', address: 'datenschutz@lumitra.example' },
  returnPathDomain: 'art33.example',
  timeouts: { connection: 2_000, greeting: 2_000, socket: 2_000 },
  ...more,
});

/** The real log, real read models, a clock that stands still, and messages to send. */
export class DeliveryTest {
  readonly models: CatchUp;
  readonly errors: unknown[] = [];
  private readonly outboxes: Outbox[] = [];

  private constructor(
    readonly base: TestLog,
    private readonly store: ReadModelStore,
  ) {
    this.models = new CatchUp({ log: base.log, codec: base.codec, store });
    this.models.start();
  }

  static async open(): Promise<DeliveryTest> {
    const base = await TestLog.open({ ...deliveryEvents, ...batchEvents });
    const directory = join(base.directory, 'models');
    return new DeliveryTest(base, ReadModelStore.open({ directory, projections: deliveryProjections }));
  }

  async close(): Promise<void> {
    await Promise.all(this.outboxes.map((outbox) => outbox.stop(0)));
    await this.models.stop();
    this.store.close();
    await this.base.close();
  }

  /** Lets go of the log and the models, and leaves their directory to another process. */
  async detach(): Promise<void> {
    await this.models.stop();
    this.store.close();
    await this.base.log.close();
  }

  get db(): ReadModelDb {
    return this.models.db;
  }

  /** Writes down a message, numbered, and waits until the models show it. */
  async prepare(number = 1, more: Partial<MessageToPrepare> = {}): Promise<string> {
    const messageId = deriveId('test-message', number);
    const message: MessageToPrepare = {
      messageId,
      organisation: 'processor',
      about: { kind: 'notice', id: deriveId('test-notice', number), part: 1 },
      recipient: { contactId: `contact-${number}`, address: `praxis-${number}@klinik.example` },
      priority: 'normal',
      language: 'de',
      subject: `Meldung ${number}`,
      text: 'Sehr geehrte Damen und Herren',
      scopes: { recipient: [`person:contact-${number}`], content: [`incident:${number}`] },
      ...more,
    };
    const command = prepareMessage(message, smtpSettings(0));
    await this.shown(await this.base.commands.run(messageDecider, messageStream(messageId), command, testContext()));
    return messageId;
  }

  async shown(outcome: Pick<CommandOutcome, 'position'>): Promise<void> {
    if (outcome.position !== undefined) await this.models.waitFor(outcome.position, 60_000);
  }

  /** The models' own file, for rows that would take too long to come by through the log. */
  rawModels(): Database {
    return this.store.file.writer.database;
  }

  outbox(port: number, more: Partial<OutboxOptions> = {}): Outbox {
    const outbox = new Outbox({
      commands: this.base.commands,
      models: this.models,
      clock: this.base.clock,
      transport: new SmtpTransport(smtpSettings(port)),
      node: 'node-a',
      guard: { mayDecide: () => true },
      onError: (error) => this.errors.push(error),
      ...more,
    });
    this.outboxes.push(outbox);
    return outbox;
  }

  async events(messageId: string): Promise<readonly (RecordedEvent & MessageEvent)[]> {
    return (await this.base.commands.read(messageStream(messageId))) as readonly (RecordedEvent & MessageEvent)[];
  }

  /** What happened to a message, in short: `started accepted`. */
  async story(messageId: string): Promise<string> {
    return (await this.events(messageId))
      .slice(1)
      .map(({ type }) => type.replace('Message', '').toLowerCase())
      .join(' ');
  }
}
