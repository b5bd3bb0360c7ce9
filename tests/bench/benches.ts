import { appends } from './appends.js';
import { deadlines } from './deadlines.js';
import { dispatch } from './dispatch.js';
import { eventstore } from './eventstore.js';
import type { Bench } from './finding.js';
import { freezing } from './freezing.js';
import { lists } from './lists.js';
import { logging } from './logging.js';
import { memory } from './memory.js';
import { nodes } from './nodes.js';
import { opening } from './opening.js';
import { rebuild } from './rebuild.js';
import { restart } from './restart.js';
import { signIn } from './sign-in.js';
import { web } from './web.js';

/** Every bench, in the order of the report. */
export const benches: readonly Bench[] = [
  appends,
  logging,
  rebuild,
  opening,
  deadlines,
  dispatch,
  restart,
  lists,
  freezing,
  memory,
  eventstore,
  nodes,
  signIn,
  web,
];
