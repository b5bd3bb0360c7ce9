import { Body, Controller, HttpCode, Inject, Param, Post, UseGuards } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { deriveId, type CommandContext } from '@art33/event-log';
import { IdPipe, Context, readInstant, written, type Answer, type WriteResult } from '@art33/http';
import { CloseIncidentCommand, IncidentCommand } from '../handlers/commands.js';
import { AddDetailsBody, detailsOf, readOptionalInstant } from './details.dto.js';
import {
  ClosureBody,
  ConfirmationBody,
  CorrectAwarenessBody,
  FactBody,
  factOf,
  ImplicateSubprocessorBody,
  implicationOf,
  MeasureBody,
  ReopeningBody,
  RiskBody,
  RulingOutBody,
} from './incidents.dto.js';
import { ForResponders, ProcessorSideGuard } from './processor-side.js';

/** Work on one incident: what becomes known, is found, is done about it. */
@ApiTags('incidents')
@Controller('incidents/:id')
@UseGuards(ProcessorSideGuard)
@ForResponders()
export class IncidentWorkController {
  constructor(@Inject(CommandBus) private readonly commandBus: CommandBus) {}

  /** Adds details, or replaces what was thought to be known. */
  @Post('details')
  @HttpCode(200)
  async addDetails(
    @Param('id', IdPipe) id: string,
    @Body() body: AddDetailsBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    return this.run(id, { type: 'add-details', note: body.note, changes: detailsOf(body) }, context);
  }

  /** Establishes awareness of a fact: the start of the clocks that hang on it. */
  @Post('awareness')
  @HttpCode(200)
  async establishAwareness(
    @Param('id', IdPipe) id: string,
    @Body() body: FactBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    return this.run(id, { type: 'establish-awareness', known: factOf(body) }, context);
  }

  /** Corrects since when a fact is known, with a reason; open deadlines are recomputed. */
  @Post('awareness/corrections')
  @HttpCode(200)
  async correctAwareness(
    @Param('id', IdPipe) id: string,
    @Body() body: CorrectAwarenessBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    return this.run(id, { type: 'correct-awareness', known: factOf(body), reason: body.reason }, context);
  }

  /** Says that a subprocessor has a part in it: which legal entity, when it knew, when it told us. */
  @Post('subprocessors')
  @HttpCode(200)
  async implicateSubprocessor(
    @Param('id', IdPipe) id: string,
    @Body() body: ImplicateSubprocessorBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    return this.run(id, { type: 'implicate-subprocessor', implication: implicationOf(body) }, context);
  }

  /** Confirms that it is a personal data breach (Art. 4 no. 12 GDPR), which establishes that fact. */
  @Post('confirmation')
  @HttpCode(200)
  async confirm(
    @Param('id', IdPipe) id: string,
    @Body() body: ConfirmationBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    return this.run(id, { type: 'confirm-as-breach', at: readInstant('at', body.at) }, context);
  }

  /** Rules it out: no personal data breach, or not notifiable; with a reason. */
  @Post('ruling-out')
  @HttpCode(200)
  async ruleOut(
    @Param('id', IdPipe) id: string,
    @Body() body: RulingOutBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    const { ruling, reason } = body;
    return this.run(id, { type: 'rule-out', ruling, at: readInstant('at', body.at), reason }, context);
  }

  /** Records a measure taken or proposed. */
  @Post('measures')
  async recordMeasure(
    @Param('id', IdPipe) id: string,
    @Body() body: MeasureBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    const { description, stage } = body;
    const measureId = deriveId(context.commandId, 'measure');
    const at = readOptionalInstant('at', body.at) ?? null;
    return this.run(id, { type: 'record-measure', measure: { measureId, description, stage, at } }, context);
  }

  /** Records what helps controllers to judge the risk. */
  @Post('risk')
  @HttpCode(200)
  async recordRisk(
    @Param('id', IdPipe) id: string,
    @Body() body: RiskBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    const { unintelligible, malicious, information } = body;
    return this.run(id, { type: 'record-risk-information', risk: { unintelligible, malicious, information } }, context);
  }

  /** Closes the incident; refused while a duty is undecided. */
  @Post('closure')
  @HttpCode(200)
  async close(
    @Param('id', IdPipe) id: string,
    @Body() body: ClosureBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    return written(id, await this.commandBus.execute(new CloseIncidentCommand(id, body.conclusion, context)));
  }

  /** Opens a closed incident again, with a reason. */
  @Post('reopening')
  @HttpCode(200)
  async reopen(
    @Param('id', IdPipe) id: string,
    @Body() body: ReopeningBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    return this.run(id, { type: 'reopen-incident', cause: { by: 'person', reason: body.reason } }, context);
  }

  private async run(
    id: string,
    command: IncidentCommand['command'],
    context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    return written(id, await this.commandBus.execute(new IncidentCommand(id, command, context)));
  }
}
