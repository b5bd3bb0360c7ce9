import { ValidationPipe } from '@nestjs/common';
import { getMetadataStorage, type ValidationError } from 'class-validator';
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

/** A field that is required and was left out breaks all its rules at once: that it is missing says it all. */
const isMissing = ({ value, property, constraints = {} }: ValidationError): boolean =>
  value === undefined && property !== undefined && !('whitelistValidation' in constraints);

const rulesOf = (error: ValidationError): readonly string[] => {
  const broken = Object.entries(error.constraints ?? {});
  if (broken.length > 0 && isMissing(error)) return ['is missing'];
  return [...new Set(broken.map(([name, words]) => OWN_WORDS[name] ?? ruleOf(words, error.property)))];
};

/** Every rule broken by the request, each with its field. */
export function faultsOf(errors: readonly ValidationError[], path = ''): readonly Fault[] {
  return errors.flatMap((error) => {
    const field = path ? `${path}.${error.property}` : error.property;
    const own = rulesOf(error).map((rule) => ({ field, rule }));
    return [...own, ...faultsOf(error.children ?? [], field)];
  });
}

/**
 * The validator gathers a class's rules anew for each request, from those of all its ancestors. They never change once the class
 * is there, so they are gathered once: it was four percent of the time that a list took.
 */
function gatherRulesOnce(): void {
  type Gather = (...args: readonly unknown[]) => unknown;
  type Group = (rules: readonly unknown[]) => unknown;
  const storage = getMetadataStorage() as unknown as {
    getTargetValidationMetadatas: Gather;
    groupByPropertyName: Group;
  };
  const gather = storage.getTargetValidationMetadatas;
  const gathered = new WeakMap<object, Map<string, unknown>>();
  storage.getTargetValidationMetadatas = function (this: unknown, target, ...how) {
    if (typeof target !== 'function') return gather.call(this, target, ...how);
    const known = gathered.get(target) ?? new Map<string, unknown>();
    gathered.set(target, known);
    const key = JSON.stringify(how);
    if (!known.has(key)) known.set(key, gather.call(this, target, ...how));
    return known.get(key);
  };
  const group = storage.groupByPropertyName;
  const grouped = new WeakMap<object, unknown>();
  storage.groupByPropertyName = function (this: unknown, rules) {
    const known = grouped.get(rules) ?? group.call(this, rules);
    grouped.set(rules, known as object);
    return known;
  };
}
let isGatheredOnce = false;

/** Unknown fields and wrong types are refused, all at once, each by name. */
export function validationPipe(): ValidationPipe {
  if (!isGatheredOnce) gatherRulesOnce();
  isGatheredOnce = true;
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: false,
    exceptionFactory: (errors) => invalidAll(faultsOf(errors)),
  });
}
