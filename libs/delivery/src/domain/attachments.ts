/** A file that goes with a message, as the log keeps it: what to make, not its bytes. Holds no personal data. */
export interface PlannedAttachment {
  /** As the recipient sees it, e.g. `notice.json`. */
  readonly name: string;
  readonly mediaType: string;
  /** What it is made from, in the words of the source that makes it, e.g. `notice-letter/1`. */
  readonly content: string;
}

/** Why a planned file was left out: what it is made from has been erased, or it could not be made. */
export type OmissionReason = 'erased' | 'failed';

/** A planned file that did not go with an attempt. */
export interface OmittedAttachment {
  readonly name: string;
  readonly why: OmissionReason;
}
