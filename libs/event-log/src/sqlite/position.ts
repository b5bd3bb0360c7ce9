import { InvalidPosition } from '../port/errors.js';

/** `s:<n>`: n is the row's number, from 1. The letter keeps tokens of another store from being taken for ours. */
const TOKEN = /^s:([1-9][0-9]{0,15})$/;

export const toToken = (position: number): string => `s:${position}`;

/** Undefined (from the start) is 0. Throws `InvalidPosition`. */
export const fromToken = (token: string | undefined): number => {
  if (token === undefined) return 0;
  const position = Number(TOKEN.exec(token)?.[1]);
  if (!Number.isSafeInteger(position)) throw new InvalidPosition(`${token} is no position of a SQLite log`);
  return position;
};
