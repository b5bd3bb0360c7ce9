import { Controller, Delete, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { COMMANDS, type CommandContext, type Commands } from '@art33/event-log';
import { Answer, Context, written, type WriteResult } from '@art33/http';
import { CurrentScope, CONTROLLER_RIGHTS, PROCESSOR_RIGHTS, Roles, type OrganisationScope } from '@art33/identity';
import { CalendarAddresses } from '../addresses.js';
import { calendarDecider, type CalendarCommandData, type CalendarState } from '../domain/decider.js';
import { calendarStream } from '../domain/events.js';
import { CalendarDto } from './calendar.dto.js';

/** A write, and the address as it is now. */
export interface CalendarWriteResult extends WriteResult {
  readonly address: string | null;
}

/** Who reads only must not give the deadlines to whoever gets an address, nor take them from whoever has one. */
const KEEPERS = [...PROCESSOR_RIGHTS.filter((right) => right !== 'processor:reader'), ...CONTROLLER_RIGHTS];

/** The secret address of the own organisation's calendar. */
@ApiTags('calendar')
@Roles(...PROCESSOR_RIGHTS, ...CONTROLLER_RIGHTS)
@Controller('calendar')
export class CalendarController {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(CalendarAddresses) private readonly addresses: CalendarAddresses,
  ) {}

  /** The address, if there is one. */
  @Get()
  @ApiOkResponse({ type: CalendarDto })
  async show(@CurrentScope() { organisation }: OrganisationScope): Promise<CalendarDto> {
    const state = await this.commands.state(calendarDecider, calendarStream(organisation));
    return { address: this.addressOf(organisation, state), since: state.since };
  }

  /** Creates the address; there is one at most. */
  @Post()
  @Roles(...KEEPERS)
  @HttpCode(200)
  create(@Context() context: CommandContext): Promise<Answer<CalendarWriteResult>> {
    return this.run('create-address', context);
  }

  /** Revokes the address, because somebody has it who should not, and creates another one. */
  @Post('revocation')
  @Roles(...KEEPERS)
  @HttpCode(200)
  replace(@Context() context: CommandContext): Promise<Answer<CalendarWriteResult>> {
    return this.run('replace-address', context);
  }

  /** Revokes the address: nobody reads the calendar any more. */
  @Delete()
  @Roles(...KEEPERS)
  revoke(@Context() context: CommandContext): Promise<Answer<CalendarWriteResult>> {
    return this.run('revoke-address', context);
  }

  private async run(type: CalendarCommandData['type'], context: CommandContext): Promise<Answer<CalendarWriteResult>> {
    const { organisation } = context;
    const stream = calendarStream(organisation);
    const outcome = await this.commands.run(calendarDecider, stream, { type, organisation }, context);
    const { body, headers } = written(organisation, outcome);
    const state = await this.commands.state(calendarDecider, stream);
    return new Answer({ ...body, address: this.addressOf(organisation, state) }, headers);
  }

  private addressOf(organisation: string, { generation, since }: CalendarState): string | null {
    return since === null ? null : this.addresses.urlOf({ organisation, generation });
  }
}
