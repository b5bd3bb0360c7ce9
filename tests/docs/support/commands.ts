import { readFileSync } from 'node:fs';

/** One block of shell commands as a document shows it. */
export interface ShownCommands {
  readonly script: string;
  /** Why it is not run here. */
  readonly notRun?: string;
}

const MARK = /^<!-- not run by the tests: (.+) -->$/;
const INDENT = '    ';

/** The indented blocks of a document, in order. A comment before a block says why it is not run here. */
export function commandsOf(file: string): readonly ShownCommands[] {
  const blocks: { lines: string[]; notRun?: string }[] = [];
  let notRun: string | undefined;
  let previous = '';
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const isCommand = line.startsWith(INDENT);
    if (isCommand && previous === '') blocks.push({ lines: [], ...(notRun !== undefined && { notRun }) });
    if (isCommand) blocks.at(-1)?.lines.push(line.slice(INDENT.length));
    if (line !== '') notRun = MARK.exec(line)?.[1];
    previous = line;
  }
  return blocks.map(({ lines, ...block }) => ({ script: lines.join('\n'), ...block }));
}
