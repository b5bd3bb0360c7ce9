import { randomBytes } from 'node:crypto';
import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Put, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { COMMANDS, READ_MODELS, type CommandContext, type Commands, type ReadModels } from '@art33/event-log';
import { Answer, Context, written, type WriteResult } from '@art33/http';
import { CurrentScope, type OrganisationScope } from '@art33/identity';
import type { Personal } from '../domain/values.js';
import { intakeDecider, NO_EMERGENCY, type Emergency, type IntakeCommandData } from '../domain/reports/intake.js';
import { intakeStream, webhookIdOf } from '../domain/reports/ids.js';
import { INTAKE_ADDRESSES, type IntakeAddresses } from '../intake/addresses.js';
import { IntakeSecrets } from '../intake/secrets.js';
import { intakeOf } from '../read-model/reports.js';
import { ForAdmins, ProcessorSideGuard } from './processor-side.js';
import { MakeSecretBody, OpenFormBody } from './reports.dto.js';

/** How a processor can be told of something. */
export interface IntakeView {
  readonly form: {
    readonly open: boolean;
    /** Where it stands, or would stand again; null: it never was opened. */
    readonly url: string | null;
    readonly emergency: Personal<Emergency>;
  };
  readonly webhook: {
    readonly open: boolean;
    /** Where requests go. */
    readonly url: string;
    /** Counts the secrets made so far. */
    readonly generation: number;
    /** Until when the secret before is taken too. */
    readonly previousUntil: string | null;
  };
}

/** The answer that shows a secret: once, and nowhere again. */
export interface SecretMade extends WriteResult {
  readonly secret: string;
  readonly url: string;
}

const HOUR = 3_600_000;
const OVERLAP_HOURS = 24;

/** Opens and closes the ways by which a processor can be told of something. All are closed until it opens them. */
@ApiTags('intake')
@Controller('intake')
@UseGuards(ProcessorSideGuard)
export class IntakeController {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(IntakeSecrets) private readonly secrets: IntakeSecrets,
    @Inject(INTAKE_ADDRESSES) private readonly addresses: IntakeAddresses,
  ) {}

  /** What is open, and where. */
  @Get()
  one(@CurrentScope() scope: OrganisationScope): IntakeView {
    const { address, formOpen, emergency, webhookOpen, generation, previousUntil } = intakeOf(
      this.models.db,
      scope.organisation,
    );
    const webhook = this.addresses.webhook(webhookIdOf(scope.organisation));
    return {
      form: { open: formOpen, url: address === null ? null : this.addresses.form(address), emergency },
      webhook: { open: webhookOpen, url: webhook, generation, previousUntil },
    };
  }

  /** Opens the public form, or changes what it says. */
  @Put('form')
  @ForAdmins()
  async openForm(@Body() body: OpenFormBody, @Context() context: CommandContext): Promise<Answer<WriteResult>> {
    const { phone, instructions, anotherAddress = false } = body;
    const emergency: Emergency = {
      phone: phone ?? NO_EMERGENCY.phone,
      instructions: { de: instructions?.de ?? null, en: instructions?.en ?? null },
    };
    const freshAddress = randomBytes(12).toString('base64url');
    return this.run({ type: 'open-form', emergency, freshAddress, anotherAddress }, context);
  }

  /** Closes the public form; opened again, it stands at the same address. */
  @Delete('form')
  @ForAdmins()
  async closeForm(@Context() context: CommandContext): Promise<Answer<WriteResult>> {
    return this.run({ type: 'close-form' }, context);
  }

  /** Opens the webhook, or changes its secret. The secret is shown in this answer only. */
  @Post('webhook/secrets')
  @ForAdmins()
  async makeSecret(@Body() body: MakeSecretBody, @Context() context: CommandContext): Promise<Answer<SecretMade>> {
    const overlapMilliseconds = (body.overlapHours ?? OVERLAP_HOURS) * HOUR;
    const outcome = await this.execute({ type: 'make-secret', overlapMilliseconds }, context);
    const webhookId = webhookIdOf(context.organisation);
    const made = outcome.events.find(({ type }) => type === 'IntakeSecretMade');
    const generation =
      made?.type === 'IntakeSecretMade' ? (made.data as { readonly generation: number }).generation : 0;
    const { body: result, headers } = written(webhookId, outcome);
    const secret = this.secrets.secretOf(webhookId, generation);
    return new Answer({ ...result, secret, url: this.addresses.webhook(webhookId) }, headers);
  }

  /** Closes the webhook: every secret is void. */
  @Delete('webhook')
  @HttpCode(200)
  @ForAdmins()
  async closeWebhook(@Context() context: CommandContext): Promise<Answer<WriteResult>> {
    return this.run({ type: 'close-webhook' }, context);
  }

  private execute(command: IntakeCommandData, context: CommandContext) {
    const { organisation } = context;
    return this.commands.run(
      intakeDecider,
      intakeStream(organisation),
      { ...command, onBehalfOf: organisation },
      context,
    );
  }

  private async run(command: IntakeCommandData, context: CommandContext): Promise<Answer<WriteResult>> {
    return written(context.organisation, await this.execute(command, context));
  }
}
