import type { Schemas } from '../../api/client.js';
import type { Notice } from '../queries.js';

/** The acknowledgement of one sending that nobody disputed, where there is one. */
export const acknowledgedOf = (notice: Notice, sendNumber: number): Schemas['Acknowledgement'] | undefined =>
  notice.acknowledgements.findLast((each) => each.sendNumber === sendNumber && each.disputes.length === 0);
