import { isAlias, isNode, parseDocument, visit, type Node } from 'yaml';
import type { Faults } from './faults.js';

/** A terms file is a few thousand words; this bounds what a hostile one can cost. Bytes. */
export const LARGEST_FILE = 1_000_000;

/**
 * The root of the YAML document, or null when there is nothing to read. Reports what is wrong with the file as YAML: size,
 * encoding, syntax, and the features of YAML that a terms file has no use for (several documents, anchors and aliases,
 * which can blow up a small file, tags, directives).
 */
export function readSource(input: string | Uint8Array, faults: Faults): Node | null {
  const text = decode(input, faults);
  if (text === null) return null;
  const { indented, tabs } = withoutTabs(text);
  // NUL is reported by itself; a space in its place keeps every later position.
  const document = parseDocument(indented.replaceAll('\0', ' '), {
    lineCounter: faults.lines,
    version: '1.2',
    prettyErrors: false,
    stringKeys: true,
    // Comparing every key with every other is quadratic; the shapes find keys given twice, and say where.
    uniqueKeys: false,
    logLevel: 'error',
  });
  // The parser has noted where lines begin; only now can faults of single characters be placed.
  reportCharacters(indented, faults);
  for (const tab of tabs) faults.add(tab, '', 'a tab at the start of the line: YAML is indented with spaces');
  const exhausted = document.errors.find((error) => error.code === 'RESOURCE_EXHAUSTION');
  if (exhausted) {
    faults.addUnreadable(exhausted.pos[0], 'nested too deeply');
    return null;
  }
  for (const error of document.errors)
    faults.addUnreadable(error.pos[0], SYNTAX[error.code] ?? lowerFirst(error.message));
  if (document.directives?.yaml.explicit) faults.addUnreadable(0, 'a %YAML directive: leave it out');
  const root = document.contents;
  if (root) reportFeatures(root, faults);
  else if (document.errors.length === 0) faults.add(0, '', 'the file is empty');
  return root;
}

const SYNTAX: Partial<Record<string, string>> = {
  MULTIPLE_DOCS: 'a second document begins here: one file holds one',
  NON_STRING_KEY: 'a key must be a plain word',
};

const lowerFirst = (message: string): string => message.charAt(0).toLowerCase() + message.slice(1);

function decode(input: string | Uint8Array, faults: Faults): string | null {
  const size = typeof input === 'string' ? Buffer.byteLength(input) : input.byteLength;
  const fail = (reason: string): null => {
    faults.add(0, '', reason);
    return null;
  };
  if (size > LARGEST_FILE) return fail(`${size} bytes: a terms file has at most ${LARGEST_FILE}`);
  if (typeof input !== 'string' && isUtf16(input)) return fail('saved as UTF-16: save it as UTF-8');
  return typeof input === 'string' ? input : new TextDecoder('utf-8', { ignoreBOM: true }).decode(input);
}

const isUtf16 = (bytes: Uint8Array): boolean =>
  (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);

/** Each tab in an indentation stands for two spaces, so that one tab does not hide the other faults of the file. */
function withoutTabs(text: string): { indented: string; tabs: number[] } {
  const tabs: number[] = [];
  let shift = 0;
  const indented = text.replace(/^ *\t[ \t]*(?=\S)/gm, (indentation, offset: number) => {
    const spaces = indentation.replaceAll('\t', '  ');
    tabs.push(offset + shift + indentation.indexOf('\t'));
    shift += spaces.length - indentation.length;
    return spaces;
  });
  return { indented, tabs };
}

/** Undecodable bytes and NUL bytes, once per line. U+FFFD is what a decoder leaves in place of bytes that are not UTF-8. */
function reportCharacters(text: string, faults: Faults): void {
  let reported = 0;
  for (const { 0: character, index } of text.matchAll(/[\0\uFFFD]/g)) {
    const line = faults.lineOf(index);
    if (line === reported) continue;
    reported = line;
    faults.add(index, '', character === '\0' ? 'a NUL byte' : 'not UTF-8: save the file as UTF-8');
  }
}

function reportFeatures(root: Node, faults: Faults): void {
  visit(root, (_key, node) => {
    if (!isNode(node)) return;
    const offset = node.range?.[0] ?? 0;
    if (isAlias(node)) faults.add(offset, '', `an alias (*${node.source}): write the text out`);
    else if (node.anchor !== undefined) faults.add(offset, '', `an anchor (&${node.anchor}): leave it out`);
    if (!isAlias(node) && node.tag !== undefined) faults.add(offset, '', `a tag (${node.tag}): leave it out`);
  });
}
