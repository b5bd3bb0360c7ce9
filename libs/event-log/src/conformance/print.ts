import { writeSync } from 'node:fs';

/**
 * For programs that are there to be killed: what is printed has left. Waits where the reader is slower and the pipe is full. A
 * line is shorter than what a pipe takes in one piece.
 */
export const print = (text: string): void => {
  for (;;) {
    try {
      writeSync(1, text);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
};
