/** The command could not do what it was asked; the message says why, for the person at the terminal. */
export class Failed extends Error {
  constructor(
    message: string,
    /** 1: refused or failed. 2: the command did not say enough. */
    readonly exitCode: 1 | 2 = 1,
  ) {
    super(message);
  }
}
