/** RFC 7644, section 3.12: what a directory can tell its errors apart by. */
export type ScimType =
  'invalidFilter' | 'uniqueness' | 'mutability' | 'invalidSyntax' | 'invalidPath' | 'noTarget' | 'invalidValue';

/** Thrown where a request of a directory cannot be met; answers as RFC 7644, section 3.12 has it. */
export class ScimFault extends Error {
  constructor(
    readonly status: number,
    readonly scimType: ScimType | null,
    detail: string,
  ) {
    super(detail);
  }
}

export const badValue = (detail: string): ScimFault => new ScimFault(400, 'invalidValue', detail);
