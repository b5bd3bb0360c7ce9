import { readFileSync } from 'node:fs';

/** One block of shell commands as a document shows it. */
export interface ShownCommands {
  readonly script: string;
  /** Why it is not run here. */
  readonly notRun?: string;
}

const MARK = /^<!-- not run by the tests: (.+) -->$/;
const INDENT = '    ';
const FENCE = /^```(\w*)/;
/** What programs send, written like commands. */
const REQUEST = /^(GET|POST|PUT|DELETE) \//;

/**
 * The commands of a document, in order: its indented blocks, but for requests, which are held to the API's description. A
 * comment before a block says why it is not run here.
 */
export function commandsOf(file: string): readonly ShownCommands[] {
  const blocks: { lines: string[]; notRun?: string }[] = [];
  let notRun: string | undefined;
  let previous = '';
  let fenced = false;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (FENCE.test(line)) fenced = !fenced;
    const isCommand = !fenced && line.startsWith(INDENT);
    if (isCommand && previous === '') blocks.push({ lines: [], ...(notRun !== undefined && { notRun }) });
    if (isCommand) blocks.at(-1)?.lines.push(line.slice(INDENT.length));
    if (line !== '') notRun = MARK.exec(line)?.[1];
    previous = line;
  }
  return blocks
    .map(({ lines, ...block }) => ({ script: lines.join('\n'), ...block }))
    .filter(({ script }) => !REQUEST.test(script));
}

/** What stands in the fenced blocks of a document: none of it is run, so none of it may be commands. */
export function fencedLanguagesOf(file: string): readonly string[] {
  const fences = readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => FENCE.exec(line)?.[1] ?? []);
  return fences.filter((_, index) => index % 2 === 0);
}
