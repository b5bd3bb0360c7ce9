import { readFileSync } from 'node:fs';
import { Checkout, type Ended } from './support/checkout.js';
import { commandsOf, fencedLanguagesOf, type ShownCommands } from './support/commands.js';
import { documents } from './support/documents.js';

/** What goes on until it is stopped, and the sign that it is ready. */
const SERVICES: Readonly<Record<string, RegExp>> = {
  'npm start': /^art33 listens on http/m,
  'npm run demo': /Ctrl\+C ends it/,
};
const STREAM = { begins: 'curl -fN ', ready: /^event: start$/m };
/** It is what runs now. */
const THESE_TESTS = 'npm test';
/** The document with which a reader begins; it gives the token that others use. */
const FIRST = 'docs/running.md';
const TOKEN = /^art33_\S+$/m;

const succeeded = expect.objectContaining<Partial<Ended>>({ code: 0 });
const readyOf = (script: string): RegExp | undefined =>
  SERVICES[script] ?? (script.startsWith(STREAM.begins) ? STREAM.ready : undefined);

function testOf({ script, notRun }: ShownCommands, checkout: () => Checkout): void {
  const title = script.replaceAll('\n', '; ');
  const ready = readyOf(script);
  // Each has its reason beside it in the document, and in tests/skipped.json, which CI holds to what was skipped.
  if (notRun !== undefined) test.skip(`${title} (${notRun})`, () => undefined);
  else if (script === THESE_TESTS)
    test(`${title} (by continuous integration)`, () =>
      expect(readFileSync('.ci/run', 'utf8')).toContain(`${script} --`));
  else if (ready) test(title, () => checkout().startUntil(script, ready), 300_000);
  else test(title, async () => expect(await checkout().run(script)).toEqual(succeeded), 300_000);
}

const shown = documents
  .map((file) => ({ file, commands: commandsOf(file) }))
  .filter(({ commands }) => commands.length > 0);
const startsService = ({ commands }: (typeof shown)[number]): boolean =>
  commands.some(({ script }) => script in SERVICES);

describe.each(shown.filter(startsService))('$file: its commands', ({ commands }) => {
  let checkout: Checkout;
  beforeAll(async () => {
    checkout = await Checkout.make();
  });
  afterAll(() => checkout.remove());

  for (const each of commands) testOf(each, () => checkout);
  test('what goes on ends with Ctrl-C', () => checkout.stop());
});

describe(`Where the beginning of ${FIRST} has been followed`, () => {
  let checkout: Checkout;
  beforeAll(async () => {
    const [start, first] = commandsOf(FIRST).map(({ script }) => script) as [string, string];
    checkout = await Checkout.make();
    await checkout.startUntil(start, SERVICES[start] as RegExp);
    const { printed } = await checkout.run(first);
    checkout.env['TOKEN'] = TOKEN.exec(printed)?.[0] ?? '';
    expect(checkout.env['TOKEN']).not.toBe('');
  });
  afterAll(() => checkout.remove());

  describe.each(shown.filter((each) => !startsService(each)))('$file: its commands', ({ commands }) => {
    for (const each of commands) testOf(each, () => checkout);
  });
});

describe('Documents', () => {
  test('of commands show some', () => expect(commandsOf(FIRST).length).toBeGreaterThan(4));

  test('show none in fenced blocks, which are not run', () => {
    const languages = documents.flatMap((file) => fencedLanguagesOf(file).map((language) => ({ file, language })));
    expect(languages.filter(({ language }) => !['json', 'js', 'yaml', 'text'].includes(language))).toEqual([]);
  });
});
