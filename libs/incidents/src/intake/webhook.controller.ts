import { Body, Controller, HttpCode, Inject, Param, Post, Req, UseGuards } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBody, ApiConsumes, ApiHeader, ApiTags } from '@nestjs/swagger';
import { CLOCK, deriveId, READ_MODELS, toInstant, type Clock, type ReadModels } from '@art33/event-log';
import { bytesOf, problem, ProblemException, type Art33Request } from '@art33/http';
import { Public } from '@art33/identity';
import type { FastifyRequest } from 'fastify';
import { referenceOf } from '../domain/reports/ids.js';
import { validGenerations } from '../domain/reports/intake.js';
import { ReportCommand } from '../handlers/reports.js';
import { intakeOf, processorOfWebhook } from '../read-model/reports.js';
import { IntakeSecrets, type SignatureFault } from './secrets.js';
import { IntakeThrottle, WayIn } from './throttle.js';
import { ReportBody } from './report-body.dto.js';
import { toldByWebhook } from './webhook-body.js';

const WORDS: Readonly<Record<SignatureFault, string>> = {
  'headers-missing': 'webhook-id, webhook-timestamp (seconds) and webhook-signature are needed (Standard Webhooks)',
  'timestamp-outside-tolerance': 'webhook-timestamp is more than five minutes away from the time here',
  'signature-wrong': 'the signature is not one made with the secret of this webhook',
};

const refused = (fault: SignatureFault): ProblemException =>
  new ProblemException(problem(fault, 401, WORDS[fault], { errors: [{ field: fieldOf(fault), rule: WORDS[fault] }] }));
const fieldOf = (fault: SignatureFault): string =>
  fault === 'timestamp-outside-tolerance' ? 'webhook-timestamp' : 'webhook-signature';

/** What a system that reports gets back. */
export interface ReportReceipt {
  /** Of the report. */
  readonly id: string;
  readonly reference: string;
}

/** Where a system reports by itself, e.g. a SIEM. */
@ApiTags('intake')
@Public()
@WayIn('webhook')
@UseGuards(IntakeThrottle)
@Controller('intake')
export class IntakeWebhookController {
  constructor(
    @Inject(CommandBus) private readonly commandBus: CommandBus,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(IntakeSecrets) private readonly secrets: IntakeSecrets,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Takes a report, signed as Standard Webhooks has it; a CloudEvent (1.0) is taken too. The same webhook-id is the same report. */
  @Post(':target')
  @HttpCode(202)
  @ApiConsumes('application/json', 'application/cloudevents+json')
  @ApiBody({ type: ReportBody })
  @ApiHeader({ name: 'webhook-id', required: true, description: 'Names this report: sent again, it is the same one.' })
  @ApiHeader({ name: 'webhook-timestamp', required: true, description: 'Seconds since 1970, within five minutes.' })
  @ApiHeader({ name: 'webhook-signature', required: true, description: '`v1,` and the signature in base64.' })
  async take(
    @Param('target') target: string,
    @Body() body: object,
    @Req() request: FastifyRequest & Art33Request,
  ): Promise<ReportReceipt> {
    const { headers } = request as FastifyRequest;
    const said = {
      id: one(headers['webhook-id']),
      timestamp: one(headers['webhook-timestamp']),
      signature: one(headers['webhook-signature']),
    };
    const processorId = processorOfWebhook(this.models.db, target);
    const now = toInstant(this.clock.now());
    // Unknown and closed webhooks have no secret that could be right, and answer like a wrong signature.
    const generations = processorId === undefined ? [] : validGenerations(intakeOf(this.models.db, processorId), now);
    const fault = this.secrets.faultOf(target, generations, said, bytesOf(request), now);
    if (fault !== undefined || processorId === undefined || said.id === undefined)
      throw refused(fault ?? 'signature-wrong');
    const told = await toldByWebhook(headers, body);
    const reportId = deriveId('webhook-report', target, said.id);
    const reference = referenceOf(reportId);
    const context = {
      actor: { kind: 'system', id: target },
      organisation: processorId,
      commandId: deriveId(reportId, 'received'),
      correlationId: reportId,
      ...(request.commandDigest === undefined ? {} : { commandDigest: request.commandDigest }),
    } as const;
    const command = { type: 'receive-report', reportId, channel: 'webhook', reference, ...told } as const;
    await this.commandBus.execute(new ReportCommand(reportId, command, context));
    return { id: reportId, reference };
  }
}

const one = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' ? header : undefined;
