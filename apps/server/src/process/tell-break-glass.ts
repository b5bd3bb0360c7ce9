import { formatInstant } from '@art33/deadlines';
import {
  deriveId,
  isErased,
  type Commands,
  type ProcessManager,
  type ReadModels,
  type RecordedEvent,
} from '@art33/event-log';
import { membersOf, OrganisationScope, type BreakGlassEvent, type MemberView } from '@art33/identity';
import { organisationDecider, organisationStream } from '@art33/parties';
import type { CommandBus } from '@nestjs/cqrs';
import { mailBecauseOf, recipientsOf, type Recipient } from './mails.js';

const NAME = 'tell-break-glass';
/** How long the read models may take to show an event before the process tries again, in milliseconds. */
const PATIENCE = 10_000;

const WORDS = {
  de: {
    subject: 'art33: Der Betrieb liest Ihre Akten',
    text: (until: string, reason: string) => [
      `Wer diese Installation betreibt, hat sich Ihre Akten zum Lesen geöffnet, bis ${until}.`,
      `Angegebener Grund: ${reason}`,
      'Jeder Zugriff steht in Ihrem Zugriffsprotokoll:',
    ],
    after: 'Wenn Sie davon nichts wissen, fragen Sie nach.',
  },
  en: {
    subject: 'art33: the operator reads your records',
    text: (until: string, reason: string) => [
      `Whoever runs this installation has opened your records to itself for reading, until ${until}.`,
      `Stated reason: ${reason}`,
      'Every read stands in your access log:',
    ],
    after: 'If you do not know of this, ask.',
  },
} as const;

/** Tells an organisation's admins, or where it has none whoever gets its alerts, that an operator opened its records. */
export class TellBreakGlass implements ProcessManager {
  readonly name = NAME;
  readonly handles = ['BreakGlassOpened'];

  constructor(
    private readonly commands: Commands,
    private readonly commandBus: CommandBus,
    private readonly models: ReadModels,
    private readonly publicUrl: string,
  ) {}

  async handle(recorded: RecordedEvent): Promise<void> {
    const { data } = recorded as RecordedEvent<Extract<BreakGlassEvent, { type: 'BreakGlassOpened' }>>;
    const { organisation, side, breakGlassId, until, reason } = data;
    const owner = await this.commands.state(organisationDecider, organisationStream(organisation));
    if (owner.status === 'none') return;
    if (!(await this.models.waitFor(recorded.position, PATIENCE)))
      throw new Error(`the read models do not show log number ${recorded.logNumber} yet`);
    const scope = OrganisationScope.of({ organisation, role: side });
    const admins = membersOf(this.models.db, scope).flatMap(recipientOf);
    const { language, timeZone } = owner.organisation;
    const words = WORDS[language];
    const lines = words.text(formatInstant(until, timeZone, language), isErased(reason) ? '–' : reason);
    for (const { address, scopes } of admins.length > 0 ? admins : recipientsOf(owner)) {
      const message = {
        messageId: deriveId('break-glass', breakGlassId, address),
        organisation,
        about: { kind: 'break-glass', id: breakGlassId },
        recipient: { address },
        priority: 'high',
        language,
        subject: words.subject,
        text: [...lines, `${this.publicUrl}/api/v1/access-log`, '', words.after, ''].join('\n'),
        scopes: { recipient: scopes, content: [`${side === 'controller' ? side : 'organisation'}:${organisation}`] },
      } as const;
      await mailBecauseOf(recorded, NAME, message, this.commandBus);
    }
  }
}

const recipientOf = ({ personId, email, roles, state }: MemberView): readonly Recipient[] =>
  state === 'joined' && roles.includes('admin') && email !== null
    ? [{ address: email, scopes: [`person:${personId}`] }]
    : [];
