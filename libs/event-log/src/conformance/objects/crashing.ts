import { setTimeout } from 'node:timers/promises';
import type { ObjectStore } from '../../port/object-store.js';
import { Child } from '../child.js';
import type { Made } from './creator.js';
import { contentFor, textOf, type StoreUnderTest } from './harness.js';

/** Lets another process create objects, and kills it after so many acknowledgements. */
const createUntilKilled = async (
  { elsewhere }: StoreUnderTest,
  run: string,
  howMany: number,
): Promise<readonly string[]> => {
  const child = new Child(new URL('./creator.ts', import.meta.url), [elsewhere.module, elsewhere.argument, run]);
  const heard: string[] = [];
  let killed: Promise<void> | undefined;
  for await (const line of child.lines()) {
    heard.push((JSON.parse(line) as Made).name);
    if (heard.length === howMany) killed = child.kill();
  }
  await (killed ?? child.kill());
  return heard;
};

/** A stand-in for a bucket shows what was under way when the process died while it still arrives. */
async function whole(store: ObjectStore, name: string): Promise<void> {
  const end = Date.now() + 5_000;
  while (textOf(await store.get(name)) !== contentFor(name) && Date.now() < end) await setTimeout(20);
  expect(textOf(await store.get(name))).toBe(contentFor(name));
}

export const crashing = (current: () => StoreUnderTest): void => {
  test('kill -9 while a process creates: all that it was told is made is there, and nothing in part', async () => {
    const made = [
      ...(await createUntilKilled(current(), 'first', 60)),
      ...(await createUntilKilled(current(), 'second', 7)),
    ];
    expect(made.length).toBeGreaterThanOrEqual(67);
    const store = await current().another();
    const found: string[] = [];
    for await (const name of store.list('keys/')) {
      found.push(name);
      await whole(store, name);
    }
    expect(made.filter((name) => !found.includes(name))).toEqual([]);
  });
};
