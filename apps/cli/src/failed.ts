/** The command could not do what it was asked; the message says why, for the person at the terminal. */
export class Failed extends Error {}
