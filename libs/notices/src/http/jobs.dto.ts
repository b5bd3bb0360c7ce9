import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { invalid, NullIsNone, PageQuery } from '@art33/http';
import { TemplatesBody, type NoticeKind } from '@art33/parties';
import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import type { BulkTask } from '../domain/jobs/events.js';
import { BulkBody, KINDS, REASON } from './notices.dto.js';

const TASKS = ['draft', 'approve', 'send', 'explain'] as const satisfies readonly BulkTask['what'][];

/** What is to be done with which notices of the incident. */
export class JobBody extends BulkBody {
  /** Write texts from templates, approve the last texts, send the approved ones, or give reasons for lateness. */
  @ApiProperty({ enum: TASKS })
  @IsIn(TASKS)
  what!: BulkTask['what'];

  /** `draft`, `send`: what the texts call the matter; left out: each after its strongest undecided duty. */
  @ApiPropertyOptional({ enum: KINDS })
  @IsOptional()
  @NullIsNone()
  @IsIn(KINDS)
  kind?: NoticeKind;

  /** `draft`: the text for these notices, in place of the organisation's templates; `{{text}}` stands for the text that each has already. */
  @IsOptional()
  @NullIsNone()
  @IsObject()
  @ValidateNested()
  @Type(() => TemplatesBody)
  templates?: TemplatesBody;

  /** `send`: also where content that the agreement owes is missing. */
  @IsOptional()
  @NullIsNone()
  @IsBoolean()
  withGaps?: boolean;

  /** `explain`: why the duties were fulfilled late. */
  @IsOptional()
  @NullIsNone()
  @IsString()
  @IsNotEmpty()
  @MaxLength(REASON)
  reason?: string;
}

export class JobListQuery extends PageQuery {}

/** Which fields belong to which task. */
const FIELDS: Readonly<Record<BulkTask['what'], readonly (keyof JobBody)[]>> = {
  draft: ['kind', 'templates'],
  approve: [],
  send: ['kind', 'withGaps'],
  explain: ['reason'],
};

/** The task that a body asks for; refuses what does not belong to it. */
export function taskOf(body: JobBody): BulkTask {
  const { what, kind, templates, withGaps, reason } = body;
  for (const field of ['kind', 'templates', 'withGaps', 'reason'] as const)
    if (body[field] !== undefined && !FIELDS[what].includes(field)) throw invalid(field, `has no meaning with ${what}`);
  const named = kind === undefined ? {} : { kind };
  switch (what) {
    case 'draft':
      return { what, ...named, ...(templates === undefined ? {} : { templates: plain(templates) }) };
    case 'approve':
      return { what };
    case 'send':
      return { what, ...named, withGaps: withGaps ?? false };
    case 'explain':
      if (reason === undefined) throw invalid('reason', 'required to explain lateness');
      return { what, reason };
  }
}

/** Without what was left out, as the log stores it. */
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
