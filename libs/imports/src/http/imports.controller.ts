import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { TableFormat } from '@art33/documents';
import { deriveId, READ_MODELS, type CommandContext, type ReadModels } from '@art33/event-log';
import {
  IdPipe,
  bytesOf,
  Context,
  invalid,
  notFound,
  page,
  problemOfStatus,
  ProblemException,
  TABLE_TYPES,
  written,
  type Answer,
  type Page,
  type Upload,
  type WriteResult,
} from '@art33/http';
import { CurrentPrincipal, CONTROLLER_RIGHTS, PROCESSOR_RIGHTS, Roles, type Principal } from '@art33/identity';
import { validate } from 'uuid';
import type { ColumnMapping } from '../columns.js';
import { Imports } from '../imports.js';
import type { ImportView } from '../job.js';
import type { ImportKind } from '../kind.js';
import { importCursor, listImports } from '../read-model/queries.js';
import { ImportQuery, ListImportsQuery } from './imports.dto.js';

const FORMAT_OF_TYPE = Object.entries(TABLE_TYPES) as readonly (readonly [TableFormat, string])[];

/** Which organisation's imports somebody may see: null: of all, for the operator. For everybody else there are none. */
function organisationOf({ role, organisation }: Principal): string | null {
  if (role === 'operator') return null;
  if (role !== 'processor') throw notFound();
  return organisation;
}

/** An organisation by its id, or a processor by the id that its terms file gives it. */
const idOf = (processor: string): string => (validate(processor) ? processor : deriveId('processor', processor));

/** Files of many records. Everything of a file is taken or nothing, and shown when it is complete. */
@ApiTags('imports')
@Controller('imports')
export class ImportsController {
  constructor(
    @Inject(Imports) private readonly imports: Imports,
    @Inject(READ_MODELS) private readonly models: ReadModels,
  ) {}

  /**
   * Takes a file as the request's body and answers at once; `GET imports/{id}` tells how far it is. The same file again under
   * the same id goes on where it was cut, and does nothing more where it is done.
   */
  @Post()
  @HttpCode(202)
  @Roles('processor:admin', 'operator')
  @ApiConsumes(...Object.values(TABLE_TYPES))
  @ApiBody({ schema: { type: 'string', format: 'binary' }, required: true })
  async take(
    @CurrentPrincipal() principal: Principal,
    @Query() query: ImportQuery,
    @Body() upload: Upload,
    @Req() request: object,
    @Context() context: CommandContext,
  ): Promise<ImportView> {
    const { importId = deriveId(context.commandId, 'import'), dryRun, encoding, map = [] } = query;
    const kind = this.kindOf(query.kind);
    return this.imports.take({
      importId: importId.toLowerCase(),
      organisation: processorOf(principal, query.processor),
      actor: principal.actor,
      kind,
      bytes: bytesOf(request),
      format: formatOf(upload, kind),
      encoding,
      mapping: mappingOf(map),
      dryRun: dryRun === 'true',
    });
  }

  /** Imports that were begun, the latest first; the operator sees those of all processors. */
  @Get()
  @Roles(...PROCESSOR_RIGHTS, ...CONTROLLER_RIGHTS, 'auditor', 'operator')
  list(@CurrentPrincipal() principal: Principal, @Query() query: ListImportsQuery): Page<ImportView> {
    const own = organisationOf(principal);
    const wanted = query.processor === undefined ? own : idOf(query.processor);
    if (own !== null && wanted !== own) throw notFound();
    const rows = listImports(this.models.db, wanted, query);
    return page(rows, query.limit, importCursor, (recorded) => this.imports.viewOf(recorded));
  }

  /** How far one import is, and what is wrong with its file. */
  @Get(':id')
  @Roles(...PROCESSOR_RIGHTS, ...CONTROLLER_RIGHTS, 'auditor', 'operator')
  one(@CurrentPrincipal() principal: Principal, @Param('id', IdPipe) id: string): ImportView {
    const found = this.imports.find(id, organisationOf(principal));
    if (!found) throw notFound();
    return found;
  }

  /** Gives an unfinished import up: nothing of it will ever be shown. A completed one stays. */
  @Post(':id/abandonment')
  @HttpCode(200)
  @Roles('processor:admin', 'operator')
  async abandon(
    @CurrentPrincipal() principal: Principal,
    @Param('id', IdPipe) id: string,
    @Context() context: CommandContext,
  ): Promise<Answer<WriteResult>> {
    const found = this.imports.find(id, organisationOf(principal));
    if (!found) throw notFound();
    const { organisationId: organisation } = found;
    const outcome = await this.imports.abandon(id, organisation, { ...context, organisation });
    return written(id, outcome ?? NOTHING_WRITTEN);
  }

  private kindOf(name: string): ImportKind {
    const kind = this.imports.kindOf(name);
    if (!kind) throw invalid('kind', `one of ${this.imports.kinds.map((each) => each.kind).join(', ')}`);
    return kind;
  }
}

/** It was given up before anything was written. */
const NOTHING_WRITTEN = {
  events: [],
  position: undefined,
  logNumber: undefined,
  revision: -1,
  edits: 0,
  repeated: false,
} as const;

function processorOf({ role, organisation }: Principal, named: string | undefined): string {
  if (role === 'operator') {
    if (named === undefined) throw invalid('processor', 'the operator says whose records they are');
    return idOf(named);
  }
  if (named !== undefined && idOf(named) !== organisation)
    throw invalid('processor', 'a processor imports its own records only');
  return organisation;
}

function formatOf(upload: Partial<Upload> | undefined, kind: ImportKind): TableFormat {
  const format = FORMAT_OF_TYPE.find(([, type]) => type === upload?.mediaType)?.[0];
  if (format === undefined || (format === 'json' && !kind.takesJson)) {
    const types = FORMAT_OF_TYPE.filter(([each]) => each !== 'json' || kind.takesJson).map(([, type]) => type);
    throw new ProblemException(problemOfStatus(415, `the body is a file of one of the types ${types.join(', ')}`));
  }
  return format;
}

function mappingOf(map: readonly string[]): ColumnMapping {
  const pairs = map.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const);
  return Object.fromEntries(pairs);
}
