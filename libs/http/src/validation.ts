import { ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { problem, ProblemException, type Fault } from './problem.js';

const FORBIDDEN_CHARACTER = '\u0000';

/** Every rule broken by the request, each with its field. */
export function faultsOf(errors: readonly ValidationError[], path = ''): readonly Fault[] {
  return errors.flatMap((error) => {
    const field = path ? `${path}.${error.property}` : error.property;
    const own = Object.entries(error.constraints ?? {}).map(([name, rule]) => ({
      field,
      rule:
        name === 'whitelistValidation'
          ? 'unknown field'
          : rule.replace(/^each value in /, '').replace(new RegExp(`^${error.property} `), ''),
    }));
    return [...own, ...faultsOf(error.children ?? [], field)];
  });
}

/** Fields whose text holds a NUL, which neither files nor mails nor other databases carry. */
export function fieldsWithNul(value: unknown, path = ''): readonly string[] {
  if (typeof value === 'string') return value.includes(FORBIDDEN_CHARACTER) ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [
    ...(key.includes(FORBIDDEN_CHARACTER) ? [path] : []),
    ...fieldsWithNul(child, path ? `${path}.${key}` : key),
  ]);
}

/** Unknown fields and wrong types are refused, all at once, each by name. */
export const validationPipe = (): ValidationPipe =>
  new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: false,
    exceptionFactory: (errors) => {
      const faults = faultsOf(errors);
      const detail = faults.map((fault) => `${fault.field}: ${fault.rule}`).join('; ');
      return new ProblemException(
        problem('invalid-request', 422, detail || 'the request is not valid', { errors: faults }),
      );
    },
  });
