import { readFileSync } from 'node:fs';
import { Checkout, type Ended } from './support/checkout.js';
import { commandsOf } from './support/commands.js';

/** What goes on until it is stopped, and the sign that it is ready. */
const GOING_ON: Readonly<Record<string, RegExp>> = {
  'npm start': /^art33 listens on http/m,
  'npm run demo': /Ctrl\+C ends it/,
};
/** It is what runs now. */
const THESE_TESTS = 'npm test';

const succeeded = expect.objectContaining<Partial<Ended>>({ code: 0 });

describe.each(['README.md', 'docs/running.md', 'docs/operating.md'])('%s: its commands', (file) => {
  let checkout: Checkout;
  beforeAll(async () => {
    checkout = await Checkout.make();
  }, 60_000);
  afterAll(() => checkout.remove());

  for (const { script, notRun } of commandsOf(file)) {
    const title = script.replaceAll('\n', '; ');
    const ready = GOING_ON[script];
    if (notRun !== undefined) test.skip(`${title} (${notRun})`, () => undefined);
    else if (script === THESE_TESTS)
      test(`${title} (by continuous integration)`, () =>
        expect(readFileSync('.ci/run', 'utf8')).toContain(`${script} --`));
    else if (ready) test(title, () => checkout.startUntil(script, ready), 300_000);
    else test(title, async () => expect(await checkout.run(script)).toEqual(succeeded), 300_000);
  }

  test('what goes on ends with Ctrl-C', () => checkout.stop(), 60_000);
});

describe('Documents', () => {
  test('of commands show some', () => expect(commandsOf('docs/running.md').length).toBeGreaterThan(4));
});
