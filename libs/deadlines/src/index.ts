export * from './types.js';
export { catalogue } from './catalogue.js';
export type { CatalogueRule, Length } from './catalogue-rule.js';
export { isEuRegime, ruleInForce, type CatalogueRuleId } from './rules.js';
export { computeDeadline, type DeadlineInput } from './compute.js';
export { judge } from './lateness.js';
export { nextStep, reminderSteps, stepToTake, type DeadlineStep, type StepName } from './steps.js';
export { explainDeadline } from './explain.js';
export {
  isInstantFault,
  parseStatedInstant,
  stateInstant,
  type InstantFault,
  type InstantFaultCode,
} from './stated-instant.js';
export { DEFAULT_BUSINESS_HOURS, isOutsideBusinessHours, type BusinessHours } from './business-hours.js';
export {
  formatDay,
  formatDuration,
  formatInstant,
  formatLateness,
  formatStated,
  type InBoth,
  type Language,
} from './format.js';
export { isZone } from './zones.js';
export { anchorInWords, sourceInWords } from './words.js';
export { GDPR_APPLIES_FROM, seventyTwoHours } from './seventy-two-hours.js';
