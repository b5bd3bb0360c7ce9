import { Catch } from '@nestjs/common';
import { CommandRefused } from '@art33/event-log';
import { problem, ProblemFilter, type Art33Request, type Problem } from '@art33/http';
import { ScimFault } from '../domain/fault.js';

export const SCIM_JSON = 'application/scim+json; charset=utf-8';
const ERROR_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** Errors as directories understand them (RFC 7644, section 3.12). */
@Catch()
export class ScimErrors extends ProblemFilter {
  protected override problemOf(error: unknown, request: Art33Request): Problem {
    if (error instanceof ScimFault) return answer(error.status, error.message, error.scimType);
    if (error instanceof CommandRefused) {
      const { code, kind, rule } = error.refusal;
      if (code === 'scim-uniqueness') return answer(409, rule, 'uniqueness');
      if (code === 'scim-version') return answer(412, rule, null);
      if (kind === 'invalid') return answer(400, rule, 'invalidValue');
    }
    return super.problemOf(error, request);
  }

  protected override written({ status, detail, scimType }: Problem): { readonly type: string; readonly body: unknown } {
    const known = typeof scimType === 'string' ? { scimType } : {};
    return { type: SCIM_JSON, body: { schemas: [ERROR_SCHEMA], status: String(status), ...known, detail } };
  }
}

const answer = (status: number, detail: string, scimType: string | null): Problem =>
  problem('scim', status, detail, { scimType });
