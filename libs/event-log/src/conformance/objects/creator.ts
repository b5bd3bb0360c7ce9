import { print } from '../print.js';
import { contentFor, type StoreModule } from './harness.js';

/** One object that the store said it has made. */
export interface Made {
  readonly name: string;
}

/**
 * A program: creates objects, several at once, without end, and prints a line for each that it was told is made.
 * `node --import typescript.mjs creator.ts <module> <argument> <run>`; it is there to be killed.
 */
const [module, argument, run] = process.argv.slice(2);
const { openStore } = (await import(module!)) as StoreModule;
const store = await openStore(argument!);

const createForEver = async (worker: number): Promise<never> => {
  for (let number = 0; ; number += 1) {
    const line: Made = { name: `keys/crash/${run}-${worker}-${number}.json` };
    await store.create(line.name, Buffer.from(contentFor(line.name)));
    print(`${JSON.stringify(line)}\n`);
  }
};

await Promise.all([1, 2, 3, 4].map(createForEver));
