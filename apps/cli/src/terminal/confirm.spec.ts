import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Failed } from '../failed.js';
import { mayGoOn, type Asking } from './confirm.js';

/** A terminal or a pipe, at which somebody types (null: ends the input). */
function at(isTTY: boolean, typed: string | null = null) {
  const [stdin, stdout, stderr] = [0, 1, 2].map(() => Object.assign(new PassThrough(), { isTTY })) as [
    PassThrough & { isTTY: boolean },
    PassThrough & { isTTY: boolean },
    PassThrough & { isTTY: boolean },
  ];
  if (typed === null) stdin.end();
  else stdin.write(`${typed}\n`);
  const said = async () => {
    stdout.end();
    stderr.end();
    return { out: await text(stdout), err: await text(stderr) };
  };
  return { terminal: { stdin, stdout, stderr }, said };
}

const told = (more: Partial<Asking> = {}): Asking => ({ yes: false, preview: false, json: false, ...more });
const look = (isEmpty = false) => Promise.resolve({ text: '3 notices would be sent\n', answer: { done: 3 }, isEmpty });

describe('Before a command writes to many', () => {
  test.each(['y', 'yes', 'Y'])('it shows what would happen, asks, and goes on after %s', async (typed) => {
    const { terminal, said } = at(true, typed);
    await expect(mayGoOn(told(), look, terminal)).resolves.toBe(true);
    expect((await said()).err).toMatch(/^3 notices would be sent\n.*go on\? \[y\/N\] /s);
  });

  test.each(['', 'n', 'yess', null])('anything else is no: %j', async (typed) => {
    const { terminal } = at(true, typed);
    await expect(mayGoOn(told(), look, terminal)).rejects.toMatchObject({
      exitCode: 1,
      message: 'nothing was written',
    });
  });

  test('it is refused with 2 where nobody can be asked, before anything is looked up', async () => {
    const looked = () => Promise.reject(new Error('looked up'));
    for (const [isTTY, how] of [
      [false, told()],
      [false, told({ json: true })],
      [true, told({ json: true })],
    ] as const) {
      const refused = await mayGoOn(how, looked, at(isTTY, 'y').terminal).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(Failed);
      expect(refused).toMatchObject({ exitCode: 2, message: expect.stringContaining('--yes') as string });
    }
  });

  test('it goes on unasked with --yes, and still says what it does, except to a program', async () => {
    const person = at(false);
    await expect(mayGoOn(told({ yes: true }), look, person.terminal)).resolves.toBe(true);
    expect(await person.said()).toEqual({ out: '', err: '3 notices would be sent\n' });
    const program = at(false);
    await expect(mayGoOn(told({ yes: true, json: true }), look, program.terminal)).resolves.toBe(true);
    expect(await program.said()).toEqual({ out: '', err: '' });
  });

  test('it only shows it with --preview, as words or JSON', async () => {
    const person = at(true);
    await expect(mayGoOn(told({ preview: true }), look, person.terminal)).resolves.toBe(false);
    expect(await person.said()).toEqual({ out: '3 notices would be sent\n', err: '' });
    const program = at(false);
    await expect(mayGoOn(told({ preview: true, json: true }), look, program.terminal)).resolves.toBe(false);
    expect(JSON.parse((await program.said()).out)).toEqual({ done: 3 });
  });

  test('it asks nothing where there is nothing to do', async () => {
    const { terminal, said } = at(true);
    await expect(mayGoOn(told(), () => look(true), terminal)).resolves.toBe(false);
    expect((await said()).err).toMatch(/Nothing to do\.\n$/);
  });
});
