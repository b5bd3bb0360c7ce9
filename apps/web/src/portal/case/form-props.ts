import type { Case } from '../queries.js';

/** What every form of a case is given. */
export interface FormProps {
  readonly file: Case;
  readonly onDone: () => void;
}
