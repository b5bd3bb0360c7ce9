import type { ReturnSender } from '@art33/cases';
import {
  AttachingTransport,
  BounceFolder,
  BounceIntake,
  EmlFolderTransport,
  Outbox,
  SmtpTransport,
  type WebhookSender,
} from '@art33/delivery';
import { PdfRenderer } from '@art33/documents';
import type { BulkWorker, NoticeLinks } from '@art33/notices';
import { caughtUpWith, Ticker } from '@art33/watch';
import { NoticeAttachments } from './attachments/notice-attachments.js';
import { PastStates } from './attachments/past-states.js';
import type { ClockGuard } from './clock-guard.js';
import type { Config } from './config.js';
import { nodeId } from './node-id.js';
import { caseSteps, noticeSteps } from './process/steps.js';
import type { Shutdown } from './shutdown.js';
import { paths, type Stores } from './stores.js';
import type { Logs } from './telemetry/logs.js';

/** What looks by itself for something to do: deadlines, mails out and back, webhooks, acknowledgements; jobs once they are begun. */
export class Workers {
  private readonly ticker: Ticker;
  private readonly outbox: Outbox;
  private readonly bounces: BounceFolder;
  private readonly renderer = new PdfRenderer();

  constructor(
    private readonly parts: {
      readonly stores: Stores;
      readonly config: Config;
      readonly guard: ClockGuard;
      readonly links: NoticeLinks;
      readonly logger: Logs;
      readonly onError: (error: unknown, about?: string | null) => void;
      readonly jobs: BulkWorker;
      readonly webhooks: WebhookSender;
      readonly acknowledgements: ReturnSender;
    },
  ) {
    const { stores, config, guard, links, logger, onError } = parts;
    const { log, commands, models, clock } = stores;
    const { mails, bounces } = paths(config.dataDirectory);
    this.ticker = new Ticker({
      db: models.db,
      clock,
      guard,
      caughtUp: caughtUpWith(log, models),
      handlers: { notice: noticeSteps(commands), case: caseSteps(commands) },
      onError,
    });
    const line = config.smtp ? new SmtpTransport(config.smtp) : new EmlFolderTransport(mails, config.mail);
    const files = new NoticeAttachments(commands, new PastStates(commands, log), links, this.renderer);
    this.outbox = new Outbox({
      commands,
      models,
      clock,
      transport: new AttachingTransport(line, files, onError),
      node: nodeId(config.dataDirectory),
      guard,
      onError,
      limits: config.dispatch,
    });
    const onIgnored = ({ why }: { readonly why: string }) =>
      logger.warn(`a mail that came back was passed over: ${why}`);
    const intake = new BounceIntake({ commands, log, models, clock, onIgnored });
    this.bounces = new BounceFolder({ folder: bounces, intake, onError });
  }

  async start(): Promise<void> {
    const { webhooks, acknowledgements } = this.parts;
    this.outbox.start();
    await webhooks.start();
    acknowledgements.start();
    await this.bounces.start();
    this.ticker.start();
  }

  /** Looks now which deadlines have been reached. */
  async tick(): Promise<void> {
    await this.ticker.tick(this.parts.stores.clock.now());
  }

  /** Resolves when what the read models show by now has been dealt with. */
  async idle(): Promise<void> {
    const { webhooks, acknowledgements, jobs } = this.parts;
    await jobs.idle();
    await this.bounces.look();
    await this.outbox.idle();
    await webhooks.idle();
    await acknowledgements.idle();
  }

  /** Takes up nothing more; what is under way ends side by side. Also where they were never started. */
  async stop(shutdown: Shutdown): Promise<void> {
    const { webhooks, acknowledgements, jobs } = this.parts;
    await Promise.all([
      shutdown.step('deadlines', this.ticker.stop()),
      shutdown.step('bulk work', jobs.stop()),
      shutdown.step('bounces', this.bounces.stop()),
      shutdown.step('mails', this.outbox.stop(shutdown.patience)),
      shutdown.step('webhooks', webhooks.stop()),
      shutdown.step('acknowledgements', acknowledgements.stop()),
    ]);
    await shutdown.step('documents', this.renderer.close());
  }
}
