import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Header, HttpCode, Inject, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import {
  canonicalJson,
  COMMANDS,
  deriveId,
  orErased,
  READ_MODELS,
  type Commands,
  type ReadModels,
} from '@art33/event-log';
import { PageException, STYLE } from '@art33/http';
import { Public } from '@art33/identity';
import { organisationDecider, organisationStream } from '@art33/parties';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { referenceOf } from '../domain/reports/ids.js';
import { NO_EMERGENCY } from '../domain/reports/intake.js';
import { ReportCommand } from '../handlers/reports.js';
import { intakeOf, processorOfForm } from '../read-model/reports.js';
import { enteredOf, formFaults, toldOf } from './form.js';
import { formPage, INTAKE_STYLE_PATH, thanksPage, unknownFormPage, type FormFacts } from './pages.js';
import { IntakeThrottle, WayIn } from './throttle.js';
import { languageOf } from './words.js';

const HTML = 'text/html; charset=utf-8';
const NO_STORE = 'no-store';
/** What a form's button carries. */
const ONCE = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * A processor's public form for reports: no account, no script, no question what came of one. Closed until the processor
 * opens it; a closed form and one that never was answer alike.
 */
@ApiExcludeController()
@Public()
@WayIn('form')
@UseGuards(IntakeThrottle)
@Controller()
export class IntakePageController {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(CommandBus) private readonly commandBus: CommandBus,
    @Inject(READ_MODELS) private readonly models: ReadModels,
  ) {}

  @Get(INTAKE_STYLE_PATH)
  @Header('Content-Type', 'text/css; charset=utf-8')
  @Header('Cache-Control', 'public, max-age=3600')
  style(): string {
    return STYLE;
  }

  @Get('r/:target')
  @Header('Content-Type', HTML)
  @Header('Cache-Control', NO_STORE)
  @Header('Vary', 'Accept-Language')
  async form(@Param('target') target: string, @Req() request: FastifyRequest): Promise<string> {
    return formPage((await this.facts(target, request)).facts);
  }

  @Post('r/:target')
  @HttpCode(200)
  @Header('Content-Type', HTML)
  @Header('Cache-Control', NO_STORE)
  async send(
    @Param('target') target: string,
    @Body() body: Readonly<Record<string, unknown>> | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { facts, processorId } = await this.facts(target, request, body?.['once']);
    const entered = enteredOf(body);
    const faults = formFaults(entered, facts.words);
    if (faults.length > 0) {
      void reply.status(422);
      return formPage(facts, entered, faults);
    }
    const told = toldOf(entered);
    // The same button with the same words is one report; changed words are another, and nothing of them is lost.
    const reportId = deriveId('form-report', processorId, facts.once, canonicalJson({ ...told } as never));
    const reference = referenceOf(reportId);
    const context = {
      actor: { kind: 'link', id: deriveId('intake-form', target) },
      organisation: processorId,
      commandId: deriveId(reportId, 'received'),
      correlationId: reportId,
    } as const;
    const command = { type: 'receive-report', reportId, channel: 'form', reference, ...told } as const;
    await this.commandBus.execute(new ReportCommand(reportId, command, context));
    return thanksPage(facts, reference);
  }

  private async facts(
    target: string,
    request: FastifyRequest,
    once?: unknown,
  ): Promise<{ readonly facts: FormFacts; readonly processorId: string }> {
    const words = languageOf(request);
    const processorId = processorOfForm(this.models.db, target);
    const intake = processorId === undefined ? undefined : intakeOf(this.models.db, processorId);
    if (processorId === undefined || !intake?.formOpen) throw new PageException(unknownFormPage(words), 404);
    const state = await this.commands.state(organisationDecider, organisationStream(processorId));
    const processorName = state.status === 'registered' ? orErased(state.organisation.name, '–') : '–';
    const facts = {
      words,
      processorName,
      emergency: orErased(intake.emergency, NO_EMERGENCY),
      path: `/r/${target}`,
      once: typeof once === 'string' && ONCE.test(once) ? once : randomUUID(),
    };
    return { facts, processorId };
  }
}
