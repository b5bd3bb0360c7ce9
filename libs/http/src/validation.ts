import { ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { invalidAll, type Fault } from './problem.js';

/** The rules whose own words would show how we check them. */
const OWN_WORDS: Readonly<Record<string, string>> = {
  whitelistValidation: 'unknown field',
  nestedValidation: 'must be an object',
};

/** `each value in tags must be a string` → `must be a string`: the field stands beside the rule. */
const ruleOf = (words: string, property: string): string => {
  const rule = words.replace(/^each value in /, '');
  return rule.startsWith(`${property} `) ? rule.slice(property.length + 1) : rule;
};

/** Every rule broken by the request, each with its field. */
export function faultsOf(errors: readonly ValidationError[], path = ''): readonly Fault[] {
  return errors.flatMap((error) => {
    const field = path ? `${path}.${error.property}` : error.property;
    const rules = Object.entries(error.constraints ?? {}).map(
      ([name, words]) => OWN_WORDS[name] ?? ruleOf(words, error.property),
    );
    const own = [...new Set(rules)].map((rule) => ({ field, rule }));
    return [...own, ...faultsOf(error.children ?? [], field)];
  });
}

/** Unknown fields and wrong types are refused, all at once, each by name. */
export const validationPipe = (): ValidationPipe =>
  new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: false,
    exceptionFactory: (errors) => invalidAll(faultsOf(errors)),
  });
