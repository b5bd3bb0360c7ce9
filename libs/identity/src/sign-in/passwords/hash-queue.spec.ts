import { HashingBusy, HashQueue, OWASP_COST } from './hash-queue.js';

/** Cheap: what is tested is not how hard a hash is. */
const CHEAP = { memoryCost: 64, timeCost: 1, parallelism: 1 };

describe('passwords', () => {
  test('are hashed by Argon2id at the cost that OWASP asks for', async () => {
    const queue = new HashQueue();
    const hashed = await queue.hash('correct horse battery');
    expect(hashed).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(queue.isOutdated(hashed)).toBe(false);
    expect([
      await queue.verify(async () => hashed, 'correct horse battery'),
      await queue.verify(async () => hashed, 'correct horse'),
    ]).toEqual([true, false]);
  });
  test('are right in whichever form they are typed', async () => {
    const queue = new HashQueue(CHEAP);
    const hashed = await queue.hash('gru\u0308ner Tee um vier');
    expect(await queue.verify(async () => hashed, 'gr\u00fcner Tee um vier')).toBe(true);
  });
  test('are salted', async () => {
    const queue = new HashQueue(CHEAP);
    expect(await queue.hash('correct horse battery')).not.toBe(await queue.hash('correct horse battery'));
  });
  test('hashed at another cost are told apart', async () => {
    const hashed = await new HashQueue(CHEAP).hash('correct horse battery');
    expect(new HashQueue(OWASP_COST).isOutdated(hashed)).toBe(true);
    expect(new HashQueue(CHEAP).isOutdated(hashed)).toBe(false);
  });
  test('that nobody has are never right, and take a hash to find that out', async () => {
    const queue = new HashQueue();
    expect(await queue.verify(async () => undefined, 'nobody has this password')).toBe(false);
    const hashed = await queue.hash('correct horse battery');
    // The quickest of each, in turn: what else this machine does only adds.
    const quickest = { unknown: Infinity, known: Infinity };
    for (let n = 0; n < 10; n += 1)
      for (const [who, of] of [
        ['unknown', undefined],
        ['known', hashed],
      ] as const) {
        const begun = performance.now();
        await queue.verify(async () => of, 'wrong horse battery');
        quickest[who] = Math.min(quickest[who], performance.now() - begun);
      }
    expect(quickest.unknown).toBeGreaterThan(quickest.known / 2);
  });
  test('wait for each other, and only so many: whoever comes then is told at once to come again', async () => {
    const queue = new HashQueue(CHEAP, 4);
    await queue.verify(async () => undefined, 'until the first hash is there');
    const ended: number[] = [];
    const hashes = [1, 2, 3, 4].map((n) => queue.hash(`password ${n}`).then(() => ended.push(n)));
    const refused = queue.hash('one too many');
    await expect(refused).rejects.toThrow(HashingBusy);
    await expect(refused).rejects.toMatchObject({ retryAfter: 2 });
    expect(ended).toEqual([]);
    await Promise.all(hashes);
    expect(ended).toEqual([1, 2, 3, 4]);
    expect(await queue.hash('there is room again')).toContain('$argon2id$');
  });
});
