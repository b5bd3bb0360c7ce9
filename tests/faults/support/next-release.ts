import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

/** What the program is built from. */
const SOURCES = ['apps', 'libs', 'tests', 'package.json', 'nest-cli.json', 'tsconfig.json'];
const PLACE = join('libs', 'watch', 'src', 'calendar', 'domain');
export const NEXT_RELEASE = '99.0.0';

/** The event type that the next release writes anew, and what its version 2 adds. */
export const CHANGED = 'CalendarAddressCreated';

/** What somebody would change in the sources: from → to, each exactly once. */
const CHANGES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [join(PLACE, 'events.ts')]: {
    'readonly generation: number;\n        readonly at':
      "readonly generation: number;\n        readonly why: 'asked' | 'replaced' | 'unknown';\n        readonly at",
    'CalendarAddressCreated: {\n    version: 1,': `CalendarAddressCreated: {
    version: 2,
    upcast: { 1: (data) => ({ ...(data as object), why: 'unknown' }) },
    writes: { version: 1, downcast: ({ why: _, ...older }) => older },`,
  },
  [join(PLACE, 'decider.ts')]: {
    'generation: generation + 1, at': "generation: generation + 1, why: generation === 0 ? 'asked' : 'replaced', at",
  },
  'package.json': { '"version": "': `"version": "${NEXT_RELEASE}-` },
};

/** The next release, in a folder of its own. */
export interface NextRelease {
  readonly build: string;
  remove(): void;
}

/** Copies the working tree, makes version 2 of one event type in transition, and builds. Throws with the compiler's words. */
export async function buildNextRelease(): Promise<NextRelease> {
  const build = mkdtempSync(join(tmpdir(), 'art33-next-'));
  const remove = (): void => rmSync(build, { recursive: true, force: true });
  try {
    const isSource = (path: string): boolean => !['node_modules', 'dist', 'data'].includes(basename(path));
    for (const source of SOURCES) cpSync(source, join(build, source), { recursive: true, filter: isSource });
    symlinkSync(resolve('node_modules'), join(build, 'node_modules'), 'junction');
    for (const [file, changes] of Object.entries(CHANGES)) change(join(build, file), changes);
    const nest = join('node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
    const compiler = spawn(process.execPath, [nest, 'build', 'cli'], { cwd: build });
    let words = '';
    for (const stream of [compiler.stdout, compiler.stderr]) stream.on('data', (text) => (words += String(text)));
    const [code] = (await once(compiler, 'close')) as [number | null];
    if (code !== 0) throw new Error(`the next release does not build: ${words}`);
    return { build, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function change(file: string, changes: Readonly<Record<string, string>>): void {
  const text = Object.entries(changes).reduce(
    (before, [from, to]) => {
      if (before.split(from).length !== 2) throw new Error(`${file}: "${from}" does not stand there once`);
      return before.replace(from, () => to);
    },
    readFileSync(file, 'utf8'),
  );
  writeFileSync(file, text);
}
