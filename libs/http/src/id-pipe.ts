import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { problem, ProblemException } from './problem.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const RULE = 'an id is a UUID: 36 characters, like 3f2c8a0e-5b1d-5c7e-9f00-1a2b3c4d5e6f';

/** For ids in addresses. What cannot be one is refused by its name (400); whether there is such a record is asked later. */
@Injectable()
export class IdPipe implements PipeTransform<string, string> {
  transform(value: string, { data: field = 'id' }: ArgumentMetadata): string {
    if (UUID.test(value)) return value;
    throw new ProblemException(
      problem('malformed-request', 400, `${field}: ${RULE}`, { errors: [{ field, rule: RULE }] }),
    );
  }
}
