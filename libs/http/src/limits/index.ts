export { AccountLimit } from './account-limit.js';
export { Limits, type Limit, type TooMany } from './limits.js';
export { tooMany, tooManyProblem } from './too-many.js';
export { limitVisitors, REQUEST_LIMITS, type RequestLimits } from './visitors.js';
