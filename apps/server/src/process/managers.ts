import type { ProcessManager } from '@art33/event-log';
import type { NoticeLinks } from '@art33/notices';
import type { CommandBus } from '@nestjs/cqrs';
import type { Config } from '../config.js';
import type { Stores } from '../stores.js';
import { AlignCases } from './align-cases.js';
import { AlignNotices } from './align-notices.js';
import { HoldBatches } from './hold-batches.js';
import { NoticeDeliveries } from './notice-deliveries.js';
import { ReopenIncidents } from './reopen-incidents.js';
import { SendAlerts } from './send-alerts.js';
import { SendNotices } from './send-notices.js';
import { SendReceipts } from './send-receipts.js';
import { SendReportAlerts } from './send-report-alerts.js';
import { TellBreakGlass } from './tell-break-glass.js';
import { TellWebhookDisabled } from './tell-webhook-disabled.js';

/** Everything that follows from events, each manager at its own place in the log. */
export const processManagers = (
  { commands, models, clock }: Stores,
  commandBus: CommandBus,
  links: NoticeLinks,
  { mail, publicUrl }: Config,
): readonly ProcessManager[] => [
  new AlignNotices(commands, models, clock),
  new SendNotices(commands, mail, links),
  new NoticeDeliveries(commands),
  new AlignCases(commands),
  new SendReceipts(commands, commandBus, links),
  new ReopenIncidents(commands),
  new HoldBatches(commands),
  new SendAlerts(commands, commandBus, models, publicUrl),
  new TellBreakGlass(commands, commandBus, models, publicUrl),
  new TellWebhookDisabled(commands, commandBus, publicUrl),
  new SendReportAlerts(commands, commandBus, publicUrl),
];
