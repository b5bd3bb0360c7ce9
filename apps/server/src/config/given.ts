import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node } from 'yaml';
import { nearest } from './nearest.js';
import { CONFIG_VARIABLE, settingList, type SettingName } from './settings.js';

export type Env = Readonly<Record<string, string | undefined>>;

/** One setting that cannot be used. */
export interface ConfigFault {
  /** The variable, or `file:line:column: key`. */
  readonly setting: string;
  readonly rule: string;
}

/** The text of a setting, and where it was given. */
export interface Given {
  readonly text: string;
  readonly where: string;
  /** The file that holds the text, where it was given by its name. */
  readonly file?: string;
}

export interface GivenSettings {
  readonly given: Partial<Readonly<Record<SettingName, Given>>>;
  readonly faults: readonly ConfigFault[];
}

const EMPTY = 'is empty: give a value or leave it out';
/** What only commands read: whom they speak for, and where. */
const OF_COMMANDS = ['ART33_TOKEN', 'ART33_TOKEN_FILE', 'ART33_URL'];
const PREFIX = 'ART33_';
/** What stands behind a setting's name where not its value is given but a file that holds it. */
const BY_FILE = { variable: '_FILE', key: 'File' } as const;

const meant = (name: string, known: readonly string[]): string => {
  const near = nearest(name, known);
  return near === undefined ? '' : `: did you mean ${near}?`;
};

/** What the environment and the settings file say. The environment wins. Never throws: collects every fault. */
export function givenSettings(env: Env): GivenSettings {
  const faults: ConfigFault[] = [];
  const path = env[CONFIG_VARIABLE];
  const fromFile = path === undefined || path.trim() === '' ? {} : fromSettingsFile(path, faults);
  const fromEnvironment = fromVariables(env, faults);
  // A key in the environment takes the place of the file's key file, not only of the same setting.
  const { masterKeyFile: _, ...withoutKey } = fromFile;
  const rest = fromEnvironment.masterKey === undefined ? fromFile : withoutKey;
  return { given: { ...rest, ...fromEnvironment }, faults };
}

function fromVariables(env: Env, faults: ConfigFault[]): GivenSettings['given'] {
  const names = new Map<string, SettingName>(settingList.map(([name, { variable }]) => [variable, name]));
  const byFile = namesByFile(names, BY_FILE.variable);
  const others = new Set([CONFIG_VARIABLE, ...OF_COMMANDS]);
  const words = [...names.keys(), ...byFile.keys(), ...others].map((variable) => variable.slice(PREFIX.length));
  const given: Partial<Record<SettingName, Given>> = {};
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith(PREFIX) || text === undefined) continue;
    const name = names.get(variable);
    if (text.trim() === '') faults.push({ setting: variable, rule: EMPTY });
    else if (name !== undefined) give(given, name, { text, where: variable }, faults);
    else if (byFile.has(variable))
      give(given, byFile.get(variable) as SettingName, heldBy(text, variable, faults), faults);
    else if (!others.has(variable)) {
      // Others may set variables with our prefix (container platforms do); only what looks like a slip is one.
      const near = nearest(variable.slice(PREFIX.length), words);
      if (near !== undefined) faults.push({ setting: variable, rule: `is no setting: did you mean ${PREFIX}${near}?` });
    }
  }
  return given;
}

/**
 * Every setting can be given by the name of a file that holds its value, as secrets are: by its variable and `_FILE`, in the
 * settings file by its key and `File`. Names that are settings themselves keep their own meaning.
 */
function namesByFile(names: ReadonlyMap<string, SettingName>, suffix: string): ReadonlyMap<string, SettingName> {
  return new Map(
    [...names].map(([name, setting]) => [`${name}${suffix}`, setting] as const).filter(([name]) => !names.has(name)),
  );
}

function heldBy(file: string, where: string, faults: ConfigFault[]): Given | undefined {
  try {
    const text = readFileSync(file, 'utf8').trim();
    if (text !== '') return { text, where, file };
    faults.push({ setting: where, rule: `names ${file}, which is empty` });
  } catch (error) {
    faults.push({ setting: where, rule: `cannot be read: ${(error as Error).message}` });
  }
  return undefined;
}

type Giving = Partial<Record<SettingName, Given>>;

function give(given: Giving, name: SettingName, one: Given | undefined, faults: ConfigFault[]): void {
  const other = given[name];
  if (one !== undefined && other !== undefined)
    faults.push({ setting: one.where, rule: `is given by ${other.where} too: keep one of them` });
  if (one !== undefined) given[name] = one;
}

function fromSettingsFile(path: string, faults: ConfigFault[]): GivenSettings['given'] {
  const file = resolve(path);
  const text = textOf(file, faults);
  if (text === undefined) return {};
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placeOf = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  for (const { pos, message } of document.errors) faults.push({ setting: placeOf(pos[0]), rule: message });
  if (document.errors.length > 0 || document.contents === null) return {};
  const given: Partial<Record<SettingName, Given>> = {};
  const fault = (offset: number, key: string, rule: string): void =>
    void faults.push({ setting: `${placeOf(offset)}: ${key}`, rule });
  for (const { key, offset, value } of leavesOf(document.contents, '', fault)) {
    const where = `${placeOf(offset)}: ${key}`;
    const found = settingList.find(([, setting]) => setting.key === key);
    const heldByFile = keysByFile.get(key);
    if (found === undefined && heldByFile === undefined) fault(offset, key, `is no setting${meant(key, keys)}`);
    else if (value === undefined) fault(offset, key, EMPTY);
    else if (found !== undefined) {
      const [name, { isPath }] = found;
      give(given, name, { text: isPath ? resolve(dirname(file), value) : value, where }, faults);
    } else if (heldByFile !== undefined)
      give(given, heldByFile, heldBy(resolve(dirname(file), value), where, faults), faults);
  }
  return given;
}

const keys = settingList.flatMap(([, { key }]) => key ?? []);
const keysByFile = namesByFile(
  new Map(settingList.flatMap(([name, { key }]) => (key === undefined ? [] : [[key, name] as const]))),
  BY_FILE.key,
);
const sections = new Set(keys.flatMap((key) => (key.includes('.') ? key.slice(0, key.indexOf('.')) : [])));

function textOf(file: string, faults: ConfigFault[]): string | undefined {
  try {
    const bytes = readFileSync(file);
    if (isUtf8(bytes)) return bytes.toString('utf8');
    faults.push({ setting: file, rule: 'is no text in UTF-8' });
  } catch (error) {
    faults.push({ setting: file, rule: `cannot be read: ${(error as Error).message}` });
  }
  return undefined;
}

interface Leaf {
  readonly key: string;
  readonly offset: number;
  /** Undefined where nothing stands behind the key. */
  readonly value: string | undefined;
}
type Fault = (offset: number, key: string, rule: string) => void;

/** Every value with its key; sections are maps. */
function leavesOf(node: unknown, prefix: string, fault: Fault): readonly Leaf[] {
  if (!isMap(node)) {
    fault(
      (node as Node | null)?.range?.[0] ?? 0,
      prefix.slice(0, -1) || 'the file',
      'must hold settings, each `key: value`',
    );
    return [];
  }
  return node.items.flatMap(({ key: keyNode, value }): readonly Leaf[] => {
    const offset = (keyNode as Node).range?.[0] ?? 0;
    const key = `${prefix}${String(isScalar(keyNode) ? keyNode.value : keyNode)}`;
    if (isMap(value) || (sections.has(key) && prefix === '')) return leavesOf(value, `${key}.`, fault);
    if (isSeq(value) && value.items.every((item) => isScalar(item)))
      return [{ key, offset, value: value.items.map((item) => String(isScalar(item) && item.value)).join(',') }];
    if (value === null || (isScalar(value) && (value.value === null || value.value === '')))
      return [{ key, offset, value: undefined }];
    if (isScalar(value)) return [{ key, offset, value: String(value.value) }];
    fault(offset, key, 'must be one value, written out');
    return [];
  });
}
