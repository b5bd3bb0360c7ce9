import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { READ_MODELS, type ReadModels } from '@art33/event-log';
import type { Found, Wanted } from '@art33/http';
import { ScopedQuery, type OrganisationScope } from '@art33/identity';
import {
  subprocessorRegister,
  incidentsOfSubprocessor,
  type RegisteredSubprocessor,
  listSubprocessors,
  type SubprocessorFilter,
  type SubprocessorIncident,
} from '../read-model/subprocessors.js';

/** Every subprocessor that the organisation's terms name or one of its incidents implicates, by id. */
export class ListSubprocessors extends ScopedQuery<Found<RegisteredSubprocessor>> {
  constructor(
    scope: OrganisationScope,
    readonly filter: SubprocessorFilter,
    readonly wanted: Wanted,
  ) {
    super(scope);
  }
}

@QueryHandler(ListSubprocessors)
export class ListSubprocessorsHandler implements IQueryHandler<ListSubprocessors> {
  constructor(@Inject(READ_MODELS) private readonly models: ReadModels) {}

  async execute({ scope, filter, wanted }: ListSubprocessors): Promise<Found<RegisteredSubprocessor>> {
    return listSubprocessors(wanted.db ?? this.models.db, scope, filter, wanted);
  }
}

/** One subprocessor with each of its incidents. */
export type SubprocessorFile = RegisteredSubprocessor & { readonly incidentList: readonly SubprocessorIncident[] };

/** Undefined where neither terms nor an incident of the organisation know it. */
export class GetSubprocessor extends ScopedQuery<SubprocessorFile | undefined> {
  constructor(
    scope: OrganisationScope,
    readonly subprocessorId: string,
  ) {
    super(scope);
  }
}

@QueryHandler(GetSubprocessor)
export class GetSubprocessorHandler implements IQueryHandler<GetSubprocessor> {
  constructor(@Inject(READ_MODELS) private readonly models: ReadModels) {}

  async execute({ scope, subprocessorId }: GetSubprocessor): Promise<SubprocessorFile | undefined> {
    const { db } = this.models;
    const registered = subprocessorRegister(db, scope).find((one) => one.subprocessorId === subprocessorId);
    return registered && { ...registered, incidentList: incidentsOfSubprocessor(db, scope, subprocessorId) };
  }
}
