import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const file = fileURLToPath(new URL('./scoped-query.types.ts', import.meta.url));
const MARK = '// @ts-expect-error';

/** What the compiler says about a text in the place of the file, as `line: message`. */
function errorsOf(text: string): readonly string[] {
  const { config } = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.', { noEmit: true, incremental: false });
  const host = ts.createCompilerHost(options);
  const { readFile } = host;
  host.readFile = (path) => (path === file ? text : readFile(path));
  const program = ts.createProgram([file], options, host);
  return program.getSemanticDiagnostics(program.getSourceFile(file)).map(({ start = 0, messageText }) => {
    const line = text.slice(0, start).split('\n').length;
    return `${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

describe('a query without a scope', () => {
  test('does not type-check: each marked line is an error, and no other line is', () => {
    const text = readFileSync(file, 'utf8');
    const lines = text.split('\n');
    const marked = lines.flatMap((line, index) => (line.trim().startsWith(MARK) ? [index + 2] : []));
    expect(marked.length).toBeGreaterThan(8);
    const errors = errorsOf(text.replaceAll(MARK, '// -----------------'));
    expect(errors.map((error) => Number(error.split(':')[0]))).toEqual(marked);
    expect(errors.join('\n')).toMatch(/Expected 1 arguments, but got 0/);
    expect(errors.join('\n')).toMatch(/Property 'minted' is (missing|protected)/);
    expect(errors.join('\n')).toMatch(/Constructor of class 'OrganisationScope' is private/);
  });
});
