import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { StatedInstant } from '@art33/deadlines';
import {
  ATTACHMENTS,
  CLOCK,
  CommandRefused,
  COMMANDS,
  isRefusal,
  toInstant,
  type Clock,
  type CommandContext,
  type CommandOutcome,
  type Commands,
  type SealedAttachments,
} from '@art33/event-log';
import { invalidAll, notFound } from '@art33/http';
import { organisationDecider, organisationStream } from '@art33/parties';
import { caseDecider } from '../domain/decider.js';
import type { CaseEvent } from '../domain/events.js';
import { caseIdOf, caseStream, filedCaseIdOf, importedCaseIdOf, receivedIdOf } from '../domain/ids.js';
import type { ReceivedKind, ReceivedType } from '../domain/received-events.js';
import { readFile, type FileRead } from '../received/read-file.js';

/** What the person states who puts a received notice on file. */
export interface StatedReceipt {
  readonly received: StatedInstant;
  /** What the controller takes it for; undefined: what the notice says of itself. */
  readonly kind: ReceivedKind | undefined;
  /** Who sent it; undefined: whom the notice names. */
  readonly processor: string | undefined;
  /** The file alone counts, not the notice.json in it. */
  readonly withoutNoticeJson: boolean;
}

/** Puts a received file on file in the case that it belongs to, and opens that where there is none. */
export class FileReceivedNotice extends Command<{
  readonly caseId: string;
  readonly outcome: CommandOutcome<CaseEvent>;
}> {
  constructor(
    readonly bytes: Buffer,
    readonly mediaType: ReceivedType,
    readonly stated: StatedReceipt,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(FileReceivedNotice)
export class FileReceivedNoticeHandler implements ICommandHandler<FileReceivedNotice> {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(ATTACHMENTS) private readonly attachments: SealedAttachments,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ bytes, mediaType, stated, context }: FileReceivedNotice) {
    const controllerId = context.organisation;
    const controller = await this.commands.state(organisationDecider, organisationStream(controllerId));
    if (controller.status === 'none') throw notFound();
    const read = await readFile(bytes, mediaType, stated);
    const { kind, processor } = completed(stated, read);
    const { notice, mail } = read;
    const key = `controller:${controllerId}`;
    const caseId = notice
      ? await this.caseOf(controllerId, notice.notice.id)
      : filedCaseIdOf(controllerId, await this.attachments.fingerprint(key, bytes));
    const receivedId = receivedIdOf(caseId, notice?.notice.sending ?? null);
    const command = {
      type: 'file-received-notice',
      caseId,
      controllerId,
      zone: controller.organisation.timeZone,
      receivedId,
      received: stated.received,
      kind,
      processor,
      noticeId: notice?.notice.id ?? null,
      sending: notice?.notice.sending ?? null,
      file: { mediaType, digest: '', size: 0 },
      mail,
      notice,
    } as const;
    // Asked before anything is kept: of what is refused, or there already, nothing more lies on the disk.
    const state = await this.commands.state(caseDecider, caseStream(caseId));
    const decided = caseDecider.decide({ ...command, now: toInstant(this.clock.now()) }, state);
    if (isRefusal(decided)) throw new CommandRefused(decided);
    const kept = decided.length === 0 ? undefined : await this.attachments.keep(key, bytes);
    const filed = { ...command, file: { ...command.file, ...kept } };
    return { caseId, outcome: await this.commands.run(caseDecider, caseStream(caseId), filed, context) };
  }

  /** A notice that this installation delivered to the same controller has its case already. */
  private async caseOf(controllerId: string, noticeId: string): Promise<string> {
    const delivered = await this.commands.state(caseDecider, caseStream(caseIdOf(noticeId)));
    return delivered.controllerId === controllerId ? caseIdOf(noticeId) : importedCaseIdOf(controllerId, noticeId);
  }
}

/** What a file leaves open, a person says. */
function completed(stated: StatedReceipt, { notice }: FileRead): { kind: ReceivedKind; processor: string } {
  const kind = stated.kind ?? notice?.notice.kind;
  const processor = stated.processor ?? notice?.processor.name;
  if (kind !== undefined && processor !== undefined) return { kind, processor };
  const rule = 'is missing: the file holds no notice.json that says so';
  throw invalidAll([
    ...(processor === undefined ? [{ field: 'processor', rule }] : []),
    ...(kind === undefined ? [{ field: 'kind', rule }] : []),
  ]);
}
