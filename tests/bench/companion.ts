import { fork, type ChildProcess, type ForkOptions } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('./served.js', import.meta.url));

type Waiting = (answer: { readonly id: number } | Error) => void;

/** A process of its own (see served.ts) that may be asked several things at once: each answer bears the number of its question. */
export class Companion {
  private asked = 0;
  private readonly waiting = new Map<number, Waiting>();

  private constructor(private readonly child: ChildProcess) {
    child.on('message', (answer: { readonly id: number }) => this.settle(answer.id, answer));
    child.once('exit', (code, signal) => {
      const error = new Error(`the process that was asked ended with ${code ?? signal}`);
      for (const id of [...this.waiting.keys()]) this.settle(id, error);
    });
  }

  /** Resolves with what it says when it is ready. */
  static async start<T>(
    arguments_: readonly string[],
    env: NodeJS.ProcessEnv = process.env,
  ): Promise<{ readonly companion: Companion; readonly said: T }> {
    const child = fork(PROGRAM, [...arguments_], { env } satisfies ForkOptions);
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`${arguments_[0]} ended with ${String(code)} before it was ready`);
    });
    const [said] = (await Promise.race([once(child, 'message'), ended])) as [T];
    ended.catch(() => undefined);
    return { companion: new Companion(child), said };
  }

  ask<T>(what: string): Promise<T> {
    const id = ++this.asked;
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(id, (answer) => (answer instanceof Error ? reject(answer) : resolve(answer as T)));
      this.child.send({ id, what });
    });
  }

  /** Kills it, and resolves when it is gone. */
  async kill(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }

  private settle(id: number, answer: { readonly id: number } | Error): void {
    this.waiting.get(id)?.(answer);
    this.waiting.delete(id);
  }
}
