import { webhookDecider, webhookStream, type WebhookEvent } from '@art33/delivery';
import { formatInstant } from '@art33/deadlines';
import {
  deriveId,
  idOfStream,
  isErased,
  type Commands,
  type ProcessManager,
  type RecordedEvent,
} from '@art33/event-log';
import { organisationDecider, organisationStream } from '@art33/parties';
import type { CommandBus } from '@nestjs/cqrs';
import { mailBecauseOf, recipientsOf } from './mails.js';

const NAME = 'tell-webhook-disabled';

const WORDS = {
  de: {
    subject: 'art33: Webhook abgeschaltet',
    gone: 'Der Empfänger hat „410 Gone“ geantwortet.',
    failing: (since: string) => `Seit ${since} hat der Empfänger nichts mehr angenommen.`,
    so: 'An diese Adresse wird nichts mehr gesendet:',
    then: 'Es geht nichts verloren: Nach dem Einschalten wird gesendet, was inzwischen geschehen ist.',
  },
  en: {
    subject: 'art33: webhook disabled',
    gone: 'The receiver answered "410 Gone".',
    failing: (since: string) => `The receiver has taken nothing since ${since}.`,
    so: 'Nothing more is sent to this address:',
    then: 'Nothing is lost: once enabled again, it is sent what has happened meanwhile.',
  },
} as const;

/** Tells an organisation that one of its webhooks was disabled, because nobody else would notice the silence. */
export class TellWebhookDisabled implements ProcessManager {
  readonly name = NAME;
  readonly handles = ['WebhookDisabled'];

  constructor(
    private readonly commands: Commands,
    private readonly commandBus: CommandBus,
    private readonly publicUrl: string,
  ) {}

  async handle(recorded: RecordedEvent): Promise<void> {
    const { data } = recorded as RecordedEvent<Extract<WebhookEvent, { type: 'WebhookDisabled' }>>;
    if (data.reason === 'by-person') return;
    const webhookId = idOfStream(recorded.stream);
    const webhook = await this.commands.state(webhookDecider, webhookStream(webhookId));
    const owner = await this.commands.state(organisationDecider, organisationStream(data.organisation));
    if (webhook.status === 'none' || webhook.status === 'removed' || owner.status === 'none') return;
    const { language, timeZone } = owner.organisation;
    const words = WORDS[language];
    const why =
      data.reason === 'gone'
        ? words.gone
        : words.failing(formatInstant(data.failingSince ?? data.at, timeZone, language));
    const where = isErased(webhook.url) ? '–' : new URL(webhook.url).origin;
    const link = `${this.publicUrl}/api/v1/webhooks/${webhookId}`;
    for (const { address, scopes } of recipientsOf(owner)) {
      const messageId = deriveId('webhook-disabled', recorded.id, address);
      const message = {
        messageId,
        organisation: data.organisation,
        about: { kind: 'webhook', id: webhookId },
        recipient: { address },
        priority: 'normal',
        language,
        subject: words.subject,
        text: [why, words.so, where, '', words.then, link, ''].join('\n'),
        scopes: { recipient: scopes, content: [`webhook:${webhookId}`] },
      } as const;
      await mailBecauseOf(recorded, NAME, message, this.commandBus);
    }
  }
}
