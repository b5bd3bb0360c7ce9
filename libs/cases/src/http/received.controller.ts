import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { ATTACHMENTS, type CommandContext, type SealedAttachments } from '@art33/event-log';
import {
  IdPipe,
  bytesOf,
  Context,
  notFound,
  problem,
  ProblemException,
  readInstant,
  written,
  type Answer,
  type WriteResult,
} from '@art33/http';
import { CurrentScope, Roles, type OrganisationScope } from '@art33/identity';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ReceivedType } from '../domain/received-events.js';
import { CaseCommand, GetCase } from '../handlers/cases.js';
import { FileReceivedNotice } from '../handlers/received.js';
import { AcknowledgeBody, ReceivedQuery } from './received.dto.js';

const TYPES = ['message/rfc822', 'application/pdf', 'application/json'] as const satisfies readonly ReceivedType[];
const ENDINGS: Readonly<Record<ReceivedType, string>> = {
  'message/rfc822': 'eml',
  'application/pdf': 'pdf',
  'application/json': 'json',
};

/** Notices that a controller received from wherever, put on file by itself. */
@ApiTags('cases')
@Controller('cases')
export class ReceivedNoticesController {
  constructor(
    @Inject(CommandBus) private readonly commandBus: CommandBus,
    @Inject(QueryBus) private readonly queryBus: QueryBus,
    @Inject(ATTACHMENTS) private readonly attachments: SealedAttachments,
  ) {}

  /**
   * Opens a case from a received file (.eml, PDF, or a notice.json), sent as it is, at most 10 MiB; finds the case again
   * where the same was put on file before.
   */
  @Post('received')
  @Roles('controller:contact', 'controller:privacy-officer')
  @ApiConsumes(...TYPES)
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  async file(
    @Query() query: ReceivedQuery,
    @Req() request: FastifyRequest,
    @Body() _: object,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    const { received, zone, kind, processor, withoutNoticeJson = false } = query;
    const stated = {
      received: readInstant('received', zone === undefined ? received : { local: received, zone }),
      kind,
      processor,
      withoutNoticeJson,
    };
    const command = new FileReceivedNotice(bytesOf(request), typeOf(request), stated, context);
    const { caseId, outcome } = await this.commandBus.execute(command);
    return written(caseId, outcome);
  }

  /** The file as it was put on file. */
  @Get(':caseId/received/:receivedId/file')
  @ApiProduces(...TYPES)
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @Header('Cache-Control', 'no-store')
  @Header('X-Content-Type-Options', 'nosniff')
  async download(
    @CurrentScope() scope: OrganisationScope,
    @Param('caseId', IdPipe) id: string,
    @Param('receivedId', IdPipe) receivedId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const found = await this.queryBus.execute(new GetCase(scope, id));
    const received = found?.received.find((one) => one.receivedId === receivedId);
    if (!received) throw notFound();
    const { digest, mediaType } = received.file;
    const bytes = await this.attachments.open(digest);
    if (bytes === 'erased')
      throw new ProblemException(
        problem('erased', 410, 'the key of this file was destroyed on purpose; nobody can read it'),
      );
    // What somebody else wrote is saved, never shown in a window that holds our address.
    void reply.header('Content-Disposition', `attachment; filename="notice-${receivedId}.${ENDINGS[mediaType]}"`);
    return new StreamableFile(bytes, { type: mediaType, length: bytes.length });
  }

  /** A person acknowledges the notice; the sender is told, and its receipt kept here. */
  @Post(':caseId/received/:receivedId/acknowledgement')
  @HttpCode(200)
  @Roles('controller:contact', 'controller:privacy-officer')
  async acknowledge(
    @CurrentScope() scope: OrganisationScope,
    @Param('caseId', IdPipe) id: string,
    @Param('receivedId', IdPipe) receivedId: string,
    @Body() body: AcknowledgeBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    const owned = await this.queryBus.execute(new GetCase(scope, id));
    if (!owned) throw notFound();
    const by = { name: body.name.trim(), function: body.function?.trim() ?? null };
    const command = { type: 'acknowledge-received', receivedId, by } as const;
    return written(id, await this.commandBus.execute(new CaseCommand(id, command, context)));
  }
}

function typeOf(request: FastifyRequest): ReceivedType {
  const given = request.headers['content-type']?.toLowerCase().split(';')[0]?.trim();
  const type = TYPES.find((one) => one === given);
  if (type === undefined)
    throw new ProblemException(problem('unsupported-media-type', 415, `one of ${TYPES.join(', ')}`));
  return type;
}
