import { Body, Controller, Get, Inject, Param, Post, Put, Query } from '@nestjs/common';
import {
  COMMANDS,
  declareEvents,
  deriveId,
  editsOf,
  HISTORY,
  idOfStream,
  READ_MODELS,
  Refusal,
  type CommandContext,
  type Commands,
  type Decider,
  type DomainEvent,
  type History,
  type Projection,
  type ReadModelDb,
  type ReadModels,
  type RecordedEvent,
} from '@art33/event-log';
import { Roles } from '@art33/identity';
import { Type } from 'class-transformer';
import { IsArray, IsInt, IsObject, IsOptional, IsString, MaxLength, ValidateNested } from 'class-validator';
import { AsOf, Context, RequireIfMatch } from '../context.js';
import { cursorsOf, page, sortOf, type Page } from '../page.js';
import { AsOfQuery, PageQuery } from '../page.dto.js';
import { notFound, PageException } from '../problem.js';
import { InstantField, readInstant } from '../stated-instant.js';
import { entity, written, type Answer, type WriteResult } from '../written.js';

/** The smallest room with everything that this library gives to rooms. */
type LampEvent =
  DomainEvent<'LampHung', { readonly name: string }> | DomainEvent<'LampRenamed', { readonly name: string }>;
type LampCommand = { readonly type: 'hang' | 'rename'; readonly name: string };

export const lampEvents = declareEvents<LampEvent>()({
  LampHung: { version: 1, meaning: 'A lamp was hung.' },
  LampRenamed: { version: 1, meaning: 'A lamp was given another name.' },
});

const REFUSALS: Readonly<Record<string, Refusal>> = {
  'too bright': new Refusal('lamp-too-bright', 'invalid', 'a lamp blinds nobody', 'name', { limit: 3 }),
  taken: new Refusal('lamp-name-taken', 'conflict', 'every lamp has a name of its own'),
  secret: new Refusal('lamp-forbidden', 'forbidden', 'secret lamps are hung by nobody'),
  gone: new Refusal('not-found', 'not-found', 'there is no such record'),
};

const lampDecider: Decider<string | null, LampCommand, LampEvent> = {
  initialState: null,
  decide: ({ type, name }, state) => {
    const refusal = REFUSALS[name];
    if (refusal) return refusal;
    if (type === 'hang') return [{ type: 'LampHung', data: { name } }];
    return state === name ? [] : [{ type: 'LampRenamed', data: { name } }];
  },
  evolve: (_, event) => event.data.name,
};

export const lampProjection: Projection = {
  name: 'lamps',
  version: 1,
  handles: ['LampHung', 'LampRenamed'],
  tables: 'CREATE TABLE lamps (id TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;',
  apply(recorded, db) {
    const { stream, data } = recorded as RecordedEvent<LampEvent>;
    db.sql('INSERT OR REPLACE INTO lamps VALUES (?, ?)').run(idOfStream(stream), data.name);
  },
};

class ShadeBody {
  @IsString()
  colour!: string;
}
export class LampBody {
  @IsString()
  @MaxLength(40)
  name!: string;

  @IsOptional()
  @IsInt()
  watts?: number;

  @IsOptional()
  @IsString({ each: true })
  tags?: string[];

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => ShadeBody)
  shade?: ShadeBody;

  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => ShadeBody)
  spares?: ShadeBody[];
}
class LitBody {
  @InstantField('When it was lit.')
  at!: unknown;
}

interface Lamp {
  readonly id: string;
  readonly name: string;
}
const orders = (sort: string) => cursorsOf(`lamps ${sort}`, 2);

@Controller('lamps')
export class LampsController {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(HISTORY) private readonly history: History,
  ) {}

  @Get()
  list(@Query() { sort = 'name', cursor, limit }: PageQuery): Page<Lamp> {
    const { field, descending } = sortOf(sort, ['name', 'id'], 'name');
    const [beyond, direction] = descending ? ['<', 'DESC'] : ['>', 'ASC'];
    const [value, id] = orders(sort).read(cursor) ?? (descending ? ['~', '~'] : ['', '']);
    const rows = this.models.db
      .sql(
        `SELECT * FROM lamps WHERE (${field}, id) ${beyond} (?, ?) ORDER BY ${field} ${direction}, id ${direction} LIMIT ?`,
      )
      .all(value, id, limit + 1) as unknown as readonly Lamp[];
    return page(rows, limit, (lamp) => orders(sort).keyOf(lamp[field], lamp.id));
  }

  @Get('fire')
  fire(): never {
    throw Object.assign(new Error('the secret of /srv/lamps.ts'), { statusCode: 404 });
  }

  @Get('page')
  page(): never {
    throw new PageException('<p>no such lamp</p>', 404);
  }

  @Get(':id')
  async one(@Param('id') id: string, @Query() _: AsOfQuery, @AsOf() asOf?: number): Promise<Answer<Lamp>> {
    const look = (db: ReadModelDb) => {
      const lamp = db.sql('SELECT * FROM lamps WHERE id = ?').get(id) as unknown as Lamp | undefined;
      return lamp && { lamp, edits: editsOf(db, `lamp-${id}`, ORGANISATION) };
    };
    const found = asOf === undefined ? look(this.models.db) : await this.history.asOf([`lamp-${id}`], asOf, look);
    if (!found) throw notFound();
    return entity(found.lamp, found.edits);
  }

  @Post()
  @Roles('processor:responder')
  hang(@Body() { name }: LampBody, @Context() context: CommandContext): Promise<Answer<WriteResult>> {
    return this.run(deriveId(context.commandId, 'lamp'), { type: 'hang', name }, context);
  }

  @Put(':id/name')
  @Roles('processor:responder')
  rename(
    @Param('id') id: string,
    @Body() { name }: LampBody,
    @RequireIfMatch() _: number,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    return this.run(id, { type: 'rename', name }, context);
  }

  @Post(':id/name')
  @Roles('processor:responder')
  force(
    @Param('id') id: string,
    @Body() { name }: LampBody,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    return this.run(id, { type: 'rename', name }, context);
  }

  @Post('lit')
  @Roles('processor:responder')
  lit(@Body() { at }: LitBody): unknown {
    return readInstant('at', at);
  }

  @Post('dark')
  @Roles('processor:responder')
  dark(): object {
    return {};
  }

  private async run(id: string, command: LampCommand, context: CommandContext): Promise<Answer<WriteResult>> {
    return written(id, await this.commands.run(lampDecider, `lamp-${id}`, command, context));
  }
}

/** Whose lamps these are. */
export const ORGANISATION = '11111111-1111-4111-8111-111111111111';
